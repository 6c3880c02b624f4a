import { z95 } from '../statistics/normal.js';

/** A share of n, 0–1, with its 95 % limits. */
export interface ShareInterval {
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval of a share (Wilson 1927): the shares p that the observed one is at most z standard errors √(p(1−p)/n)
 * away from. It never leaves 0–1, and touches an end only where the observed share is there.
 *
 * @returns undefined when n is 0, or the counts are none
 */
export function wilsonInterval(successes: number, n: number): ShareInterval | undefined {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(n) || n < 1 || successes < 0 || successes > n) {
    return undefined;
  }
  const share = successes / n;
  const square = z95 * z95;
  const centre = successes + square / 2;
  const half = z95 * Math.sqrt(successes * (1 - share) + square / 4);
  return {
    n,
    share,
    low: successes === 0 ? 0 : Math.max(0, (centre - half) / (n + square)),
    high: successes === n ? 1 : Math.min(1, (centre + half) / (n + square)),
  };
}
