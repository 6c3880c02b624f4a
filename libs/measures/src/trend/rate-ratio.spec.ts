import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rateRatio } from './rate-ratio.js';

const ratio = (recent: number, before: number, e1 = 28, e0 = 84) =>
  rateRatio({ count: recent, exposure: e1 }, { count: before, exposure: e0 });

/** P(X ≤ k) of a binomial variable, summed term by term: the definition that the interval inverts. */
function binomialUpTo(k: number, n: number, q: number): number {
  let [term, sum] = [(1 - q) ** n, 0];
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (q / (1 - q));
  }
  return sum;
}
const chanceOf = (lnRatio: number, e1: number, e0: number): number =>
  (Math.exp(lnRatio) * e1) / (Math.exp(lnRatio) * e1 + e0);

describe('a ratio of two rates', () => {
  it('has a limit by hand where one count is zero', () => {
    // (1 − q)⁸ = 0.025, and the exposures are 1 to 3.
    const q = 1 - 0.025 ** (1 / 8);
    const none = ratio(0, 8);
    expect(none).toEqual({ kind: 'at-most', lnHigh: expect.closeTo(Math.log((3 * q) / (1 - q)), 12) });
    const some = ratio(8, 0);
    expect(some).toEqual({ kind: 'at-least', lnLow: expect.closeTo(Math.log((3 * (1 - q)) / q), 12) });
  });

  it('says nothing of fewer than eight', () => {
    expect([ratio(0, 0), ratio(3, 4), ratio(7, 0)].map(({ kind }) => kind)).toEqual(Array(3).fill('too-few'));
    expect(ratio(4, 4).kind).toBe('between');
  });

  it('says so where there was no time or no count', () => {
    const odd = [ratio(9, 9, 0), ratio(9, 9, 28, 0), ratio(9, 9, Number.NaN), ratio(9, 9, 28, Infinity), ratio(-1, 9)];
    odd.push(ratio(9.5, 9), ratio(Number.NaN, 9));
    expect(odd.map(({ kind }) => kind)).toEqual(Array(7).fill('no-exposure'));
  });

  it('has limits at which the count would be a coincidence of 2.5 %, by the sums of the binomial distribution', () => {
    const count = fc.integer({ min: 1, max: 60 });
    const exposure = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(count, count, exposure, exposure, (recent, before, e1, e0) => {
        fc.pre(recent + before >= 8);
        const found = ratio(recent, before, e1, e0);
        if (found.kind !== 'between') throw new Error(found.kind);
        const n = recent + before;
        expect(binomialUpTo(recent, n, chanceOf(found.lnHigh, e1, e0))).toBeCloseTo(0.025, 9);
        expect(1 - binomialUpTo(recent - 1, n, chanceOf(found.lnLow, e1, e0))).toBeCloseTo(0.025, 9);
        expect(found.lnLow).toBeLessThan(found.lnRatio);
        expect(found.lnHigh).toBeGreaterThan(found.lnRatio);
      }),
    );
  });

  it('turns over with its two sides', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (recent, before) => {
        const [one, other] = [ratio(recent, before, 30, 90), ratio(before, recent, 90, 30)];
        if (one.kind === 'between' && other.kind === 'between') {
          expect(other.lnRatio).toBeCloseTo(-one.lnRatio, 12);
          expect(other.lnLow).toBeCloseTo(-one.lnHigh, 11);
        } else if (one.kind === 'at-most' && other.kind === 'at-least') {
          expect(other.lnLow).toBeCloseTo(-one.lnHigh, 11);
        } else expect([one.kind, other.kind].toSorted().join()).toMatch(/^too-few,too-few$|^at-least,at-most$/);
      }),
    );
  });
});
