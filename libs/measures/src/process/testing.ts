import { addStep, emptyTrace, type Trace } from './trace.js';

/** A trace out of its steps, given in fold order. */
export function traceOf(
  ...steps: readonly (readonly [activity: string, completedAt: number, startedAt?: number | null])[]
): Trace {
  const trace = emptyTrace();
  for (const [activity, completedAt, startedAt] of steps) addStep(trace, activity, completedAt, startedAt);
  return trace;
}
