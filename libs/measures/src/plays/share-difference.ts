import { wilsonInterval } from '../voice/wilson.js';

/** A difference of two shares, −1 to 1, with its 95 % limits. */
export interface ShareDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The difference of two independent shares, one less other, with the hybrid score interval (Newcombe 1998, Statistics in
 * Medicine 17, 873–890, method 10): the limits are as far from the difference as the Wilson limits of each share are from
 * that share, in squares. It never leaves −1 to 1, and needs no share to be away from 0 and 1.
 *
 * @returns undefined when one of the numbers of cases is 0, or the counts are none
 */
export function shareDifference(
  one: { readonly successes: number; readonly n: number },
  other: { readonly successes: number; readonly n: number },
): ShareDifference | undefined {
  const [a, b] = [wilsonInterval(one.successes, one.n), wilsonInterval(other.successes, other.n)];
  if (a === undefined || b === undefined) return undefined;
  const difference = a.share - b.share;
  return {
    difference,
    low: Math.max(-1, difference - Math.hypot(a.share - a.low, b.high - b.share)),
    high: Math.min(1, difference + Math.hypot(a.high - a.share, b.share - b.low)),
  };
}
