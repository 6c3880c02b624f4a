import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answered } from '#workspace/answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { run, serve, type Ended, type Given } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

const duration = { n: 3, min: 60, median: 3_600, mean: 4_000, p90: 86_400, max: 172_800, sum: 12_000 };
const helpdesk: ProcessAnswer = {
  ...answered,
  process: 'helpdesk',
  cases: 3,
  open: 1,
  events: 7,
  activities: [
    { activity: 'Open', count: 3, cases: 3 },
    { activity: 'Close', count: 4, cases: 2 },
  ],
  start: [{ activity: 'Open', count: 3 }],
  end: [{ activity: 'Close', count: 2 }],
  flows: [
    { from: 'Close', to: 'Close', count: 1, cases: 1, duration },
    { from: 'Open', to: 'Close', count: 3, cases: 3, duration },
  ],
  variants: { count: 2, top: [{ count: 2, activities: ['Open', 'Close'] }] },
  caseDuration: duration,
  rework: { casesWithRework: 1, totalRework: 2, casesPerActivity: {}, selfLoops: {} },
  handovers: [],
};

describe('the verbs of processes', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0], given: Given = {}): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' }, ...given });
  }

  it('shows a process with its flows, strongest first', async () => {
    const { stdout } = await ask(['process', 'helpdesk', '--variants', '1'], { 'GET /processes/helpdesk': helpdesk });
    expect(stdout).toBe(
      [
        'helpdesk: 3 cases, 1 open, 7 events',
        'case duration: median 1 h, mean 1.1 h, p90 24 h, 1 min to 2 d',
        'rework: 1 case with an activity more than once, 2 events of it',
        '',
        'activity  events  cases  starts  ends',
        'Open           3      3       3     0',
        'Close          4      2       0     2',
        '',
        'from   to     times  cases  median wait   p90',
        'Open   Close      3      3          1 h  24 h',
        'Close  Close      1      1          1 h  24 h',
        '',
        '2 variants, most frequent first:',
        '       2  Open → Close',
        '',
      ].join('\n'),
    );
    expect(server.asked[0]!.query).toEqual({ variants: '1' });
  });

  it('asks for parts of a process, and for spans between milestones', async () => {
    const words = ['process', 'helpdesk', '--show', 'times,load', '--milestones', 'start -> last Close'];
    const gone = await ask(words, {});
    // Of several parts a test sees the last.
    expect(server.asked.map(({ query }) => query)).toEqual([
      { variants: '10', show: 'load', milestones: 'start -> last Close' },
    ]);
    expect(gone.status).toBe(1);
  });

  it('refuses a part that there is not, before it asks', async () => {
    const { status, stderr } = await ask(['process', 'helpdesk', '--show', 'times,colour'], {});
    expect([status, server.asked]).toEqual([2, []]);
    expect(stderr).toContain('“colour” is none of them');
    const all = await ask(['processes', '--show', 'times'], {});
    expect([all.status, all.stderr]).toEqual([2, expect.stringContaining('--show takes experience')]);
    const defined = await ask(['processes', 'define', 'helpdesk', '--show', 'experience'], {});
    expect([defined.status, defined.stderr]).toEqual([2, expect.stringContaining('tend processes --show experience')]);
  });

  it('asks what customers feel of all processes, as of a moment', async () => {
    const nothing = { cases: 0, endings: 0, judged: 0, tooEarly: 0, withoutRelationship: 0, processes: [], of: [] };
    const experience = { at: '2026-11-24T12:00:00.000Z', windowDays: 90, processes: [], associations: nothing };
    const answer = { ...answered, processes: [], experience };
    const asked = ['processes', '--show', 'experience', '--as-of', '2026-01-01'];
    const { stdout } = await ask(asked, { 'GET /processes': answer });
    expect(stdout).toBe('No process was there and known at that moment.\n');
    expect(server.asked.map(({ query }) => query)).toEqual([{ show: 'experience', asOf: '2026-01-01' }]);
  });

  it('draws two sides where two are asked for, and tells what cases can be chosen by', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tend-svg-')), 'map.svg');
    const sides = ['--filter', 'severity=high', '--against', 'with=Wait', '--flows', '9'];
    const choices = [{ name: 'severity', values: ['high', 'low\n'], more: 3 }];
    const { stdout } = await ask(['process', 'helpdesk', ...sides, '--show', 'choices', '--svg', file], {
      'GET /processes/helpdesk': { ...helpdesk, choices },
      'GET /processes/helpdesk/map.svg': (_asked, response) => void response.end('<svg/>'),
    });
    expect(stdout).toContain('\n  severity=  high · low  … and 3 more\n');
    expect(readFileSync(file, 'utf8')).toBe('<svg/>');
    rmSync(dirname(file), { recursive: true });
    const asked = { filter: 'severity=high', against: 'with=Wait', flows: '9' };
    expect(server.asked.map(({ path, query }) => [path, query])).toEqual([
      ['/processes/helpdesk', { ...asked, show: 'choices', variants: '10' }],
      ['/processes/helpdesk/map.svg', asked],
    ]);
  });
});
