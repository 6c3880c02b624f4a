import { describe, expect, it } from '@jest/globals';
import { deLong } from './de-long.js';

describe("DeLong's variances", () => {
  it('of two positives and two negatives can be done by hand', () => {
    // a: placements of positives 1, 1/2; of negatives 1, 1/2. b is the reverse of a.
    const found = deLong([true, true, false, false], [4, 2, 3, 1], [1, 3, 2, 4])!;
    expect(found.a).toEqual({ area: 0.75, variance: 0.125 });
    expect(found.b).toEqual({ area: 0.25, variance: 0.125 });
    expect(found.covariance).toBe(-0.125);
    expect(found.difference.variance).toBe(0.5);
    expect(found.difference.high - found.difference.low).toBeCloseTo(2 * 1.959963984540054 * Math.SQRT1_2, 12);
  });

  it('of a ranking against itself are no difference at all', () => {
    const scores = [0.3, 0.1, 0.7, 0.2, 0.4];
    const { difference } = deLong([true, false, true, false, true], scores, scores)!;
    expect(difference).toEqual({ area: 0, variance: 0, low: 0, high: 0 });
  });

  it('are unknown with one positive, one negative, or a score that is no number', () => {
    expect(deLong([true, false, false], [1, 2, 3], [1, 2, 3])).toBeUndefined();
    expect(deLong([false, true, true], [1, 2, 3], [1, 2, 3])).toBeUndefined();
    expect(deLong([true, true, false, false], [1, 2, 3, Number.NaN], [1, 2, 3, 4])).toBeUndefined();
  });
});
