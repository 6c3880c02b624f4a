import { LedgerError } from '#core/errors.js';

/** What people answer to a play that is recommended for a relationship. */
export const playActions = ['accept', 'decline', 'done'] as const;
export type PlayAction = (typeof playActions)[number];

/** Where a recommendation stands: nobody has answered it, or what was answered last. */
export type PlayState = 'open' | 'accepted' | 'declined' | 'done';

/** What is known of a play and a relationship when somebody answers. */
export interface PlayStanding {
  /** It is recommended just now, and not held out. */
  readonly isRecommended: boolean;
  readonly state: PlayState;
  /** Of one that is declined. */
  readonly reason?: string | undefined;
}

/**
 * Decides whether an answer is to be recorded; the same once more is nothing. What was taken on may be carried out, or
 * given up, when it is not recommended any more: they may have come back meanwhile.
 * @returns false: it is so already
 * @throws LedgerError `not-found` for what is not recommended, `invalid` for what is done already
 */
export function decidePlayWork(
  { isRecommended, state, reason: before }: PlayStanding,
  action: PlayAction,
  { reason }: { readonly reason?: string | undefined } = {},
): boolean {
  const isTakenOn = action !== 'accept' && state === 'accepted';
  if (action === 'done' && state === 'done') return false;
  if (!isRecommended && !isTakenOn) {
    // Of whom it is held out is not told either: who knows would act on it.
    throw new LedgerError('not-found', 'This play is not recommended to this relationship.', {
      hint: '`tend plays` lists what is recommended.',
    });
  }
  if (state === 'done' && action === 'decline') throw new LedgerError('invalid', 'This play is done already.');
  switch (action) {
    case 'accept':
      return state === 'open' || state === 'declined';
    case 'decline':
      return state !== 'declined' || before !== reason;
    case 'done':
      return true;
  }
}
