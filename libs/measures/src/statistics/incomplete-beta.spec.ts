import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  betaQuantile,
  incompleteBeta,
  incompleteBetaComplement,
  lnIncompleteBeta,
  lnIncompleteBetaComplement,
} from './incomplete-beta.js';

const parameter = fc.double({ min: 0.1, max: 2000, noNaN: true });

describe('incompleteBeta', () => {
  it('has its closed forms', () => {
    expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(11 / 16, 14);
    for (const x of [1e-9, 0.01, 0.3, 0.5, 0.9, 0.999]) {
      expect(incompleteBeta(x, 1, 7) / -Math.expm1(7 * Math.log1p(-x))).toBeCloseTo(1, 13);
      expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 13);
      expect(incompleteBeta(x, 4, 1) / x ** 4).toBeCloseTo(1, 13);
    }
  });

  it('is the upper tail of a binomial distribution for whole numbers', () => {
    // P(at least 3 of 10 at 0.2) = 1 − 0.8¹⁰ − 10·0.2·0.8⁹ − 45·0.04·0.8⁸
    const expected = 1 - 0.8 ** 10 - 2 * 0.8 ** 9 - 1.8 * 0.8 ** 8;
    expect(incompleteBeta(0.2, 3, 8)).toBeCloseTo(expected, 14);
  });

  it('is 0 and 1 at the ends and beyond', () => {
    expect([-1, 0, 1, 2].map((x) => incompleteBeta(x, 2, 3))).toEqual([0, 0, 1, 1]);
    expect([-1, 0, 1, 2].map((x) => incompleteBetaComplement(x, 2, 3))).toEqual([1, 1, 0, 0]);
    expect([-1, 0, 1, 2].map((x) => lnIncompleteBetaComplement(x, 2, 3))).toEqual([0, 0, -Infinity, -Infinity]);
  });

  it('keeps the tail far beyond the doubles', () => {
    // k = 1: the Lomax tail yᵇ
    expect(incompleteBetaComplement(0.999, 1, 100) / 1e-300).toBeCloseTo(1, 10);
    expect(lnIncompleteBetaComplement(0.9, 1, 5000)).toBeCloseTo(5000 * Math.log(0.1), 8);
    expect(lnIncompleteBeta(1e-300, 3, 1)).toBeCloseTo(900 * Math.log(0.1), 9);
    expect(lnIncompleteBetaComplement(1e-20, 1, 5)).toBeCloseTo(-5e-20, 30);
  });

  it('takes 1 − x as given where a subtraction would lose it', () => {
    const y = 1e-12 / 3;
    expect(incompleteBetaComplement(1 - y, 1, 4, y) / y ** 4).toBeCloseTo(1, 13);
  });

  it('of one side and the other are 1 together, and mirror each other', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), parameter, parameter, (x, a, b) => {
        const value = incompleteBeta(x, a, b);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value + incompleteBetaComplement(x, a, b)).toBeCloseTo(1, 12);
        expect(incompleteBetaComplement(1 - x, b, a, x)).toBeCloseTo(value, 12);
        expect(Math.exp(lnIncompleteBeta(x, a, b))).toBeCloseTo(value, 12);
      }),
    );
  });

  it('satisfies I_x(a, b) = I_x(a+1, b) + xᵃ(1−x)ᵇ/(a·B) (Abramowitz & Stegun 1964, 26.5.16)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (x, a, b) => {
          let beta = 1 / b;
          for (let i = 1; i < a; i++) beta *= i / (b + i);
          const difference = (x ** a * (1 - x) ** b) / (a * beta);
          expect(incompleteBeta(x, a, b)).toBeCloseTo(incompleteBeta(x, a + 1, b) + difference, 12);
        },
      ),
    );
  });

  it('refuses what is not a number and parameters that are not above 0', () => {
    expect(() => incompleteBeta(NaN, 1, 1)).toThrow(RangeError);
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow('a must be above 0');
    expect(() => betaQuantile(0.5, 1, NaN)).toThrow('b must be above 0');
  });
});

describe('betaQuantile', () => {
  it('gives the limits of Clopper & Pearson (1934)', () => {
    // None of 10: [0, 1 − 0.025^(1/10)]; 4 of 20: 0.0573 and 0.4366.
    expect(betaQuantile(0.975, 1, 10)).toBeCloseTo(1 - 0.025 ** 0.1, 14);
    expect(betaQuantile(0.025, 4, 17)).toBeCloseTo(0.057334, 7);
    expect(betaQuantile(0.975, 5, 16)).toBeCloseTo(0.436614, 7);
  });

  it('gives back the probability that a value had', () => {
    const p = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(
      fc.property(p, parameter, parameter, (probability, a, b) => {
        const x = betaQuantile(probability, a, b);
        // Near 1 a step of the last bit of x is more than a step of the last bit of p.
        if (x < 0.99) expect(incompleteBeta(x, a, b)).toBeCloseTo(probability, 11);
        else expect(Math.abs(betaQuantile(incompleteBeta(x, a, b), a, b) - x)).toBeLessThan(1e-12);
      }),
    );
  });

  it('goes to the ends and to values that no double can tell from them', () => {
    expect([-1, 0, 1, 2].map((p) => betaQuantile(p, 2, 3))).toEqual([0, 0, 1, 1]);
    expect(betaQuantile(0.3, 0.5, 0.001)).toBe(1);
    expect(betaQuantile(0.3, 0.001, 0.5)).toBe(0);
    expect(betaQuantile(1e-300, 2, 1) / 1e-150).toBeCloseTo(1, 12);
  });
});
