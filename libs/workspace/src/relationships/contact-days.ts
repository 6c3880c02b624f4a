import type { RecordedEvent } from '#core/record.js';
import { dayOf, type Id } from '#core/time.js';
import { actSides, type ActingSide } from '#domain/acts.js';
import { inPieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { takeEventsOfRelationship } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { ContactDaysPart } from './contact-days-part.js';

/** So many days of a side are listed, and so many events looked at for them. */
const daysMost = 400;
const eventsMost = 20_000;

/**
 * The days with an act of either side (definitions.md §1.1), read from the events: documents only count them. What may not
 * be analysed is left out, as `trajectory` leaves it out.
 */
export async function contactDaysOf(
  workspace: Workspace,
  id: Id,
  moment: Moment | undefined,
  { signal }: Work = {},
): Promise<ContactDaysPart> {
  const { ledger, directory } = workspace;
  const { given } = permittedNow(workspace, trajectory.purpose);
  const { visibility } = amendmentsOf(ledger);
  const known = moment?.known ?? ledger.head().sequence;
  const now = moment?.asOf ?? workspace.clock.now();
  const last = Number.MAX_SAFE_INTEGER;
  const until = { occurredAt: now, ordinal: last, sequence: last };
  const days: Record<ActingSide, Set<string>> = { theirs: new Set(), ours: new Set() };
  let looked = 0;
  let earlier = false;
  const take = (event: RecordedEvent): boolean => {
    const full = days.theirs.size >= daysMost && days.ours.size >= daysMost;
    if ((earlier = full || ++looked > eventsMost)) return false;
    const told = visibility.isHidden(event, known) ? undefined : given(event);
    if (told === undefined) return true;
    const day = dayOf(event.occurredAt, directory.zone);
    for (const side of actSides(told)) days[side].add(day);
    return true;
  };
  const range = { known, direction: 'backwards', after: until } as const;
  await inPieces(takeEventsOfRelationship(workspace, id, range, take), { signal, piecesPerLook: 1 });
  const listed = (side: ActingSide) => [...days[side]].sort().slice(-daysMost);
  const hasMore = days.theirs.size > daysMost || days.ours.size > daysMost;
  return { theirs: listed('theirs'), ours: listed('ours'), earlier: earlier || hasMore };
}
