import { leastAnswers } from '../voice/survey-summary.js';

/** How many matters took so many of something. */
export interface ValueCount {
  readonly value: number;
  readonly matters: number;
}

export interface CountSummary {
  readonly n: number;
  /** The least first. */
  readonly counts: readonly ValueCount[];
  /** Undefined, as the next two, while there are fewer than 20. */
  readonly mean: number | undefined;
  readonly median: number | undefined;
  /** Linearly between the closest ranks (type 7 of Hyndman & Fan 1996), as durations have it. */
  readonly p90: number | undefined;
}

/** What counts of matters come to: exact for any sum of totals as of any date. @param given in any order, values repeated or not */
export function summarizeCounts(given: readonly ValueCount[]): CountSummary {
  const sums = new Map<number, number>();
  for (const { value, matters } of given) sums.set(value, (sums.get(value) ?? 0) + matters);
  const counts = [...sums]
    .flatMap(([value, matters]) => (matters > 0 ? [{ value, matters }] : []))
    .sort((a, b) => a.value - b.value);
  const n = counts.reduce((sum, { matters }) => sum + matters, 0);
  if (n < leastAnswers) return { n, counts, mean: undefined, median: undefined, p90: undefined };
  const mean = counts.reduce((sum, { value, matters }) => sum + value * matters, 0) / n;
  return { n, counts, mean, median: quantileOf(counts, n, 5), p90: quantileOf(counts, n, 9) };
}

/** @param tenths of the way from the least to the greatest */
function quantileOf(counts: readonly ValueCount[], n: number, tenths: number): number {
  const place = tenths * (n - 1);
  const below = Math.floor(place / 10);
  const beyond = place - below * 10;
  const low = valueAt(counts, below);
  return beyond === 0 ? low : (low * 10 + (valueAt(counts, below + 1) - low) * beyond) / 10;
}

function valueAt(counts: readonly ValueCount[], rank: number): number {
  let seen = 0;
  for (const { value, matters } of counts) {
    seen += matters;
    if (rank < seen) return value;
  }
  return counts.at(-1)!.value;
}
