import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { incompleteGamma } from '../statistics/incomplete-gamma.js';
import { escalationRate } from './escalation-rate.js';
import { poissonInterval } from './poisson-interval.js';

/** P(X ≤ n) of a Poisson count, term by term. */
function atMost(n: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let k = 0; k <= n; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}

describe('the incomplete gamma function', () => {
  it('is one less the sum of a Poisson distribution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0.01, max: 200, noNaN: true }), (n, mean) => {
        const { lower, upper } = incompleteGamma(n + 1, mean);
        expect(upper).toBeCloseTo(atMost(n, mean), 11);
        expect(lower + upper).toBeCloseTo(1, 14);
      }),
    );
  });

  it('is what is published of χ²: its 95 % points', () => {
    for (const [freedom, point] of [
      [1, 3.841458820694124],
      [2, 5.991464547107979],
      [10, 18.307038053275146],
      [100, 124.34211340400407],
    ] as const)
      expect(incompleteGamma(freedom / 2, point / 2).upper).toBeCloseTo(0.05, 12);
  });

  it('has its ends, and refuses what it is not defined on', () => {
    expect(incompleteGamma(3, 0)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteGamma(3, Infinity)).toEqual({ lower: 1, upper: 0 });
    expect(() => incompleteGamma(0, 1)).toThrow(RangeError);
    expect(() => incompleteGamma(1, -1)).toThrow(RangeError);
    expect(() => incompleteGamma(1, Number.NaN)).toThrow(RangeError);
  });
});

describe('the limits of a Poisson count', () => {
  it('are those of the tables of Garwood (1936)', () => {
    for (const [count, low, high] of [
      [0, 0, 3.689],
      [1, 0.0253, 5.572],
      [2, 0.2422, 7.225],
      [5, 1.623, 11.668],
      [10, 4.795, 18.39],
      [50, 37.11, 65.92],
    ] as const) {
      const found = poissonInterval(count)!;
      expect(Math.abs(found.low - low)).toBeLessThan(0.006);
      expect(Math.abs(found.high - high)).toBeLessThan(0.006);
    }
  });

  it('leave 2.5 % on each side, and hold the count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        const { low, high } = poissonInterval(count)!;
        expect(1 - atMost(count - 1, low)).toBeCloseTo(0.025, 10);
        expect(atMost(count, high)).toBeCloseTo(0.025, 10);
        expect(low < count && count < high).toBe(true);
      }),
    );
  });

  it('are defined for great counts, and for no others than counts', () => {
    const { low, high } = poissonInterval(1_000_000)!;
    expect(low).toBeCloseTo(1_000_000 - 1.96 * 1000, -1);
    expect(high).toBeCloseTo(1_000_000 + 1.96 * 1000, -1);
    for (const count of [-1, 0.5, Number.NaN, Infinity]) expect(poissonInterval(count)).toBeUndefined();
  });
});

describe('escalations per 100 contact-days', () => {
  it('have limits in the same unit, and may be more than 100', () => {
    const rate = escalationRate(5, 200) as { per100: number; low: number; high: number };
    expect(rate.per100).toBe(2.5);
    expect(rate.low).toBeCloseTo(0.8117, 3);
    expect(rate.high).toBeCloseTo(5.834, 3);
    expect(escalationRate(50, 20)).toMatchObject({ per100: 250 });
    expect(escalationRate(0, 20)).toMatchObject({ per100: 0, low: 0 });
  });

  it('have no rate without contact-days, or over fewer than 20', () => {
    expect(escalationRate(3, 0)).toBe('no-contact-days');
    expect(escalationRate(0, 0)).toBe('no-contact-days');
    expect(escalationRate(3, Number.NaN)).toBe('no-contact-days');
    expect(escalationRate(3, 19)).toBe('too-few-contact-days');
    expect(() => escalationRate(-1, 30)).toThrow(RangeError);
  });
});
