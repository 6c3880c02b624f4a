import { wilsonInterval } from '../voice/wilson.js';

/**
 * A share with what it is a share of, because the same count is another share of another whole (definitions.md §3.4, 7):
 * who shows one shows the other.
 */
export interface CountedShare {
  readonly count: number;
  readonly of: number;
  /** count ÷ of, 0–1, with its 95 % limits (Wilson 1927); none of these where `of` is 0. */
  readonly share?: number;
  readonly low?: number;
  readonly high?: number;
}

/** @param count whole, of the whole number `of` */
export function shareOf(count: number, of: number): CountedShare {
  const interval = wilsonInterval(count, of);
  return interval === undefined
    ? { count, of }
    : { count, of, share: interval.share, low: interval.low, high: interval.high };
}
