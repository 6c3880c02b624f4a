import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { strengthOf, type Evidence, type PromiseState } from '#measures/promises/promise-state.js';

/** What people say became of a promise: it was kept, was not, another due time was agreed, or what was said last is taken back. */
export const promiseActions = ['keep', 'not-kept', 'renegotiate', 'undo'] as const;
export type PromiseAction = (typeof promiseActions)[number];

/** Whose word it is that a promise was kept, or was not: of who made it (self-reported), or the customer's. A connector gives its own. */
export const promiseWitnesses = ['actor', 'customer'] as const satisfies readonly Evidence[];
export type PromiseWitness = (typeof promiseWitnesses)[number];

/** What is known of a promise that was made, when somebody says something of it. */
export type PromiseNow = Pick<PromiseState, 'status' | 'dueBeforeMade' | 'keptAt' | 'keptBy' | 'evidence'> & {
  /** The last instant at which it is not late. */
  readonly dueAt: Instant;
};

/**
 * Decides whether it is to be recorded that a promise was kept, and when it was. Unless told otherwise it was kept in time
 * where nobody knew better: a question that is answered after the due time says what was by then, and not when somebody
 * came to answer it. What was broken was made good only now; and who confirms what is known confirms its time.
 * @param said by whose word; `keptAt`: when it was done, where somebody says so
 * @param at the instant at which it is said
 * @returns when it was done; undefined: it is known already, by this word or a stronger one
 * @throws LedgerError `invalid` where the same is known with another time
 */
export function decideKeep(
  now: PromiseNow,
  { by, keptAt }: { readonly by: PromiseWitness; readonly keptAt?: Instant | undefined },
  at: Instant,
): Instant | undefined {
  if (now.keptBy === null) return keptAt ?? (now.status === 'broken' ? at : Math.min(at, now.dueAt));
  if (strengthOf(by) > strengthOf(now.keptBy)) return keptAt ?? now.keptAt!;
  if (keptAt === undefined || keptAt === now.keptAt) return undefined;
  throw new LedgerError('invalid', 'It is known to be kept, at another time.', {
    hint: 'Take that word back first: tend promises undo ID.',
  });
}

/**
 * Decides whether it is to be recorded that a promise was not kept, and since when. It was so from the first instant after its
 * due time, whenever somebody comes to say it: the clock would have broken it then. What was due before it was made never
 * had a due time that could be missed; of that it is said now.
 * @param by by whose word
 * @param at the instant at which it is said
 * @returns since when; undefined: it is known already, by this word or a stronger one
 * @throws LedgerError `invalid` for what is kept, and before the due time
 */
export function decideNotKept(now: PromiseNow, by: PromiseWitness, at: Instant): Instant | undefined {
  if (now.status === 'kept' || now.status === 'kept-late') throw isKept();
  if (at <= now.dueAt)
    throw new LedgerError('invalid', 'Its due time has not passed yet; until then it may still be kept.', {
      hint: 'Where another due time was agreed, say that: tend promises renegotiate ID --due 2026-12-01.',
    });
  if (now.evidence !== null && strengthOf(by) <= strengthOf(now.evidence)) return undefined;
  return now.dueBeforeMade ? at : now.dueAt + 1;
}

function isKept(): LedgerError {
  return new LedgerError('invalid', 'It is kept.', { hint: 'Take that back first: tend promises undo ID.' });
}

/**
 * Decides whether another due time is to be recorded. Renegotiated before it is due a promise is not broken (definitions.md
 * §1.6); a new due time that is agreed afterwards would break it, and is refused.
 * @param at the instant at which it is said
 * @returns false: it is due then already
 * @throws LedgerError `invalid` for what is kept, broken or past due, and for a due time that is not to come
 */
export function decideRenegotiation(now: PromiseNow, dueAt: Instant, at: Instant): boolean {
  if (now.status === 'kept' || now.status === 'kept-late') throw isKept();
  if (now.status === 'broken')
    throw new LedgerError('invalid', 'It is broken; a new due time does not mend it.', {
      hint: 'Say so when it is made good: tend promises keep ID.',
    });
  if (at > now.dueAt && !now.dueBeforeMade)
    throw new LedgerError('invalid', 'Its due time has passed; a new one that is agreed afterwards would break it.', {
      hint: 'Say whether it was kept: tend promises keep ID, with --at where it was late, or not-kept ID.',
    });
  if (dueAt <= at) throw new LedgerError('invalid', 'A new due time must lie in the future.');
  return dueAt !== now.dueAt;
}

/** Where a word stands that holds: recorded by these commands, or brought by a source. */
export type PromiseWord = 'said' | 'brought';

/** In this order they are taken back. */
const takenBack = ['kept', 'notKept', 'moved'] as const;
type TakenBack = (typeof takenBack)[number];

const calls: Readonly<Record<TakenBack, string>> = { kept: 'kept', notKept: 'not kept', moved: 'renegotiated' };

/**
 * Decides which word is taken back: that it was kept, else that it was not, else that it was renegotiated last. What a source
 * brought is the source's to take back.
 * @returns undefined: nothing was said
 * @throws LedgerError `invalid` where the uppermost word was brought by a source
 */
export function decideUndo(words: Readonly<Record<TakenBack, PromiseWord | undefined>>): TakenBack | undefined {
  const last = takenBack.find((one) => words[one] !== undefined);
  if (last !== undefined && words[last] === 'brought')
    throw new LedgerError('invalid', `That it was ${calls[last]} was brought by a source.`, {
      hint: 'Correct it there, or revert the import that brought it: tend imports.',
    });
  return last;
}
