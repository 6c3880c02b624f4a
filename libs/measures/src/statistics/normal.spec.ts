import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalCdf, normalQuantile, z95 } from './normal.js';

const relativeError = (actual: number, expected: number): number => Math.abs(actual / expected - 1);

describe('normalCdf', () => {
  it('has the published values (Abramowitz & Stegun 1964, tables 26.1 and 26.2)', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 15);
    expect(normalCdf(1.96)).toBeCloseTo(0.97500210485178, 14);
    expect(-Math.log10(normalCdf(-10))).toBeCloseTo(23.11805, 5);
    expect(relativeError(normalCdf(-5), 2.866515718791939e-7)).toBeLessThan(1e-14);
  });

  it('is symmetric, and one curve where the methods meet', () => {
    for (const z of [0.1, 1.49, 1.51, 3, 8]) expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 15);
    const [before, after] = [normalCdf(-1.5), normalCdf(-1.5 - 1e-12)];
    expect(relativeError(before, after)).toBeLessThan(1e-11);
  });

  it('ends at 0 and 1', () => {
    expect([-Infinity, -40, 40, Infinity].map((z) => normalCdf(z))).toEqual([0, 0, 1, 1]);
    expect(() => normalCdf(NaN)).toThrow(RangeError);
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.26234008979841],
  ])('of %d is %d (Wichura 1988)', (p, z) => {
    expect(relativeError(normalQuantile(p), z)).toBeLessThan(1e-15);
  });

  it('is the 1.959963984540054 of every 95 % interval', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(z95, 14);
  });

  it('inverts normalCdf', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, z < 2 ? 12 : 9);
      }),
    );
  });

  it('is infinite at the ends, and nothing outside', () => {
    expect([0, 0.5, 1].map((p) => normalQuantile(p))).toEqual([-Infinity, 0, Infinity]);
    for (const p of [-0.1, 1.1, NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
