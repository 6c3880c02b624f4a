import { fewestGaps } from './rhythm.js';

/** The shape of the gaps of a segment, by Wheat & Morrison. */
export interface ShapeEstimate {
  /** k, kept within 0.5 and 20. */
  readonly k: number;
  /** What came out before that; undefined when v = 0, where it would be infinite. */
  readonly kRaw: number | undefined;
  /** The sample variance of g₁/(g₁+g₂). */
  readonly v: number;
  readonly pairs: number;
}

const leastShape = 0.5;
const greatestShape = 20;

/**
 * k = (1−4v)/(8v), v the variance of M = g₁/(g₁+g₂) over adjacent gaps (Wheat & Morrison 1990): for gamma gaps of one rate
 * M is a beta variable of (k, k), whatever the rate, so relationships of any frequency are pooled. Pairs overlap, and v is
 * the sample variance (n−1) about the mean (definitions.md §1.2).
 *
 * A pair without any operational time (two contact-days before the next open one, twice) has no M and is left out.
 *
 * @param relationships the completed gaps of each, in operational days, in their order; those with fewer than 4 are left out
 * @returns undefined when there are fewer than 2 pairs
 * @throws RangeError for a gap that is below 0 or not finite
 */
export function estimateShape(relationships: readonly (readonly number[])[]): ShapeEstimate | undefined {
  let pairs = 0;
  let mean = 0;
  let squares = 0;
  for (const gaps of relationships) {
    if (gaps.length < fewestGaps) continue;
    for (let i = 0; i < gaps.length; i++) {
      assertGap(gaps[i]!);
      if (i === 0) continue;
      const both = gaps[i - 1]! + gaps[i]!;
      if (both === 0) continue;
      // Welford (1962): one pass, and no difference of great sums.
      const difference = gaps[i - 1]! / both - mean;
      mean += difference / ++pairs;
      squares += difference * (gaps[i - 1]! / both - mean);
    }
  }
  if (pairs < 2) return undefined;
  const v = squares / (pairs - 1);
  const kRaw = v > 0 ? (1 - 4 * v) / (8 * v) : undefined;
  return { k: Math.min(greatestShape, Math.max(leastShape, kRaw ?? greatestShape)), kRaw, v, pairs };
}

/** @throws RangeError unless the gap is 0 days or more and finite */
export function assertGap(gap: number): void {
  if (!(gap >= 0 && gap < Infinity)) throw new RangeError(`A gap is 0 days or more and finite, not ${gap}.`);
}
