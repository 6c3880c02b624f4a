import { rateRatio, type RateRatio } from './rate-ratio.js';

/** The trend of a relationship, and what it was measured on. */
export type ContactTrend = RateRatio & {
  /** Contact-days in the recent window and in the one before it. */
  readonly recent: number;
  readonly before: number;
  /** Length of the recent window; the one before is three times as long. Calendar days. */
  readonly windowDays: number;
  /** ḡ, the mean gap between contact-days; undefined with fewer than two. */
  readonly usualGapDays: number | undefined;
};

/** Time in which contact was possible within (after, until], in days: operational time (definitions.md §1.1). */
export type Exposure = (after: number, until: number) => number;

const leastWindowDays = 28;
const gapsOfWindow = 4;

/**
 * The rate of contact-days in (today − w, today] against that in (today − 4w, today − w], w = max(28, 4ḡ): two counts,
 * because the residuals of a smoothed level are autocorrelated and its interval would be wrong.
 *
 * The earlier window begins no earlier than the first contact-day, and does not count that day itself: before there was
 * nothing to compare with. Taken whole, the window says "growing" of 3–32 % of simulated relationships whose rate never
 * changed and that are between 1 and 4 windows old; begun there, of 0.1–3 % (2.5 % is meant).
 *
 * @param contactDays whole day numbers from the first on, strictly ascending; days after `today` are not counted
 * @param exposure defaults to calendar days
 */
export function contactTrend(
  contactDays: ArrayLike<number>,
  today: number,
  exposure: Exposure = (after, until) => until - after,
): ContactTrend {
  const { recent, before, windowDays, usualGapDays, exposures } = trendWindows(contactDays, today, exposure);
  const ratio = rateRatio({ count: recent, exposure: exposures.recent }, { count: before, exposure: exposures.before });
  return { ...ratio, recent, before, windowDays, usualGapDays };
}

/** What a trend compares, without its interval, which costs most of it. */
export interface TrendWindows extends Pick<ContactTrend, 'recent' | 'before' | 'windowDays' | 'usualGapDays'> {
  /** Time in which contact was possible in each window, in days; 0 for one that there is not. */
  readonly exposures: { readonly recent: number; readonly before: number };
}

/** The counts and exposures that `contactTrend` compares; arguments as there. */
export function trendWindows(contactDays: ArrayLike<number>, today: number, exposure: Exposure): TrendWindows {
  const known = countUpTo(contactDays, today);
  const first = known === 0 ? today : contactDays[0]!;
  const usualGapDays = known < 2 ? undefined : (contactDays[known - 1]! - first) / (known - 1);
  const windowDays = Math.max(leastWindowDays, gapsOfWindow * (usualGapDays ?? 0));
  const turn = today - windowDays;
  const start = Math.max(today - 4 * windowDays, first);
  const untilTurn = countUpTo(contactDays, turn);
  return {
    recent: known - untilTurn,
    before: Math.max(0, untilTurn - countUpTo(contactDays, start)),
    windowDays,
    usualGapDays,
    exposures: { recent: exposure(turn, today), before: start < turn ? exposure(start, turn) : 0 },
  };
}

/** How many of the ascending days are not after `day`. */
function countUpTo(days: ArrayLike<number>, day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
