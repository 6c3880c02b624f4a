import { describe, expect, it } from '@jest/globals';
import { rankedOf, summarizeDurations } from './duration-summary.js';

const summary = (...durationsMs: readonly number[]) => summarizeDurations(rankedOf(durationsMs));

describe('a summary of durations', () => {
  it('takes the mean of the middle two as median, and lies between the closest ranks for p90', () => {
    expect(summary(4_000, 1_000, 2_000, 10_000)).toEqual({
      n: 4,
      min: 1,
      median: 3,
      mean: 4.25,
      // Rank 0.9 · 3 = 2.7: 4 + 0.7 · 6.
      p90: 8.2,
      max: 10,
      sum: 17,
    });
  });

  it('takes the middle one of an odd number', () => {
    expect(summary(1, 2, 4)).toMatchObject({ median: 0.002, mean: 0.007 / 3, p90: 0.0036 });
  });

  it('of one duration is that duration', () => {
    expect(summary(1_500)).toEqual({ n: 1, min: 1.5, median: 1.5, mean: 1.5, p90: 1.5, max: 1.5, sum: 1.5 });
  });

  it('of none is nothing', () => {
    expect(summary()).toEqual({ n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 });
  });

  it('hits a rank exactly where there is one', () => {
    // Eleven values: rank 9 itself; a product of doubles would miss it for many a number of values.
    expect(summary(...Array.from({ length: 11 }, (_, i) => i * 1_000)).p90).toBe(9);
  });

  it('keeps sums beyond 2⁵³ exact until they are divided', () => {
    const greatest = Number.MAX_SAFE_INTEGER;
    expect(summary(greatest, greatest, greatest - 3).mean).toBe((greatest - 1) / 1000);
    expect(summary(greatest, greatest).sum).toBe(Number((2n * BigInt(greatest)) / 1000n) + 0.982);
  });
});
