import type { Instant } from '#core/time.js';

/**
 * One case as its steps in fold order, packed: step `i` is the activity `activities[steps[i]]`, completed at
 * `completedAt[i]`. Plain JSON, and three arrays of numbers instead of an object a step, because a case is copied,
 * compared and stored at every event.
 *
 * A step is an event whose lifecycle transition is `complete`; other transitions of an activity are no steps of their
 * own.
 */
export interface Trace {
  /** The different activities, in the order in which they first came. */
  readonly activities: string[];
  readonly steps: number[];
  readonly completedAt: Instant[];
}

export function emptyTrace(): Trace {
  return { activities: [], steps: [], completedAt: [] };
}

/** Adds a step behind the others. The caller keeps fold order. */
export function addStep(trace: Trace, activity: string, completedAt: Instant): void {
  let index = trace.activities.indexOf(activity);
  if (index < 0) index = trace.activities.push(activity) - 1;
  trace.steps.push(index);
  trace.completedAt.push(completedAt);
}

/** The activities of a case, one a step: its variant in words. */
export function activitiesOf(trace: Trace): string[] {
  return trace.steps.map((index) => trace.activities[index]!);
}

/** From the first completed step to the last, in ms; 0 for a single step, undefined for none. */
export function caseDurationMs(trace: Trace): number | undefined {
  if (trace.steps.length === 0) return undefined;
  return trace.completedAt.at(-1)! - trace.completedAt[0]!;
}
