import type { Trace } from './trace.js';

/**
 * How long the work on steps took: completion − start, in ms, of the steps whose start is known ("processing time" of
 * edeaR; work that was suspended meanwhile is not taken out). Never negative.
 * @returns one list an activity, in the order of `trace.activities`
 */
export function serviceTimesOf({ activities, steps, completedAt, startedAt }: Trace): readonly (readonly number[])[] {
  const times: number[][] = activities.map(() => []);
  for (const [i, step] of steps.entries()) {
    const start = startedAt[i]!;
    if (start !== null) times[step]!.push(completedAt[i]! - start);
  }
  return times;
}
