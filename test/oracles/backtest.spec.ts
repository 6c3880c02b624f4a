import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BackTestAnswer } from '../../libs/workspace/src/prediction/back-test-answers.js';
import { ledgerHistories } from '../../libs/workspace/src/prediction/ledger-histories.js';
import { fileOf, testFolder } from '../../libs/workspace/src/testing.js';
import { knownAt } from '../../libs/measures/src/prediction/relationship-history.js';
import { atOnce } from '../../libs/projections/src/calls/pieces.js';
import { cdnowCut, cdnowPurchases, cdnowSummary } from './cdnow.js';

const weeks39 = 39 * 7;

/** The sample as a NDJSON file of orders: each line of it one order, of a customer that is known by its number. */
function orders(): string {
  return cdnowPurchases()
    .map(({ customer, day }, i) => {
      const party = {
        kind: 'person',
        identifiers: [{ scheme: 'customer', value: customer }],
        role: 'customer',
        side: 'customer',
      };
      const occurredAt = new Date(day * 86_400_000 + 12 * 3_600_000).toISOString();
      return JSON.stringify({ id: `${i}`, type: 'OrderPlaced', occurredAt, parties: [party], actor: party, data: {} });
    })
    .join('\n');
}

/** What definitions.md §1.9 says was measured: areas for "buys again in the next 39 weeks". */
const measured = [
  ['bg-nbd alive', 0.316],
  ['mbg-nbd alive', 0.687],
  ['pareto-nbd alive', 0.726],
  ['bg-nbd expected', 0.7725],
  ['pareto-nbd expected', 0.7788],
] as const;

describe('the back-test of CDNOW, imported as orders', () => {
  const folder = testFolder();
  let found: BackTestAnswer;
  let rebuilt: string[];
  const stages = new Set<string>();

  beforeAll(async () => {
    const tend = await folder.open();
    await tend.import(fileOf('cdnow.ndjson', orders()), { dataset: 'cdnow', format: 'ndjson' }, {});
    const { histories } = atOnce(ledgerHistories(tend.workspace));
    rebuilt = histories.map((history) => {
      const { repeats } = knownAt(history, cdnowCut, { leastDays: weeks39, meanGaps: 0 })!;
      return row({ x: repeats.x, tx: repeats.tx / 7, T: repeats.T / 7 });
    });
    const work = { progress: ({ stage }: { stage: string }) => void stages.add(stage) };
    found = await tend.backtest({ cuts: ['1997-09-30'], horizonDays: weeks39 }, work);
  }, 240_000);
  afterAll(() => folder.dispose());

  const row = ({ x, tx, T }: { x: number; tx: number; T: number }) => `${x} ${tx.toFixed(2)} ${T.toFixed(2)}`;
  const area = (name: string) =>
    [...found.cuts[0]!.predictors, ...found.cuts[0]!.baselines]
      .flatMap(({ rankings }) => rankings)
      .find(({ ranking }) => ranking === name)!.area!;

  it('rebuilds every history of the summary', () => {
    // Weeks are printed with two digits.
    expect(rebuilt.sort()).toEqual(cdnowSummary().map(row).sort());
  });

  it('says of what it speaks, and that the sources only claim when it was known', () => {
    expect(found).toMatchObject({
      span: { from: '1997-01-01', through: '1998-06-30' },
      relationships: 2_357,
      acts: 6_919,
      claimedActs: 6_919,
      withheld: 0,
    });
    expect(found.cuts).toHaveLength(1);
    expect(found.cuts[0]).toMatchObject({
      cut: '1997-09-30',
      members: 2_357,
      outcomes: { 'left': 1_673, 'stayed': 684, 'not-yet-known': 0, 'feed-down': 0 },
    });
    expect([...stages]).toEqual(['histories', 'cuts']);
  });

  it.each(measured)('measures the area of %s as it was measured', (name, printed) => {
    expect(Math.abs(area(name) - printed)).toBeLessThanOrEqual(0.0005 + 1e-9);
  });

  it('measures the baselines as they were measured', () => {
    expect(area('recency')).toBeCloseTo(0.771, 3);
    expect(area('frequency then recency')).toBeCloseTo(0.7787, 4);
  });

  it('says that nothing beats them', () => {
    expect(found.overall.filter(({ verdict }) => verdict === 'beats')).toEqual([]);
    expect(found.verdict.beats).toEqual([]);
    expect(found.verdict.sentence).toMatch(/^Nothing beats the naive baselines on this ledger/);
  });

  it('has alarms of silence with what became of them', () => {
    const { flags, right, wrong, notYetKnown, relationshipYears } = found.alarms;
    expect(flags).toBe(right + wrong + notYetKnown);
    expect(flags).toBeGreaterThan(0);
    // 39 weeks of each, and no day before the cut.
    expect(relationshipYears).toBeCloseTo((2_357 * weeks39) / 365, 6);
  });
});
