import { dayOf, type Id } from '#core/time.js';
import { actSides, type ActingSide } from '#domain/acts.js';
import type { Moment } from '#projections/queries/as-of.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { eventsOfRelationship } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';
import type { ContactDaysPart } from './standing-answers.js';

/** So many days of a side are listed, and so many events looked at for them. */
const daysMost = 400;
const eventsMost = 20_000;

/**
 * The days with an act of either side (definitions.md §1.1), read from the events: documents only count them. What may not
 * be analysed is left out, as `trajectory` leaves it out.
 */
export function contactDaysOf(workspace: Workspace, id: Id, moment: Moment | undefined): ContactDaysPart {
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
  for (const event of eventsOfRelationship(workspace, id, { known, direction: 'backwards', after: until })) {
    const full = days.theirs.size >= daysMost && days.ours.size >= daysMost;
    if ((earlier = full || ++looked > eventsMost)) break;
    if (visibility.isHidden(event, known)) continue;
    const told = given(event);
    if (told === undefined) continue;
    const day = dayOf(event.occurredAt, directory.zone);
    for (const side of actSides(told)) days[side].add(day);
  }
  const listed = (side: ActingSide) => [...days[side]].sort().slice(-daysMost);
  const hasMore = days.theirs.size > daysMost || days.ours.size > daysMost;
  return { theirs: listed('theirs'), ours: listed('ours'), earlier: earlier || hasMore };
}
