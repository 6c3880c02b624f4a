import { normalCdf, z95 } from './normal.js';

/** Of `n`, how many have something; whole, `successes` at most `n`. */
export interface Counted {
  readonly successes: number;
  readonly n: number;
}

/** Two independent shares compared. */
export interface ProportionDifference {
  /** Share of one less share of the other, −1 to 1. */
  readonly difference: number;
  /** Undefined when all or none have it on both sides: then there is nothing to vary, and p is 1. */
  readonly z: number | undefined;
  /** Two-sided. */
  readonly p: number;
  /** 95 % limits of the difference, not cut to −1 and 1; both are the difference itself where each share is 0 or 1. */
  readonly low: number;
  readonly high: number;
}

/**
 * The pooled z test of two shares with the unpooled (Wald) interval of their difference. Both are normal approximations:
 * the caller sees to it that there are cases enough. Pooled and unpooled errors differ, so that once in a while p is above
 * 0.05 and the interval without 0, or the reverse.
 *
 * @returns undefined when one side has nobody
 * @throws RangeError when the counts are none
 */
export function twoProportions(one: Counted, other: Counted): ProportionDifference | undefined {
  for (const { successes, n } of [one, other]) {
    if (!Number.isSafeInteger(n) || !Number.isSafeInteger(successes) || successes < 0 || successes > n) {
      throw new RangeError(
        `${successes} of ${n} is no share: both must be whole, 0 or more, the first at most the second.`,
      );
    }
  }
  if (one.n === 0 || other.n === 0) return undefined;
  const [share, otherShare] = [one.successes / one.n, other.successes / other.n];
  const difference = share - otherShare;
  const n = one.n + other.n;
  const successes = one.successes + other.successes;
  const half = z95 * Math.sqrt((share * (1 - share)) / one.n + (otherShare * (1 - otherShare)) / other.n);
  const limits = { low: difference - half, high: difference + half };
  if (successes === 0 || successes === n) return { difference, z: undefined, p: 1, ...limits };
  const z = difference / Math.sqrt((successes / n) * (1 - successes / n) * (1 / one.n + 1 / other.n));
  return { difference, z, p: 2 * normalCdf(-Math.abs(z)), ...limits };
}
