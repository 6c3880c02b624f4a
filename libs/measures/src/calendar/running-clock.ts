import type { Instant } from '#core/time.js';

/** A clock that runs at some times and stands still at others: business time, operational time. */
export interface RunningClock {
  /** How much it ran from one instant to another, in ms; 0 unless `to` lies after `from`. */
  msBetween(from: Instant, to: Instant): number;
  /**
   * The first instant by which it has run for `ms` since `from`: `from` itself for 0, the end of a working day and not
   * the start of the next. Undefined when that does not come within 200 years, when the clock stands still for 14 years
   * before it comes, and when `ms` is negative or no number. Exact where the clock runs at whole rates; otherwise
   * `msBetween` may say at that instant that a millionth of a ms is missing.
   */
  instantAfter(from: Instant, ms: number): Instant | undefined;
  /** Whether it runs at an instant. */
  isRunning(at: Instant): boolean;
}
