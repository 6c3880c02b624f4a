import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digamma, lnBeta, lnGamma, trigamma } from './gamma.js';

const eulerMascheroni = 0.5772156649015329;

describe('lnGamma', () => {
  it('is the logarithm of factorials and of Γ(½) = √π', () => {
    let factorial = 1;
    for (let n = 1; n <= 18; n++) {
      expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 13);
      factorial *= n;
    }
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    expect(lnGamma(2.5)).toBeCloseTo(Math.log((3 / 4) * Math.sqrt(Math.PI)), 14);
  });

  it('has the published value of ln 99! (Abramowitz & Stegun 1964, table 6.4)', () => {
    expect(lnGamma(100)).toBeCloseTo(359.1342053695754, 12);
  });

  it('rises by ln x from x to x + 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const size = Math.max(1, Math.abs(lnGamma(x)));
        expect(Math.abs(lnGamma(x + 1) - lnGamma(x) - Math.log(x))).toBeLessThan(2e-14 * size);
      }),
    );
  });

  it.each([0, -1, NaN, Infinity])('is not defined for %d', (x) => {
    expect(() => lnGamma(x)).toThrow(RangeError);
  });
});

describe('lnBeta', () => {
  it('is −ln(n·C(n+m−1, m)) for whole numbers, and symmetric', () => {
    expect(lnBeta(2, 3)).toBeCloseTo(-Math.log(12), 14);
    expect(lnBeta(11, 5)).toBeCloseTo(-Math.log(15_015), 14);
    expect(lnBeta(5, 11)).toBe(lnBeta(11, 5));
    expect(lnBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 14);
  });

  it('keeps its digits where one parameter is great', () => {
    // B(3, b) = 2/(b(b+1)(b+2)), B(1, b) = 1/b
    const b = 1e5;
    expect(lnBeta(3, b)).toBeCloseTo(Math.log(2) - Math.log(b) - Math.log(b + 1) - Math.log(b + 2), 13);
    expect(lnBeta(1, 1e9)).toBeCloseTo(-Math.log(1e9), 13);
    let twelve = -Math.log(b);
    for (let i = 1; i < 12; i++) twelve += Math.log(i / (b + i));
    expect(Math.abs(lnBeta(12, b) / twelve - 1)).toBeLessThan(1e-15);
  });
});

describe('digamma and trigamma', () => {
  it('have the values that are known in closed form (Abramowitz & Stegun 1964, 6.3.2, 6.3.3, 6.4.2, 6.4.4)', () => {
    expect(digamma(1)).toBeCloseTo(-eulerMascheroni, 14);
    expect(digamma(0.5)).toBeCloseTo(-eulerMascheroni - 2 * Math.LN2, 14);
    expect(digamma(4)).toBeCloseTo(1 + 1 / 2 + 1 / 3 - eulerMascheroni, 14);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 14);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 14);
    expect(trigamma(4)).toBeCloseTo(Math.PI ** 2 / 6 - 1 - 1 / 4 - 1 / 9, 14);
  });

  it('rise by 1/x and fall by 1/x² from x to x + 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (x) => {
        expect(digamma(x + 1)).toBeCloseTo(digamma(x) + 1 / x, 11);
        expect(trigamma(x + 1) / (trigamma(x) - 1 / (x * x))).toBeCloseTo(1, 6);
      }),
    );
  });
});
