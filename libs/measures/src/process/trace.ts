import type { Instant } from '#core/time.js';

/**
 * One case as its steps in fold order, packed: step `i` is the activity `activities[steps[i]]`, completed at
 * `completedAt[i]`. Plain JSON, and arrays of numbers instead of an object a step, because a case is copied, compared
 * and stored at every event.
 *
 * A step is an event whose lifecycle transition is `complete`; other transitions of an activity are no steps of their
 * own.
 */
export interface Trace {
  /** The different activities, in the order in which they first came. */
  readonly activities: string[];
  readonly steps: number[];
  readonly completedAt: Instant[];
  /** When the work on each step began, never after its completion; null where no start of it is known. */
  readonly startedAt: (Instant | null)[];
}

export function emptyTrace(): Trace {
  return { activities: [], steps: [], completedAt: [], startedAt: [] };
}

/**
 * Adds a step behind the others. The caller keeps fold order.
 * @param startedAt when the work on it began, where that is known
 */
export function addStep(trace: Trace, activity: string, completedAt: Instant, startedAt: Instant | null = null): void {
  let index = trace.activities.indexOf(activity);
  if (index < 0) index = trace.activities.push(activity) - 1;
  trace.steps.push(index);
  trace.completedAt.push(completedAt);
  trace.startedAt.push(startedAt);
}

/** The case as it was by an instant: the steps that were completed by then. What was completed at it counts. */
export function traceBy(trace: Trace, at: Instant): Trace {
  const { activities, steps, completedAt, startedAt } = trace;
  if (completedAt.length === 0 || completedAt.at(-1)! <= at) return trace;
  const length = lengthBy(completedAt, at);
  // Activities stand in the order in which they first came: those that came later are a tail.
  const known = steps.slice(0, length).reduce((most, step) => Math.max(most, step + 1), 0);
  return {
    activities: activities.slice(0, known),
    steps: steps.slice(0, length),
    completedAt: completedAt.slice(0, length),
    startedAt: startedAt.slice(0, length),
  };
}

/** How many of ascending instants do not lie after one. */
export function lengthBy(ascending: readonly Instant[], at: Instant): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The activities of a case, one a step: its variant in words. */
export function activitiesOf(trace: Trace): string[] {
  return trace.steps.map((index) => trace.activities[index]!);
}

/**
 * From the start of the first step, or its completion where no start is known, to the last completion, in ms (throughput
 * time of edeaR: min(start) to max(complete)); 0 for a single step without a start, undefined for none.
 */
export function caseDurationMs(trace: Trace): number | undefined {
  if (trace.steps.length === 0) return undefined;
  return trace.completedAt.at(-1)! - beganAt(trace)!;
}

/** When the first work of a case began: its earliest known start or completion; undefined without a step. */
export function beganAt({ completedAt, startedAt }: Trace): Instant | undefined {
  let began = completedAt[0];
  for (const start of startedAt) if (start !== null && start < began!) began = start;
  return began;
}
