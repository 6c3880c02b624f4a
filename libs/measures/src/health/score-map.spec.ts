import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreOf, type MapPoint } from './score-map.js';

const points = (...pairs: readonly (readonly [number, number])[]): MapPoint[] =>
  pairs.map(([raw, score]) => ({ raw, score }));

describe('the map of a signal', () => {
  it('is linear between its points and flat beyond them', () => {
    const map = points([10, 20], [0, 0], [20, 100]);
    expect([-5, 0, 5, 10, 15, 20, 1e300].map((raw) => scoreOf(raw, map))).toEqual([0, 0, 10, 20, 60, 100, 100]);
    expect([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((raw) => scoreOf(raw, map))).toEqual([0, 100]);
  });

  it('may fall, jump, and be of one point', () => {
    expect([0, 7].map((raw) => scoreOf(raw, points([0, 100], [14, 0])))).toEqual([100, 50]);
    const jump = points([0, 0], [10, 40], [10, 60], [20, 100]);
    expect([5, 10, 15].map((raw) => scoreOf(raw, jump))).toEqual([20, 60, 80]);
    expect([-1, 3, 9].map((raw) => scoreOf(raw, points([3, 70])))).toEqual([70, 70, 70]);
  });

  it('has no score for what is no number, nor without a usable point', () => {
    expect([undefined, Number.NaN].map((raw) => scoreOf(raw, points([0, 1])))).toEqual([undefined, undefined]);
    expect(scoreOf(1, [])).toBeUndefined();
    expect(scoreOf(1, points([Number.NaN, 5], [1e300, 5], [3, Number.NaN]))).toBeUndefined();
  });

  it('stays within 0 and 100, whatever the points', () => {
    const anything = fc.double();
    fc.assert(
      fc.property(fc.array(fc.tuple(anything, anything)), anything, (pairs, raw) => {
        const score = scoreOf(raw, points(...pairs));
        if (score !== undefined) expect(score >= 0 && score <= 100).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
