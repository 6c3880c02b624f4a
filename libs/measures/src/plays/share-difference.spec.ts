import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z95 } from '../statistics/normal.js';
import { shareDifference } from './share-difference.js';

/** Newcombe 1998, Statistics in Medicine 17, 873–890: table II, method 10, to four places. */
const published = [
  { one: [56, 70], other: [48, 80], low: 0.0524, high: 0.3339 },
  { one: [9, 10], other: [3, 10], low: 0.1705, high: 0.809 },
  { one: [6, 7], other: [2, 7], low: 0.0582, high: 0.8062 },
  { one: [5, 56], other: [0, 29], low: -0.0381, high: 0.1926 },
  { one: [0, 10], other: [0, 20], low: -0.1611, high: 0.2775 },
  { one: [0, 10], other: [0, 10], low: -0.2775, high: 0.2775 },
  { one: [10, 10], other: [0, 20], low: 0.6791, high: 1 },
  { one: [10, 10], other: [0, 10], low: 0.6075, high: 1 },
] as const;

const counted = ([successes, n]: readonly [number, number]) => ({ successes, n });
const counts = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('the difference of two shares', () => {
  it.each(published)('$one against $other is as published', ({ one, other, low, high }) => {
    const found = shareDifference(counted(one), counted(other))!;
    expect(found.difference).toBeCloseTo(one[0] / one[1] - other[0] / other[1], 12);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('has limits that come from the roots of the score equation, found by halving', () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const found = shareDifference(counted(one), counted(other))!;
        const [p, q] = [one[0] / one[1], other[0] / other[1]];
        const [a, b] = [scoreLimits(one), scoreLimits(other)];
        expect(found.low).toBeCloseTo(p - q - Math.sqrt((p - a.low) ** 2 + (b.high - q) ** 2), 9);
        expect(found.high).toBeCloseTo(p - q + Math.sqrt((a.high - p) ** 2 + (q - b.low) ** 2), 9);
        // Turned round it is the same with the other sign.
        const turned = shareDifference(counted(other), counted(one))!;
        expect(-turned.high).toBeCloseTo(found.low, 12);
        expect(-turned.low).toBeCloseTo(found.high, 12);
        expect(found.low).toBeGreaterThanOrEqual(-1);
        expect(found.high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is none where nobody was counted, or the counts are none', () => {
    expect(shareDifference({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toBeUndefined();
    expect(shareDifference({ successes: 1, n: 2 }, { successes: 3, n: 2 })).toBeUndefined();
  });
});

/** Where |share − p| = z·√(p(1−p)/n), on both sides of the share. */
function scoreLimits([successes, n]: readonly [number, number]): { low: number; high: number } {
  const share = successes / n;
  const isOutside = (p: number) => Math.abs(share - p) > z95 * Math.sqrt((p * (1 - p)) / n);
  const root = (outer: number): number => {
    let [outside, inside] = [outer, share];
    for (let i = 0; i < 100; i++) {
      const middle = (outside + inside) / 2;
      if (isOutside(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return { low: root(0), high: root(1) };
}
