import type { Trace } from './trace.js';

/** What a case says of one of its activities. */
export interface ActivityCount {
  readonly activity: string;
  /** Steps of it. */
  readonly count: number;
  /** Steps of it that directly follow a step of it: a self-loop, in the words of edeaR; other repetitions have something in between. */
  readonly selfLoops: number;
  readonly starts: boolean;
  readonly ends: boolean;
}

/** The activities of a case, in the order in which they first came. */
export function activityCountsOf(trace: Trace): ActivityCount[] {
  const { activities, steps } = trace;
  const counts = activities.map(() => 0);
  const selfLoops = activities.map(() => 0);
  for (let i = 0; i < steps.length; i++) {
    const index = steps[i]!;
    counts[index]!++;
    if (i > 0 && steps[i - 1] === index) selfLoops[index]!++;
  }
  return activities.map((activity, index) => ({
    activity,
    count: counts[index]!,
    selfLoops: selfLoops[index]!,
    starts: steps[0] === index,
    ends: steps.at(-1) === index,
  }));
}

/**
 * Rework of a case: steps beyond the first of each activity (steps − different activities). A case has rework when this
 * is above 0, and then some activity happened at least twice (definitions.md §3, "rework").
 */
export function reworkOf(trace: Trace): number {
  return trace.steps.length - trace.activities.length;
}
