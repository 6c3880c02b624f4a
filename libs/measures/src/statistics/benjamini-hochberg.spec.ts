import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { benjaminiHochberg } from './benjamini-hochberg.js';

const pValues = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.01, 0.05, 1)), {
  maxLength: 40,
});

describe('q-values', () => {
  it('mark what the step-up procedure of 1995 marks', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (all, rate) => {
        // As published: the largest k with p(k) ≤ k/m·rate; reject the k smallest.
        const sorted = all.toSorted((one, other) => one - other);
        const k = sorted.findLastIndex((p, i) => p <= ((i + 1) / all.length) * rate);
        const rejected = all.map((p) => k >= 0 && p <= sorted[k]!);
        const marked = benjaminiHochberg(all).map((q) => q <= rate);
        // At the very edge the two ways round differently.
        const isEdge = sorted.some((p, i) => Math.abs(p - ((i + 1) / all.length) * rate) < 1e-14);
        if (!isEdge) expect(marked).toEqual(rejected);
      }),
    );
  });

  it('follow the order of p, equals having one, never below p nor above 1', () => {
    fc.assert(
      fc.property(pValues, (all) => {
        const q = benjaminiHochberg(all);
        for (const [i, p] of all.entries()) {
          expect(q[i]).toBeGreaterThanOrEqual(p * (1 - 1e-15));
          expect(q[i]).toBeLessThanOrEqual(1);
          for (const [j, other] of all.entries()) if (p <= other) expect(q[i]).toBeLessThanOrEqual(q[j]!);
        }
      }),
    );
  });

  it('leave what is given as it is', () => {
    const given = Object.freeze([0.5, 0.01, 0.2]);
    expect(benjaminiHochberg(given)).toEqual([0.5, 0.03, expect.closeTo(0.3, 12)]);
  });

  it.each([-0.1, 1.1, NaN])('are none of %d', (p) => {
    expect(() => benjaminiHochberg([0.5, p])).toThrow(RangeError);
  });
});
