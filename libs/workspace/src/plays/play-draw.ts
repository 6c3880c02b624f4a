import type { Id } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { isHeldOut } from '#measures/plays/holdout.js';
import { linkedWith } from '../ledger/belonging.js';
import type { PublishedPlay } from './published-plays.js';

/** How a relationship was drawn for a version of a play: `mixed` where it was several then, of which some are held out. */
export type PlayDraw = 'shown' | 'held-out' | 'mixed';

/**
 * The draw of a relationship as it is known now. Parties that were linked when the version was published first are drawn as
 * one; parties that are linked since keep the draw that each had, because one of them may have been worked on.
 * @param known how far the ledger is known
 */
export function drawOf(
  ledger: Mirror,
  relationship: Id,
  { play, version, holdout, drawnAt }: PublishedPlay,
  known: number,
): PlayDraw {
  const members = linkedWith(ledger, relationship, known);
  const drawn = members.length === 1 ? members : members.map((id) => linkedWith(ledger, id, drawnAt)[0]!);
  const heldOut = drawn.map((id) => isHeldOut(id, play, version, holdout));
  if (!heldOut.includes(true)) return 'shown';
  return heldOut.includes(false) ? 'mixed' : 'held-out';
}
