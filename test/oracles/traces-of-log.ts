import type { ProcessCase } from '#measures/process/process-case.js';
import { addStep, emptyTrace } from '#measures/process/trace.js';
import { addTransition, noUnfinishedWork, takeStart } from '#measures/process/unfinished-work.js';
import type { LogEvent } from './process-log.js';

/** A case of a log as the measures take it in. */
export interface LogCase extends Pick<ProcessCase, 'trace' | 'work'> {
  readonly key: string;
  /** One a step. */
  readonly performers: (string | undefined)[];
}

/**
 * The cases of a log, in the order in which they come in the file, by the measures of the program.
 * @param reading `every event`: each is a step, as the truth files count; `lifecycle`: only completions are, and starts tell
 * when they began, as the program itself reads a log
 */
export function casesOfLog(
  events: readonly LogEvent[],
  reading: 'every event' | 'lifecycle' = 'every event',
): LogCase[] {
  const cases = new Map<string, LogCase>();
  for (const { case: key } of events) {
    if (!cases.has(key)) cases.set(key, { key, trace: emptyTrace(), work: noUnfinishedWork(), performers: [] });
  }
  for (const { case: key, activity, at, resource, lifecycle } of events.toSorted((a, b) => a.at - b.at)) {
    const { trace, work, performers } = cases.get(key)!;
    const transition = reading === 'lifecycle' ? (lifecycle?.toLowerCase() ?? 'complete') : 'complete';
    if (transition === 'complete') {
      addStep(trace, activity, at, takeStart(work, activity));
      performers.push(resource);
    } else addTransition(work, activity, transition, at);
  }
  return [...cases.values()];
}
