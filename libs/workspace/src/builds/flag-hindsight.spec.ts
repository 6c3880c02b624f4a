import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, now, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
  // In touch every fourth day until July, and then not.
  const start = Date.parse('2026-03-05T09:00:00Z');
  const contacts = Array.from({ length: 30 }, (_, n) => new Date(start + 4 * n * dayMs).toISOString());
  await importLines(
    tend,
    contacts.map((at, n) => ({ id: `${n}`, at, customer: 'Ada' })),
  );
});
afterEach(() => folder.dispose());

const fittedRule = (fittedThrough: number, segment = 'all') => ({
  type: 'RhythmFitted',
  data: { version: 'f', segment, k: 1.4, r: 1.1, alpha: 12.5, relationships: 200, gaps: 3_000, fittedThrough },
});

it('counts apart the flags that were raised before the end of what their parameters were fitted to', async () => {
  const ask = async (...context: readonly object[]) => {
    const { flags } = await tend.builds.whatIf('trajectory', { context: context as never, flags: {} }, {});
    return flags!;
  };
  const late = await ask(fittedRule(now));
  expect([late.before.flags, late.after.flags]).toEqual([1, 1]);
  expect([late.before.hindsight, late.after.hindsight]).toEqual([0, 1]);
  const raisedAt = Date.parse(late.rows[0]!.after!.raisedAt);
  expect((await ask(fittedRule(raisedAt))).after.hindsight).toBe(1);
  expect((await ask(fittedRule(raisedAt - 1))).after.hindsight).toBe(0);
  expect((await ask(fittedRule(now, 'north'))).after.hindsight).toBe(0);
  // What is published counts on the side that serves, and on the other where that supposes something else.
  await tend.rules.publish([{ ...fittedRule(now), effectiveFrom: '2026-01-01' }], {});
  const rules = { type: 'PhaseRulesPublished', data: { version: '1', parameters: [] } };
  const both = await ask(rules);
  expect([both.before.hindsight, both.after.hindsight]).toEqual([1, 1]);
  expect([both.acts, both.claimed, both.withheld]).toEqual([30, 30, 0]);
  const changed = Object.values(both.changes).reduce((sum, { hindsight }) => sum + hindsight, 0);
  expect(changed).toBe(Math.max(both.before.flags, both.after.flags));
});
