import type { Instant } from '#core/time.js';
import { CallOverdue } from './call-overdue.js';

/** A function of a definition threw, or gave what cannot be kept. */
export class Fault extends Error {
  /** When time that passed made it throw, and not a fact. */
  at: Instant | undefined;

  constructor(
    readonly step: string,
    readonly reason: unknown,
  ) {
    super(step);
  }
}

/** Runs a function of a definition. @throws Fault that names it */
export function attempt<T>(step: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A call that was cut off is no answer.
    if (error instanceof CallOverdue) throw error;
    throw new Fault(step, error);
  }
}

/** Functions of a definition give their result at once. @throws Fault */
export function attemptNow(step: string, work: () => unknown): void {
  const result = attempt(step, work);
  if (typeof result === 'object' && result !== null && 'then' in result)
    throw new Fault(step, new TypeError('A handler waits for nothing.'));
}
