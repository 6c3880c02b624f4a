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
 * @param contactDays whole day numbers, strictly ascending; days after `today` are not counted
 * @param exposure defaults to calendar days; let it leave out what lies before the relationship began, or a young one
 *   will always seem to grow
 */
export function contactTrend(
  contactDays: ArrayLike<number>,
  today: number,
  exposure: Exposure = (after, until) => until - after,
): ContactTrend {
  const known = countUpTo(contactDays, today);
  const usualGapDays = known < 2 ? undefined : (contactDays[known - 1]! - contactDays[0]!) / (known - 1);
  const windowDays = Math.max(leastWindowDays, gapsOfWindow * (usualGapDays ?? 0));
  const turn = today - windowDays;
  const start = today - 4 * windowDays;
  const untilTurn = countUpTo(contactDays, turn);
  const recent = known - untilTurn;
  const before = untilTurn - countUpTo(contactDays, start);
  const ratio = rateRatio(
    { count: recent, exposure: exposure(turn, today) },
    { count: before, exposure: exposure(start, turn) },
  );
  return { ...ratio, recent, before, windowDays, usualGapDays };
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
