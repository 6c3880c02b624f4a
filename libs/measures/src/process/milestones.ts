import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { wallClock } from '../calendar/wall-clock.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import type { MilestoneDefinition } from './target-terms.js';
import { beganAt, type Trace } from './trace.js';

/**
 * From one milestone of a case to another, in ms ("cycle time" in definitions.md §3; CALC_THROUGHPUT of Celonis). They are
 * said as those of targets are: the first step of any of some activities, or the last; `from` without activities is the start
 * of the case, its first work, `to` the end of it, its last step. A step counts when it was completed, so from start to end
 * is `caseDurationMs`.
 *
 * What was, not what is owed: other than a target, it begins once, takes `last` for the last that came, and does not
 * stand still.
 *
 * @param clock of business hours, for instance
 * @returns null where the case has one of them not, and where the end does not come after the start in the order of the
 * case: from a step to itself nothing lasts. Two different steps at one instant are 0 apart
 */
export function msBetweenMilestones(
  trace: Trace,
  from: MilestoneDefinition,
  to: MilestoneDefinition,
  clock: RunningClock = wallClock,
): number | null {
  const [start, end] = [placeOf(trace, from, beforeAll), placeOf(trace, to, trace.steps.length)];
  if (start === undefined || end === undefined || end <= start) return null;
  return clock.msBetween(instantAt(trace, start), instantAt(trace, end));
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
  from: MilestoneDefinition,
  to: MilestoneDefinition,
  clock: RunningClock = wallClock,
): MilestoneTimes {
  const durationsMs: number[] = [];
  let cases = 0;
  let withBoth = 0;
  for (const trace of traces) {
    cases++;
    if (placeOf(trace, from, beforeAll) !== undefined && placeOf(trace, to, trace.steps.length) !== undefined)
      withBoth++;
    const duration = msBetweenMilestones(trace, from, to, clock);
    if (duration !== null) durationsMs.push(duration);
  }
  return { cases, withBoth, duration: summarizeDurations(rankedOf(durationsMs)) };
}

/** Where the start of a case stands among the indexes of its steps; its end stands behind them all. */
const beforeAll = -1;

/**
 * Index of the step of a milestone.
 * @param ofCase what stands for the case itself
 * @returns undefined where there is none
 */
function placeOf(
  { activities, steps }: Trace,
  { activities: wanted, occurrence }: MilestoneDefinition,
  ofCase: number,
): number | undefined {
  if (steps.length === 0) return undefined;
  if (wanted === undefined) return ofCase;
  const matches = activities.map((activity) => wanted.includes(activity));
  const isWanted = (step: number): boolean => matches[step]!;
  const place = occurrence === 'last' ? steps.findLastIndex(isWanted) : steps.findIndex(isWanted);
  return place < 0 ? undefined : place;
}

function instantAt(trace: Trace, place: number): Instant {
  if (place === beforeAll) return beganAt(trace)!;
  return trace.completedAt[Math.min(place, trace.completedAt.length - 1)]!;
}
