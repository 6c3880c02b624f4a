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

/**
 * What a function of a definition gives has to be there at once. What would come later is refused, and nobody waits for
 * it: if it fails then, that failure must not end the process as one that nobody has caught.
 * @throws TypeError
 */
export function atOnce<Result>(result: Result): Result {
  if (typeof result !== 'object' || result === null || !('then' in result)) return result;
  if (typeof result.then !== 'function') return result;
  Promise.resolve(result).catch(() => undefined);
  throw new TypeError('A function of a definition waits for nothing, and gives no promise.');
}
