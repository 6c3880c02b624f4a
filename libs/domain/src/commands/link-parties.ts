import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';

/**
 * Decides whether two parties may be linked.
 * @param linked all parties that the first one is one with already
 * @throws LedgerError `invalid`
 */
export function decideLink({ party, other }: { readonly party: Id; readonly other: Id }, linked: readonly Id[]): void {
  if (party === other) throw new LedgerError('invalid', 'These are the same party already: both names mean one id.');
  if (linked.includes(other)) throw new LedgerError('invalid', 'These two are linked already.');
}

/**
 * Decides whether a link may be taken back.
 * @param link type of the event that is named, and whether the link holds
 * @throws LedgerError `not-found`, `invalid`
 */
export function decideUnlink(link: { readonly type: string; readonly holds: boolean } | undefined): void {
  if (link?.type !== 'PartiesLinked') throw new LedgerError('not-found', 'There is no such link.');
  if (!link.holds) throw new LedgerError('invalid', 'This link is taken back already.');
}
