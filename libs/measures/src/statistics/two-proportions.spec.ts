import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { twoProportions } from './two-proportions.js';

const counted = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ successes: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));

describe('two proportions', () => {
  it('have z² equal to the chi-square of their table, without correction', () => {
    fc.assert(
      fc.property(counted, counted, (one, other) => {
        const { z } = twoProportions(one, other)!;
        const n = one.n + other.n;
        const observed = [one, other].flatMap((side) => [side.successes, side.n - side.successes]);
        const columns = [one.successes + other.successes, n - one.successes - other.successes];
        if (columns.includes(0)) return expect(z).toBeUndefined();
        const expected = [one, other].flatMap((side) => columns.map((column) => (side.n * column) / n));
        const chiSquare = observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
        expect(z! ** 2 / Math.max(1, chiSquare)).toBeCloseTo(chiSquare / Math.max(1, chiSquare), 9);
      }),
    );
  });

  it('say the opposite when they are swapped', () => {
    fc.assert(
      fc.property(counted, counted, (one, other) => {
        const [found, swapped] = [twoProportions(one, other)!, twoProportions(other, one)!];
        expect(swapped.difference).toBeCloseTo(-found.difference, 14);
        expect(swapped.low).toBeCloseTo(-found.high, 12);
        expect(Math.abs(swapped.p - found.p)).toBeLessThanOrEqual(1e-12);
        expect(found.p).toBeGreaterThanOrEqual(0);
        expect(found.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('have p = 1 where nothing varies or nothing differs', () => {
    expect(twoProportions({ successes: 4, n: 4 }, { successes: 9, n: 9 })).toMatchObject({ z: undefined, p: 1 });
    expect(twoProportions({ successes: 2, n: 4 }, { successes: 5, n: 10 })).toMatchObject({ z: 0, p: 1 });
  });

  it('are not compared where one side has nobody', () => {
    expect(twoProportions({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toBeUndefined();
    expect(twoProportions({ successes: 1, n: 2 }, { successes: 0, n: 0 })).toBeUndefined();
  });

  it.each([
    { successes: 3, n: 2 },
    { successes: -1, n: 2 },
    { successes: 0.5, n: 2 },
    { successes: 1, n: Infinity },
    { successes: NaN, n: 0 },
  ])('are none of $successes of $n', (wrong) => {
    expect(() => twoProportions(wrong, { successes: 1, n: 2 })).toThrow(RangeError);
    expect(() => twoProportions({ successes: 1, n: 2 }, wrong)).toThrow(RangeError);
  });
});
