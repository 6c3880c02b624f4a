import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type {
  Answered,
  ImportRow,
  ProjectionRow,
  RelationshipAnswer,
  RelationshipRow,
  TimelineEntry,
} from '#workspace/answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { lines, run, serve, type Ended, type Given } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

const row: RelationshipRow = {
  id: 'id-7',
  name: '株式会社山田商事東京本社',
  kind: 'organisation',
  firstTouchpoint: '2012-02-06T15:06:10.000+01:00',
  lastTouchpoint: '2013-12-10T08:57:00.000+01:00',
  firstContact: '2012-02-07T10:00:00.000+01:00',
  lastContact: '2013-11-25T08:18:00.000+01:00',
  touchpoints: 1_107,
  contactDays: { theirs: 12, ours: 9 },
  openCases: 2,
  cases: 22,
};

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

describe('a verb', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0], given: Given = {}): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' }, ...given });
  }

  it.each([
    [['relationships'], 'GET /relationships', { rows: [], total: 0 }, /^No relationship yet\. .*tend import/],
    [
      ['relationships', '--name', 'x'],
      'GET /relationships',
      { rows: [], total: 0 },
      /^No relationship has “x” in its name/,
    ],
    [['imports'], 'GET /imports', { imports: [] }, /^Nothing has been imported yet\. .*tend import/],
    [['processes'], 'GET /processes', { processes: [] }, /^No process yet\. .*tend import/],
  ])('says what to do when there is nothing: %j', async (args, route, answer, text) => {
    const { status, stdout } = await ask(args, { [route]: { ...answered, ...answer } });
    expect(stdout).toMatch(text);
    expect(status).toBe(0);
  });

  it('shows one relationship', async () => {
    const answer: RelationshipAnswer = {
      ...answered,
      ...row,
      stakeholders: [{ id: 'p', name: 'Value 3', side: 'ours', roles: ['agent', 'lead'], touchpoints: 31 }],
      channels: [{ channel: 'email', touchpoints: 7 }],
      processes: [{ process: 'helpdesk', cases: 22, openCases: 2 }],
      party: { id: 'id-7' },
      parts: [],
      events: [],
    };
    const routes = { 'POST /relationships/find': { id: 'id-7' }, 'GET /relationships/id-7': answer };
    expect((await ask(['relationship', 'Value 7'], routes)).stdout).toBe(
      [
        '株式会社山田商事東京本社 (organisation)  id-7',
        '1,107 touchpoints from 2012-02-06 15:06 to 2013-12-10 08:57; 22 cases, 2 open',
        'contacts from 2012-02-07 10:00 to 2013-11-25 08:18; contact-days: 12 theirs, 9 ours',
        '',
        'who      side  roles        touchpoints',
        'Value 3  ours  agent, lead           31',
        '',
        'channel  touchpoints',
        'email              7',
        '',
        'process   cases  open',
        'helpdesk     22     2',
        '',
      ].join('\n'),
    );
  });

  it('shows a timeline, a line a touchpoint, with its text as it may be read', async () => {
    const actor = { id: 'a', name: 'Value 3' };
    const entry = {
      type: 'CaseResolved',
      occurredAt: '2013-12-10T08:57:00.000+01:00',
      actor,
      parties: [
        { ...actor, role: 'agent', side: 'ours' },
        { id: 'c', name: 'Value 7', role: 'customer', side: 'customer' },
      ],
      process: { definition: 'helpdesk', case: { id: 'k', name: 'Case 7' }, activity: 'Closed', lifecycle: 'complete' },
      data: {},
    } as unknown as TimelineEntry;
    const message = {
      ...entry,
      type: 'MessageReceived',
      process: undefined,
      parties: [],
      personal: { text: 'Hi\u001b[2J\nthere' },
    };
    const rows = [
      entry,
      message,
      { ...message, personal: 'erased' },
      { ...message, personal: { text: '🌊'.repeat(100) } },
    ];
    const routes = {
      'POST /relationships/find': { id: 'id-7' },
      'GET /relationships/id-7/timeline': { relationship: row, head: 9, rows, next: '1.2.3', total: 107 },
    };
    expect((await ask(['timeline', 'Value 7'], routes)).stdout.split('\n')).toEqual([
      '株式会社山田商事東京本社: 107 touchpoints',
      '2013-12-10 08:57  CaseResolved · Closed · Case 7  Value 3 → Value 7',
      '2013-12-10 08:57  MessageReceived  Value 3  “Hi [2J there”',
      '2013-12-10 08:57  MessageReceived  Value 3  [erased]',
      `2013-12-10 08:57  MessageReceived  Value 3  “${'🌊'.repeat(79)}…”`,
      '4 shown; more with --after 1.2.3',
      '',
    ]);
  });

  it('says who may have been meant', async () => {
    const { status, stdout, stderr } = await ask(['timeline', 'Value'], {
      'POST /relationships/find': (_asked, response) => {
        response.writeHead(404, { 'content-type': 'application/problem+json' });
        response.end(
          JSON.stringify({ code: 'not-found', detail: 'No relationship is known by “Value”. Did you mean “Value 7”?' }),
        );
      },
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Did you mean “Value 7”? (not-found)\n');
  });

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

  it('shows imports and projections', async () => {
    const imported: ImportRow = {
      importId: '5d3f6e5d-4c3b-42a1-9f8e-9d8c7b6a5948',
      dataset: 'helpdesk',
      format: 'csv',
      startedAt: '2026-11-24T20:32:10.000+01:00',
      state: 'interrupted',
      read: 21_348,
      appended: 21_000,
      known: 340,
      refused: 5,
      differing: 3,
    };
    expect((await ask(['imports'], { 'GET /imports': { imports: [imported] } })).stdout).toBe(
      [
        'import    started           dataset   format  state          read  appended  known  refused  differing',
        '5d3f6e5d  2026-11-24 20:32  helpdesk  csv     interrupted  21,348    21,000    340        5          3',
        '',
      ].join('\n'),
    );
    await server.close();
    const projection = {
      name: 'relationships',
      build: 'relationships.2',
      state: 'serving',
      position: 21_350,
      lagEvents: 0,
      lagSeconds: 0.04,
      documents: 397,
      quarantined: 0,
    } as unknown as ProjectionRow;
    expect((await ask(['projections'], { 'GET /projections': { projections: [projection] } })).stdout).toBe(
      [
        'projection     build            state    position  lag  lag s  documents  quarantined',
        'relationships  relationships.2  serving    21,350    0    0.0        397            0',
        '',
      ].join('\n'),
    );
    await server.close();
    const rebuilt = await ask(['projections', 'rebuild', 'relationships'], {
      'POST /projections/relationships/rebuild': lines({ result: projection }),
    });
    expect(rebuilt.stdout).toBe('relationships is rebuilt: 397 documents, build relationships.2.\n');
  });

  it('answers machines with the answer itself', async () => {
    const answer = { ...answered, rows: [row], total: 1 };
    const { stdout, stderr } = await ask(['--json', 'relationships'], { 'GET /relationships': answer });
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(stderr).toBe('');
  });

  it('is left when it is interrupted, and says so', async () => {
    const pressed = ask(['imports'], { 'GET /imports': () => undefined }, { running: ({ interrupt }) => interrupt() });
    expect(await pressed).toEqual({
      status: 130,
      stdout: '',
      stderr: 'Stopping … (once more to stop at once)\nStopped before there was an answer.\n',
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const text = {
      'GET /export/csv': (_asked: unknown, response: { end: (text: string) => void }) => response.end('id\n1\n'),
    };
    const ended = await ask(['export', 'csv'], text, { running: ({ readerGone }) => setImmediate(readerGone) });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
  });
});
