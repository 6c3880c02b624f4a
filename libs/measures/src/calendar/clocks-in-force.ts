import type { Instant } from '#core/time.js';
import type { RunningClock } from './running-clock.js';

/** A clock and from when on it counts. */
export interface ClockInForce {
  readonly since: Instant;
  readonly clock: RunningClock;
}

/**
 * One clock out of several that were in force one after the other: each counts for its own time, so a wait that began
 * under an earlier calendar is not measured anew when a later one is published. The first counts for the time before it
 * too. Without any the clock stands still.
 * @param pieces ascending by `since`
 */
export function clockInForce(pieces: readonly ClockInForce[]): RunningClock {
  const only = pieces[0]?.clock;
  if (pieces.length === 1 && only !== undefined) return only;
  const startOf = (index: number): Instant => (index === 0 ? Number.NEGATIVE_INFINITY : pieces[index]!.since);
  const endOf = (index: number): Instant => pieces[index + 1]?.since ?? Number.POSITIVE_INFINITY;
  return {
    msBetween(from, to) {
      let ran = 0;
      for (const [index, { clock }] of pieces.entries()) {
        ran += clock.msBetween(Math.max(from, startOf(index)), Math.min(to, endOf(index)));
      }
      return ran;
    },
    instantAfter(from, ms) {
      let left = ms;
      for (const [index, { clock }] of pieces.entries()) {
        const [start, end] = [Math.max(from, startOf(index)), endOf(index)];
        if (start >= end) continue;
        const reached = clock.instantAfter(start, left);
        if (end === Number.POSITIVE_INFINITY || (reached !== undefined && reached <= end)) return reached;
        left -= clock.msBetween(start, end);
      }
      return undefined;
    },
    isRunning: (at) => pieces.findLast((_piece, index) => startOf(index) <= at)?.clock.isRunning(at) ?? false,
  };
}
