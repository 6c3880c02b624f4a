import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lines, run, serve } from '../testing.js';

const rules = [{ type: 'PhaseRulesPublished', data: { version: '2', parameters: [] } }];
const none = {
  flags: 0,
  relationships: 0,
  relationshipsLeft: 0,
  left: 0,
  stayed: 0,
  notYetKnown: 0,
  feedDown: 0,
  unusable: 0,
  hindsight: 0,
};
const record = { ...none, stayedPerYear: null, leadDays: null };
const flags = {
  signal: 'silence',
  kinds: [],
  horizon: { leastDays: 180, meanGaps: 4 },
  relationshipYears: 0,
  acts: 0,
  claimed: 0,
  withheld: 0,
  before: record,
  after: record,
  changes: { 'earlier': none, 'later': none, 'same': none, 'only-before': none, 'only-after': none },
  medianDaysEarlier: null,
  medianDaysLater: null,
  rows: [],
  more: 0,
};

describe('flags of a what-if on the command line', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-what-if-'));
    file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify(rules));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function ask(...options: readonly string[]) {
    const server = await serve({
      'POST /projections/trajectory/what-if': lines({ result: { projection: 'x', flags } }),
    });
    const words = ['what-if', 'trajectory', '--context', file, ...options, '--server', server.url];
    const ended = await run(words, { environment: { TEND_TOKEN: 't' } });
    await server.close();
    return { ...ended, bodies: server.asked.map(({ body }) => JSON.parse(body) as object) };
  }

  it('are asked for with the rules, and told in place of what differs', async () => {
    const { stdout, bodies } = await ask('--flags');
    expect(bodies).toEqual([{ context: rules, flags: { limit: 50 } }]);
    expect(stdout).toBe(
      'Nobody was ever flagged by “silence” under either rule. Neither rule ever raised any signal.\n',
    );
    expect((await ask('--flags', '--signal', 'decline', '--limit', '3')).bodies).toEqual([
      { context: rules, flags: { signal: 'decline', limit: 3 } },
    ]);
  });

  it('are all given to machines', async () => {
    const { stdout, bodies } = await ask('--flags', '--json');
    expect(bodies).toEqual([{ context: rules, flags: { limit: 10_000 } }]);
    expect(JSON.parse(stdout)).toEqual({ projection: 'x', flags });
  });

  it('are not narrowed where they are not asked for', async () => {
    for (const words of [
      ['--signal', 'decline'],
      ['--limit', '0'],
    ]) {
      const { status, stderr, bodies } = await ask(...words);
      expect([status, bodies]).toEqual([2, []]);
      expect(stderr).toContain('--signal and --limit are about --flags.');
    }
  });
});
