import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gaussFraction, lnOddsOfHavingLeft } from './pareto-odds.js';

/** The integral of the odds by Simpson's rule with many small steps, in u = ln(τ − t_x + h): dense where it is steep. */
function bySimpson(shape: number, alpha: number, s: number, beta: number, tx: number, T: number): number {
  const h = Math.min(alpha, beta) + tx;
  const steps = 20_000;
  const to = Math.log1p((T - tx) / h);
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const tau = tx + h * Math.expm1((to * i) / steps);
    const density =
      (s / (beta + tau)) * ((alpha + T) / (alpha + tau)) ** shape * ((beta + T) / (beta + tau)) ** s * (tau - tx + h);
    sum += (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4) * density;
  }
  return Math.log((sum * to) / steps / 3);
}

const positive = (least: number, most: number) =>
  fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);

describe('the odds of having left', () => {
  it('are the integral, whatever the parameters', () => {
    fc.assert(
      fc.property(
        positive(0.05, 60),
        positive(0.05, 300),
        positive(0.05, 20),
        positive(0.05, 300),
        fc.double({ min: 0, max: 0.999_9, noNaN: true }),
        (shape, alpha, s, beta, share) => {
          const found = lnOddsOfHavingLeft(shape, alpha, s, beta, 100 * share, 100);
          expect(Math.abs(found - bySimpson(shape, alpha, s, beta, 100 * share, 100))).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are as exact a moment before the end as their limit s·(T − t_x)/(β + T)', () => {
    const tx = 100 - 1e-9;
    const found = lnOddsOfHavingLeft(26.5, 10, 0.6, 12, tx, 100);
    expect(Math.exp(found) / ((0.6 * (100 - tx)) / 112)).toBeCloseTo(1, 9);
  });

  it('have a closed form where α = β, to the last digits', () => {
    for (const [shape, s] of [
      [0.3, 0.2],
      [2.5, 0.6],
      [40, 3],
      [0.05, 8],
    ] as const) {
      // prettier-ignore
      for (const tx of [99.999, 95, 70, 50, 1]) {
        const total = shape + s;
        const closed = (s / total) * Math.expm1(total * Math.log1p((100 - tx) / (10 + tx)));
        expect(Math.exp(lnOddsOfHavingLeft(shape, 10, s, 10, tx, 100)) / closed).toBeCloseTo(1, 12);
      }
    }
  });

  it('stay finite for 1,000 and for 100,000 repeats', () => {
    for (const x of [1_000, 100_000]) {
      // Long silent: the chance of silence falls like ((α+t_x)/(α+T))^x.
      const silent = lnOddsOfHavingLeft(x, 10, 0.6, 12, 10, 100);
      expect(silent).toBeGreaterThan((x - 10) * Math.log(110 / 20));
      expect(silent).toBeLessThan(x * Math.log(110 / 20));
      const recent = lnOddsOfHavingLeft(x, 10, 0.6, 12, 99.99, 100);
      expect(recent).toBeLessThan(0);
      expect(Number.isFinite(recent)).toBe(true);
    }
  });

  it('are none at the time of a transaction', () => {
    expect(lnOddsOfHavingLeft(2, 10, 0.6, 12, 50, 50)).toBe(-Infinity);
  });

  it('go over from one way of working out to the other without a step', () => {
    const at = (tx: number) => lnOddsOfHavingLeft(0.5, 10, 0.6, 12, tx, 100);
    // Between the two the span is half of α + t_x: t_x = 63.33.
    expect(at(63.333_333)).toBeCloseTo(at(63.333_334), 6);
    expect(Math.abs(at(63.3) - bySimpson(0.5, 10, 0.6, 12, 63.3, 100))).toBeLessThan(1e-11);
    expect(Math.abs(at(63.4) - bySimpson(0.5, 10, 0.6, 12, 63.4, 100))).toBeLessThan(1e-11);
  });
});

describe("Gauss's continued fraction", () => {
  it('is the series of ₂F₁(1, b; c; z)', () => {
    fc.assert(
      fc.property(
        positive(0.01, 200),
        positive(0.01, 200),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        (b, beyond, z) => {
          const c = b + beyond;
          let [term, sum] = [1, 1];
          for (let n = 0; term > 1e-18 * sum; n++) {
            term *= ((b + n) / (c + n)) * z;
            sum += term;
          }
          expect(gaussFraction(b, c, z) / sum).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('has known values: −ln(1−z)/z, to a few digits less near its end', () => {
    for (const [z, digits] of [
      [0.1, 14],
      [0.5, 14],
      [0.99, 13],
      [1 - 1e-6, 10],
    ] as const) {
      expect(gaussFraction(1, 2, z) / (-Math.log1p(-z) / z)).toBeCloseTo(1, digits);
    }
  });
});
