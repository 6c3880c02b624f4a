import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import { beganAt, type Trace } from './trace.js';

/** A point in a case: the first or last step of any of some activities; without activities the case's own start or end. */
export interface Milestone {
  readonly occurrence: 'first' | 'last';
  readonly activities?: readonly string[] | undefined;
}

/**
 * From one milestone of a case to another, in ms ("cycle time" in definitions.md §3; CALC_THROUGHPUT of Celonis). A step
 * counts when it was completed; the start of a case is when its first work began, so from start to end is
 * `caseDurationMs`.
 *
 * @param clock of business hours; calendar time when left out
 * @returns null where the case has one of them not, and where the end does not come after the start in the order of the
 * case: from a step to itself nothing lasts. Two different steps at one instant are 0 apart
 */
export function msBetweenMilestones(trace: Trace, from: Milestone, to: Milestone, clock?: RunningClock): number | null {
  const start = placeOf(trace, from);
  const end = placeOf(trace, to);
  if (start === undefined || end === undefined || end <= start) return null;
  const [began, ended] = [instantAt(trace, start), instantAt(trace, end)];
  return clock === undefined ? ended - began : clock.msBetween(began, ended);
}

/** Durations between two milestones, over many cases. */
export interface MilestoneTimes {
  readonly cases: number;
  /** Cases that have both milestones: in some of them the end may come first. */
  readonly withBoth: number;
  /** n: cases in which the end comes after the start. */
  readonly duration: DurationSummarySeconds;
}

/** @param clock runs at whole rates, as `businessClock` does */
export function milestoneTimesOf(
  traces: Iterable<Trace>,
  from: Milestone,
  to: Milestone,
  clock?: RunningClock,
): MilestoneTimes {
  const durationsMs: number[] = [];
  let cases = 0;
  let withBoth = 0;
  for (const trace of traces) {
    cases++;
    if (placeOf(trace, from) === undefined || placeOf(trace, to) === undefined) continue;
    withBoth++;
    const duration = msBetweenMilestones(trace, from, to, clock);
    if (duration !== null) durationsMs.push(duration);
  }
  return { cases, withBoth, duration: summarizeDurations(rankedOf(durationsMs)) };
}

/** Index of the step of a milestone; −1 for the start of the case, one beyond its last step for its end. */
function placeOf({ activities, steps }: Trace, { occurrence, activities: wanted }: Milestone): number | undefined {
  if (steps.length === 0) return undefined;
  if (wanted === undefined) return occurrence === 'first' ? -1 : steps.length;
  const matches = activities.map((activity) => wanted.includes(activity));
  const isWanted = (step: number): boolean => matches[step]!;
  const place = occurrence === 'first' ? steps.findIndex(isWanted) : steps.findLastIndex(isWanted);
  return place < 0 ? undefined : place;
}

function instantAt(trace: Trace, place: number): Instant {
  if (place < 0) return beganAt(trace)!;
  return trace.completedAt[Math.min(place, trace.completedAt.length - 1)]!;
}
