import type { PromiseRow } from '#workspace/relationships/promise-answers.js';

/** What is said of a promise: kept, by our own word or the customer’s, not kept, or due at another day. */
export type PromiseWord = 'kept' | 'kept-confirmed' | 'not-kept' | 'renegotiate';

type Stands = Pick<PromiseRow, 'state' | 'known' | 'dueInSeconds'>;

/**
 * What can be said of a promise: a stronger word of what is kept too; that it was not only where that is asked, after
 * its due time; another due time only before it is due.
 */
export function promiseWordsFor({ state, known, dueInSeconds }: Stands): readonly PromiseWord[] {
  if (state === 'kept' || state === 'kept-late') return known === 'self-reported' ? ['kept-confirmed'] : [];
  if (state === 'broken') return ['kept', 'kept-confirmed'];
  if (dueInSeconds === undefined || dueInSeconds < 0) return ['kept', 'kept-confirmed', 'not-kept'];
  return ['kept', 'kept-confirmed', 'renegotiate'];
}
