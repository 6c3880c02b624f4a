import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calibrationOf } from '../../libs/measures/src/prediction/calibration.js';
import { deLong } from '../../libs/measures/src/prediction/de-long.js';
import { bootstrapOfDifferences } from '../../libs/measures/src/prediction/paired-bootstrap.js';
import { precisionAmongFirst } from '../../libs/measures/src/prediction/precision.js';
import { areaUnderCurve } from '../../libs/measures/src/prediction/ranking.js';
import { testData } from './test-data.js';

type Bin = readonly [bin: number, n: number, forecast: number, observed: number];

interface RankingSet {
  readonly name: string;
  readonly seed: number;
  readonly y: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly aucA: number;
  readonly aucB: number;
  readonly delongVarA: number;
  readonly delongVarB: number;
  readonly delongCovAB: number;
  readonly delongVarDiff: number;
  readonly delongDiffInterval: readonly [number, number];
  readonly bootstrap: Readonly<Record<'replicates' | 'redrawn' | 'low' | 'median' | 'high', number>>;
  readonly brier: number;
  readonly ece: number;
  readonly bins: readonly Bin[];
  readonly precisionAtN: readonly { N: number; expected: number; inputOrder: number }[];
}

interface RankingVectors {
  readonly sets: readonly RankingSet[];
  readonly edge: readonly { why: string; y: readonly number[]; a: readonly number[]; auc: number | null }[];
}

const { sets, edge } = JSON.parse(readFileSync(testData('cx', 'golden', 'ranking.json'), 'utf8')) as RankingVectors;
const outcomesOf = ({ y }: Pick<RankingSet, 'y'>) => y.map((value) => value === 1);
const near = (found: number | undefined, expected: number) => {
  expect(found).toBeDefined();
  expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-10);
};

describe('the ranking vectors', () => {
  it('hold three sets', () => expect(sets).toHaveLength(3));

  it.each(edge)('$why', ({ y, a, auc }) => {
    const found = areaUnderCurve(outcomesOf({ y }), a);
    if (auc === null) expect(found).toBeUndefined();
    else near(found, auc);
  });
});

describe.each(sets)('the set "$name"', (set) => {
  const outcomes = outcomesOf(set);

  it('has its areas under the curve', () => {
    near(areaUnderCurve(outcomes, set.a), set.aucA);
    near(areaUnderCurve(outcomes, set.b), set.aucB);
  });

  it("has DeLong's variances and interval", () => {
    const found = deLong(outcomes, set.a, set.b)!;
    near(found.a.area, set.aucA);
    near(found.b.area, set.aucB);
    near(found.a.variance, set.delongVarA);
    near(found.b.variance, set.delongVarB);
    near(found.covariance, set.delongCovAB);
    near(found.difference.variance, set.delongVarDiff);
    near(found.difference.low, set.delongDiffInterval[0]);
    near(found.difference.high, set.delongDiffInterval[1]);
  });

  it('has the same seeded bootstrap', () => {
    const scores = [set.a, set.b];
    const found = bootstrapOfDifferences([{ outcomes, scores }], [[0, 1]], { seed: set.seed })[0]!;
    expect(found.replicates).toBe(set.bootstrap.replicates);
    expect(found.redrawn).toBe(set.bootstrap.redrawn);
    near(found.difference, set.aucA - set.aucB);
    near(found.low, set.bootstrap.low);
    near(found.median, set.bootstrap.median);
    near(found.high, set.bootstrap.high);
  });

  it('has its calibration', () => {
    const found = calibrationOf(outcomes, set.a)!;
    near(found.brier, set.brier);
    near(found.expectedCalibrationError, set.ece);
    expect(found.bins.map(({ from, n }) => [Math.round(10 * from), n])).toEqual(set.bins.map(([bin, n]) => [bin, n]));
    for (const [i, [, , forecast, observed]] of set.bins.entries()) {
      near(found.bins[i]!.meanForecast, forecast);
      near(found.bins[i]!.shareObserved, observed);
    }
  });

  it('has its precision among the first', () => {
    for (const { N, expected, inputOrder } of set.precisionAtN) {
      const found = precisionAmongFirst(outcomes, set.a, N)!;
      near(found.expected, expected);
      near(found.inputOrder, inputOrder);
    }
  });
});
