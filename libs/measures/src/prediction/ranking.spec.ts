import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areaUnderCurve, rankScores, weightedArea } from './ranking.js';

const cases = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 6 })), { maxLength: 40 });

function byAllPairs(outcomes: readonly boolean[], scores: readonly number[]): number | undefined {
  let won = 0;
  let pairs = 0;
  for (const [i, positive] of outcomes.entries()) {
    for (const [j, other] of outcomes.entries()) {
      if (!positive || other) continue;
      pairs++;
      won += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? undefined : won / pairs;
}

describe('the area under the curve', () => {
  it('is the share of pairs in which the positive is higher, ties one half', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const outcomes = rows.map(([outcome]) => outcome);
        const scores = rows.map(([, score]) => score);
        const [found, expected] = [areaUnderCurve(outcomes, scores), byAllPairs(outcomes, scores)];
        if (expected === undefined) expect(found).toBeUndefined();
        else expect(found).toBeCloseTo(expected, 14);
      }),
    );
  });

  it('of a weighted sample is that of the sample written out', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(cases, weights, (rows, weights) => {
        const written = rows.flatMap((row, i) => Array.from({ length: weights[i]! }, () => row));
        const ranked = rankScores(rows.map(([, score]) => score))!;
        const outcomes = rows.map(([outcome]) => outcome);
        expect(weightedArea(ranked, outcomes, weights)).toBe(
          areaUnderCurve(
            written.map(([outcome]) => outcome),
            written.map(([, score]) => score),
          ),
        );
      }),
    );
  });

  it('takes infinite scores as the least and the greatest', () => {
    expect(areaUnderCurve([true, false, false, true], [Infinity, -Infinity, Infinity, 0])).toBe((1 + 0.5 + 1 + 0) / 4);
  });

  it('is unknown with a score that is no number, and without any', () => {
    expect(areaUnderCurve([true, false], [Number.NaN, 1])).toBeUndefined();
    expect(areaUnderCurve([], [])).toBeUndefined();
  });
});
