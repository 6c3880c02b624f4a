import { describe, expect, it } from '@jest/globals';
import { lnBetaPower } from './beta-power.js';

/** x = ½, a = k + 1, b = n − k + 1: (n+1)·C(n, k) / 2ⁿ⁺², in whole numbers until 60 binary digits are left. */
function powerAtOneHalf(n: number, k: number): number {
  let binomial = 1n;
  for (let i = 1; i <= k; i++) binomial = (binomial * BigInt(n - k + i)) / BigInt(i);
  const numerator = (BigInt(n) + 1n) * binomial;
  const cut = numerator.toString(2).length - 60;
  return Number(cut > 0 ? numerator >> BigInt(cut) : numerator) * 2 ** (Math.max(0, cut) - n - 2);
}

describe('lnBetaPower', () => {
  it.each([
    [4, 2],
    [20, 9],
    [21, 3],
    [200, 100],
    [1000, 480],
    [900, 280],
    [900, 150],
    [900, 20],
  ])('is the exact power for %d and %d', (n, k) => {
    const found = Math.exp(lnBetaPower(0.5, 0.5, k + 1, n - k + 1));
    expect(Math.abs(found / powerAtOneHalf(n, k) - 1)).toBeLessThan(1e-13);
  });

  it('keeps its digits at the mean of great parameters', () => {
    // √(ab/(2π(a+b)))·exp(−1/(12a) − 1/(12b) + 1/(12(a+b)) + …)
    const stirling = 0.5 * Math.log(1e8 / (4 * Math.PI)) - 1 / (8 * 1e8);
    expect(lnBetaPower(0.5, 0.5, 1e8, 1e8)).toBeCloseTo(stirling, 13);
  });
});
