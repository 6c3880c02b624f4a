import { addStep, emptyTrace, type Trace } from '#measures/process/trace.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import type { LogEvent } from './process-log.js';

// Bound once: under Jest a look-up costs more than the arithmetic.
const { floor } = Math;

/** The events of each case, in the order of time. */
export function casesOf(events: readonly LogEvent[]): LogEvent[][] {
  const cases = new Map<string, LogEvent[]>();
  // One text a name: those cut out of a file are as many as its events, and slow to compare a million times.
  const names = new Map<string, string>();
  for (const read of events.toSorted((one, other) => one.at - other.at)) {
    const activity = names.get(read.activity) ?? read.activity;
    names.set(activity, activity);
    const event = { ...read, activity };
    const ofCase = cases.get(event.case);
    if (ofCase === undefined) cases.set(event.case, [event]);
    else ofCase.push(event);
  }
  return [...cases.values()];
}

/** @param steps of one case, in the order of time */
export function traceOf(steps: readonly { readonly activity: string; readonly at: number }[]): Trace {
  const trace = emptyTrace();
  for (const { activity, at } of steps) addStep(trace, activity, at);
  return trace;
}

/** So many of the cases drawn at random, and the others: every such set is equally likely (Fisher & Yates). */
export function splitAtRandom<Case>(cases: readonly Case[], size: number, seed: number): [Case[], Case[]] {
  const random = mulberry32(seed);
  const shuffled = [...cases];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return [shuffled.slice(0, size), shuffled.slice(size)];
}
