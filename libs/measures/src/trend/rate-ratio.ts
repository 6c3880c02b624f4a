import { betaQuantile } from '../statistics/incomplete-beta.js';

/** How often something happened, and over how much time; the unit is that of the other count's exposure. */
export interface CountOverTime {
  readonly count: number;
  readonly exposure: number;
}

/**
 * The natural logarithm of recent rate ÷ rate before, with its 95 % interval. Only what is known is there:
 *
 * - `between`: both counts are above 0;
 * - `at-most`: none recently, so that the ratio is 0 and only how great it may really be is known;
 * - `at-least`: none before;
 * - `too-few`: fewer than `leastContactDays` in both together say nothing;
 * - `no-exposure`: there was no time in one of the two (we were closed, or nothing had begun), or a count is none.
 */
export type RateRatio =
  | { readonly kind: 'between'; readonly lnRatio: number; readonly lnLow: number; readonly lnHigh: number }
  | { readonly kind: 'at-most'; readonly lnHigh: number }
  | { readonly kind: 'at-least'; readonly lnLow: number }
  | { readonly kind: 'too-few' }
  | { readonly kind: 'no-exposure' };

/** Fewer contact-days than this give no trend. */
export const leastContactDays = 8;

/** What lies outside the interval on each side. */
const tail = 0.025;

/**
 * Compares two rates. Given the total n = recent + before, the recent count is binomial with the chance
 * q = R·e₁/(R·e₁ + e₀) for a true ratio R (Przyborowski & Wilenski 1940), so the exact interval of q (Clopper & Pearson
 * 1934) gives that of R: ln R = ln(q/(1 − q)) + ln(e₀/e₁). It is wider than 95 % at small counts, never narrower.
 */
export function rateRatio(recent: CountOverTime, before: CountOverTime): RateRatio {
  if (![recent, before].every(isMeasured)) return { kind: 'no-exposure' };
  const [r, b] = [recent.count, before.count];
  if (r + b < leastContactDays) return { kind: 'too-few' };
  const lnExposures = Math.log(before.exposure) - Math.log(recent.exposure);
  const lnLow = (): number => lnOdds(betaQuantile(tail, r, b + 1)) + lnExposures;
  // 1 − q has the lower limit Beta(b, r + 1): taken from that side nothing is lost where q is next to 1.
  const lnHigh = (): number => lnExposures - lnOdds(betaQuantile(tail, b, r + 1));
  if (r === 0) return { kind: 'at-most', lnHigh: lnHigh() };
  if (b === 0) return { kind: 'at-least', lnLow: lnLow() };
  return { kind: 'between', lnRatio: Math.log(r / b) + lnExposures, lnLow: lnLow(), lnHigh: lnHigh() };
}

function lnOdds(share: number): number {
  return Math.log(share) - Math.log1p(-share);
}

function isMeasured({ count, exposure }: CountOverTime): boolean {
  return Number.isSafeInteger(count) && count >= 0 && exposure > 0 && exposure < Number.POSITIVE_INFINITY;
}
