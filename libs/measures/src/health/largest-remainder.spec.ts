import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largestRemainder } from './largest-remainder.js';

describe('the largest remainder', () => {
  it('gives what is left to the largest fractions', () => {
    expect(largestRemainder([1.25, 3.93, 0.66, 0.91, 0.61], 8)).toEqual([1, 4, 1, 1, 1]);
    expect(largestRemainder([-6.643, 11.038, 1.8, 0.323, 0], 6)).toEqual([-7, 11, 2, 0, 0]);
  });

  it('of equal fractions to the earlier part, also where doubles differ by a hair', () => {
    expect(largestRemainder([0.5, 0.5], 1)).toEqual([1, 0]);
    expect(largestRemainder([0.3, 0.1 + 0.2, 0.4], 1)).toEqual([0, 0, 1]);
    expect(largestRemainder([0.1, 0.3, 0.1 + 0.2, 0.3], 1)).toEqual([0, 1, 0, 0]);
  });

  it('takes a hair for nothing', () => {
    expect(largestRemainder([-1e-12, 0.4, 0.6 + 1e-12], 1)).toEqual([0, 0, 1]);
    expect(largestRemainder([0.999_999_999_999, 0.2], 1)).toEqual([1, 0]);
    expect(Object.is(largestRemainder([-0, 0], 0)[0], 0)).toBe(true);
  });

  it('adds up even to a total that is further off', () => {
    expect(largestRemainder([0.2, 0.9], 4)).toEqual([2, 2]);
    expect(largestRemainder([1.2, 1.9], -1)).toEqual([-1, 0]);
    expect(largestRemainder([], 3)).toEqual([]);
  });

  it('keeps each part within one of what it is', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 }), (parts) => {
        const total = Math.round(parts.reduce((sum, part) => sum + part, 0)) + 0;
        const whole = largestRemainder(parts, total);
        expect(whole.reduce((sum, part) => sum + part, 0)).toBe(total);
        whole.forEach((part, at) => expect(Math.abs(part - parts[at]!)).toBeLessThan(1 + 1e-8));
      }),
    );
  });
});
