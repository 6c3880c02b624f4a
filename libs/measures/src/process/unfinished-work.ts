import type { Instant } from '#core/time.js';

/**
 * Work of a case that is not a step, or not yet. Plain JSON, because it is part of the document of a case.
 */
export interface UnfinishedWork {
  /** What has begun and is not completed: activity, start, activity, start …, the earliest start first. */
  readonly begun: (string | Instant)[];
  /** What had begun and was given up: activity, start, end, activity … */
  readonly givenUp: (string | Instant)[];
}

export function noUnfinishedWork(): UnfinishedWork {
  return { begun: [], givenUp: [] };
}

/**
 * What the lifecycle transitions of XES (IEEE 1849-2016, "lifecycle:transition", standard model) say of the time that work
 * takes: `start` begins it, `complete` ends it, and these end it without a step.
 */
const ends: ReadonlySet<string> = new Set(['withdraw', 'ate_abort', 'pi_abort']);

/** Takes in a transition that is no completion. */
export function addTransition(work: UnfinishedWork, activity: string, lifecycle: string, at: Instant): void {
  if (lifecycle === 'start') work.begun.push(activity, at);
  if (!ends.has(lifecycle)) return;
  const start = takeStart(work, activity);
  if (start !== null) work.givenUp.push(activity, start, at);
}

/**
 * The start that a completion belongs to: the earliest of the same activity that is not completed yet (first in, first out,
 * as edeaR and Apromore pair them where no instance is named).
 * @returns null where there is none
 */
export function takeStart({ begun }: UnfinishedWork, activity: string): Instant | null {
  for (let i = 0; i < begun.length; i += 2) {
    if (begun[i] !== activity) continue;
    const [, start] = begun.splice(i, 2);
    return start as Instant;
  }
  return null;
}
