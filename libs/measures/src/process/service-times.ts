import type { Trace } from './trace.js';

/**
 * How long the work on steps took: completion − start, in ms, of the steps whose start is known ("processing time" of
 * edeaR; work that was suspended meanwhile is not taken out). Never negative.
 * @returns one list an activity, in the order of `trace.activities`
 */
export function serviceTimesOf(trace: Trace): readonly (readonly number[])[] {
  const times: number[][] = trace.activities.map(() => []);
  for (const [i, step] of trace.steps.entries()) {
    const service = serviceMsOf(trace, i);
    if (service !== null) times[step]!.push(service);
  }
  return times;
}

/** How long the work on one step took, in ms; null where no start of it is known. A start after the completion counts as 0. */
export function serviceMsOf({ completedAt, startedAt }: Trace, step: number): number | null {
  const start = startedAt[step]!;
  return start === null ? null : Math.max(0, completedAt[step]! - start);
}
