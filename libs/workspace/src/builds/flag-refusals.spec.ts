import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

const budget = (value: number, effectiveFrom?: string) => ({
  type: 'PhaseRulesPublished',
  ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
  data: { version: '1', parameters: [{ name: 'falseAlarmsPerYear', value }] },
});

describe('flags of a what-if', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
  });
  afterEach(() => folder.dispose());

  it('are told of nobody where nobody was flagged, with the budgets of both rules', async () => {
    await importLines(tend, [{ id: '1', at: '2026-11-01T10:00:00Z', customer: 'Ada' }]);
    const ask = async (context: readonly object[]) => {
      const query = { context: context as never, flags: {} };
      return (await tend.builds.whatIf('trajectory', query, {})).flags!;
    };
    const found = await ask([budget(0.5)]);
    expect(found).toMatchObject({
      signal: 'silence',
      kinds: ['unanswered'],
      rows: [],
      more: 0,
      medianDaysEarlier: null,
    });
    expect(found.before).toMatchObject({ flags: 0, budgetPerYear: 0.2, leadDays: null });
    expect(found.after.budgetPerYear).toBe(0.5);
    // Of several the one that holds now; one that will hold leaves what ships until then.
    const later = [budget(0.5), budget(0.7, '2026-06-01'), budget(0.9, '2027-06-01')];
    expect((await ask(later)).after.budgetPerYear).toBe(0.7);
    expect((await ask([budget(0.9, '2027-06-01')])).after.budgetPerYear).toBe(0.2);
    await tend.rules.publish([budget(0.3)], {});
    expect((await ask([budget(0.5)])).before.budgetPerYear).toBe(0.3);
  });

  it('are refused before anything is replayed where they cannot be told', async () => {
    const ask = (name: string, flags: object) => tend.builds.whatIf(name, { context: [budget(1)], flags }, {});
    expect((await refusalOf(() => ask('process-flow', {}))).message).toBe(
      'process-flow raises no signals of relationships.',
    );
    expect(await refusalOf(() => ask('stakeholders', {}))).toMatchObject({
      code: 'invalid',
      violations: [{ field: 'flags.signal' }],
      hint: expect.stringContaining('tend signals --projection stakeholders'),
    });
    for (const limit of [-1, 0.5, 10_001])
      expect(await refusalOf(() => ask('trajectory', { limit }))).toMatchObject({ code: 'limit-exceeded' });
    expect((await refusalOf(() => ask('nothing', {}))).code).toBe('not-found');
  });

  it('are offered by the builds of projections that raise signals of relationships', async () => {
    expect((await tend.builds.list('trajectory')).flags).toEqual({ signal: 'silence' });
    expect((await tend.builds.list('stakeholders')).flags).toEqual({});
    expect(await tend.builds.list('process-flow')).not.toHaveProperty('flags');
  });
});
