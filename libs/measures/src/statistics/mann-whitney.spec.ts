import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascending, mannWhitney } from './mann-whitney.js';

const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }), fc.constantFrom(0, -0, 7));
const sample = fc.array(value, { minLength: 1, maxLength: 40 });

describe('the Mann–Whitney test', () => {
  it('counts the pairs, and corrects for ties, as the definition has it', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const found = mannWhitney(x, y)!;
        const pairs: number[] = x.flatMap((one) => y.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
        const u = pairs.reduce((sum, won) => sum + won, 0);
        const all = [...x, ...y];
        // Each value of a group of t adds t² − 1, so that the group adds t³ − t.
        const groupSizes = all.map((one) => all.filter((other) => other === one).length);
        const ties = groupSizes.reduce((sum, t) => sum + t * t - 1, 0);
        const n = all.length;
        const variance = ((x.length * y.length) / 12) * (n + 1 - ties / (n * (n - 1)));
        expect(found.u).toBe(u);
        expect(found.commonLanguage).toBeCloseTo(u / pairs.length, 14);
        expect(found.largestTie).toBe(Math.max(...groupSizes));
        if (found.largestTie === n) return expect(found).toMatchObject({ z: undefined, p: 1 });
        const deviation = u - pairs.length / 2;
        const expected = (Math.sign(deviation) * Math.max(0, Math.abs(deviation) - 0.5)) / Math.sqrt(variance);
        expect(found.z).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('says the opposite when the samples are swapped, and the same in any order', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const found = mannWhitney(x, y)!;
        const swapped = mannWhitney(y, x)!;
        expect(swapped.u).toBe(x.length * y.length - found.u);
        expect(swapped.p).toBe(found.p);
        expect(swapped.z).toBe(found.z && -found.z + 0);
        expect(mannWhitney(x.toReversed(), Float64Array.from(y))).toEqual(found);
      }),
    );
  });

  it('takes 250,000 values a side', () => {
    // All pairs would be 6e10. Of the values 0, 1, 2 … those of y are half a step higher: x wins i times, for each i.
    const n = 250_000;
    const x = Array.from({ length: n }, (_, i) => (i * 99_991) % n);
    const y = Array.from({ length: n }, (_, i) => ((i * 77_773) % n) + 0.5);
    const found = mannWhitney(x, y)!;
    expect(found.u).toBe((n * (n - 1)) / 2);
    expect(found.largestTie).toBe(1);
    expect(found.z).toBeCloseTo(-(n / 2 - 0.5) / Math.sqrt((n * n * (2 * n + 1)) / 12), 12);
    // And where nearly all are tied: N − 1 of N equal make the correction 3 of N + 1.
    const tied = mannWhitney(new Float64Array(n), new Float64Array(n).fill(1, n - 1))!;
    expect(tied.u).toBe((n * (n - 1)) / 2);
    expect(tied.z).toBeCloseTo(-(n / 2 - 0.5) / Math.sqrt(((n * n) / 12) * 3), 9);
  });

  it('ranks infinite values, and takes 0 and −0 for one', () => {
    expect(mannWhitney([Infinity, 3], [-Infinity, 3])).toMatchObject({ u: 3.5 });
    expect(mannWhitney([-0], [0])).toMatchObject({ u: 0.5, z: undefined, p: 1 });
  });

  it('is none of an empty sample, and takes no NaN', () => {
    expect(mannWhitney([], [1])).toBeUndefined();
    expect(mannWhitney([1], [])).toBeUndefined();
    expect(() => mannWhitney([1, NaN, 2], [1])).toThrow(RangeError);
    expect(() => mannWhitney([1], Float64Array.of(NaN))).toThrow(RangeError);
    expect(() => mannWhitney(Float64Array.of(NaN, 1), [1])).toThrow(RangeError);
  });
});

describe('ascending values', () => {
  it('are those given where they come so, and a copy otherwise', () => {
    const sorted = Float64Array.of(-1, 0, 0, 5, Infinity);
    expect(ascending(sorted)).toBe(sorted);
    const given = Float64Array.of(2, 1);
    expect([...ascending(given)]).toEqual([1, 2]);
    expect([...given]).toEqual([2, 1]);
    expect([...ascending([10, 9, 1])]).toEqual([1, 9, 10]);
  });
});
