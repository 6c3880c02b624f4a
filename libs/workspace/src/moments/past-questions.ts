import PQueue from 'p-queue';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { PastMemory } from '#projections/queries/past-memory.js';

/**
 * Questions about the past of one ledger: each may fold much, so a few are worked on at once, some wait, and who comes
 * then is turned away. What was answered is remembered.
 */
export class PastQuestions {
  readonly memory = new PastMemory();
  private readonly queue = new PQueue({ concurrency: limits.pastQuestions });

  /**
   * Works on a question when its turn comes.
   * @param signal gives it up, also while it waits
   * @throws LedgerError `busy` when too many wait already, `cancelled`
   */
  async ask<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const isFull = this.queue.pending >= limits.pastQuestions && this.queue.size >= limits.pastQuestionsWaiting;
    if (isFull) throw new LedgerError('busy', 'Too many questions about the past are asked at once.');
    try {
      return await this.queue.add(work, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true && !(error instanceof LedgerError)) throw new LedgerError('cancelled');
      throw error;
    }
  }
}

const asked = new WeakMap<object, PastQuestions>();

/** The questions of a ledger, for as long as it is open. */
export function questionsOf(ledger: object): PastQuestions {
  let questions = asked.get(ledger);
  if (questions === undefined) asked.set(ledger, (questions = new PastQuestions()));
  return questions;
}
