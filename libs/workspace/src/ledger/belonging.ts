import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { FoldKey, Mirror } from '#event-store/port.js';
import { readValues } from '#event-store/read-values.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { BelongingAt } from '#projections/facts/belonging-at.js';
import { amendmentsOf } from './amendments.js';
import { permittedNow } from './permitted.js';
import type { Workspace } from '../workspace.js';

/** Which events of a relationship are wanted, and how far the ledger was known. */
interface Range {
  readonly known: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly after?: FoldKey;
  readonly until?: FoldKey;
}

/** The events of a relationship that may be told of, in fold order or backwards, whatever ids they were recorded under. */
export function* eventsOfRelationship(
  workspace: Pick<Workspace, 'ledger' | 'clock'>,
  relationship: Id,
  { known, ...range }: Range,
): Generator<RecordedEvent> {
  const { ledger } = workspace;
  const moment = amendmentsOf(ledger).visibility.belonging.at(known);
  const permitted = permittedNow(workspace);
  for (const event of readValues(ledger, 'relationship', sourcesOf(moment, relationship), range))
    if (event.sequence <= known && isOf(permitted.given(event), relationship, moment)) yield event;
}

/** Events that are looked at between two breaks. */
const eventsOfPiece = 1_024;

/**
 * The same with a break behind every so many events; nothing of the ledger is held open over it.
 * @param take each event; false where no more is wanted
 */
export function* takeEventsOfRelationship(
  workspace: Pick<Workspace, 'ledger' | 'clock'>,
  relationship: Id,
  range: Range,
  take: (event: RecordedEvent) => boolean,
): Pieces<void> {
  for (let { after } = range; ;) {
    let looked = 0;
    for (const event of eventsOfRelationship(workspace, relationship, { ...range, ...(after && { after }) })) {
      if (!take(event)) return;
      if (++looked < eventsOfPiece) continue;
      after = event;
      break;
    }
    if (looked < eventsOfPiece) return;
    yield;
  }
}

/** The relationships that an event belongs to, as it was recorded or as it may be told of. */
export function relationshipsIn(ledger: Mirror, event: RecordedEvent, known: number): readonly Id[] {
  const own = valuesOf(event, 'relationship');
  return amendmentsOf(ledger).visibility.belonging.at(known)?.valuesOf(event, 'relationship', own) ?? own;
}

/** How many events `eventsOfRelationship` gives: what can be counted without reading is. */
export function countEventsOf(
  workspace: Pick<Workspace, 'ledger' | 'clock'>,
  relationship: Id,
  range: Pick<Range, 'known' | 'until'>,
): number {
  const { ledger } = workspace;
  const isWhole = range.known >= ledger.head().sequence && range.until === undefined;
  return (
    (isWhole ? countWhole(workspace, relationship) : undefined) ??
    count(eventsOfRelationship(workspace, relationship, range))
  );
}

/**
 * All that the index holds of a relationship, without what is withheld or of others; undefined where to read all of it is
 * no more, or it does not hold all.
 */
function countWhole(workspace: Pick<Workspace, 'ledger' | 'clock'>, relationship: Id): number | undefined {
  const { ledger } = workspace;
  const { belonging } = amendmentsOf(ledger).visibility;
  const moment = belonging.at(ledger.head().sequence);
  if (belonging.concerns(relationship)) return undefined;
  const permitted = permittedNow(workspace);
  const withheld = permitted.withheld();
  const all = ledger.countDimension('relationship', relationship);
  if (withheld === undefined || withheld.length + belonging.affiliationsOf.size > all) return undefined;
  // Only their events can be of nobody, or of the organisations that they are with.
  const members = [...belonging.affiliationsOf.keys()].flatMap((id) => moment?.component(id) ?? id);
  const others = [...new Set([...withheld, ...members])];
  const lost = new Set<number>();
  let left = all;
  for (const dimension of ['party', 'relationship'] as const) {
    left -= others.reduce((sum, id) => sum + ledger.countDimension(dimension, id), 0);
    if (left < 0) return undefined;
    for (const event of readValues(ledger, dimension, others))
      if (valuesOf(event, 'relationship').includes(relationship) && !isOf(permitted.given(event), relationship, moment))
        lost.add(event.sequence);
  }
  return all - lost.size;
}

/** The values that the index finds the events of a relationship under, and perhaps others. */
function sourcesOf(moment: BelongingAt | undefined, relationship: Id): readonly Id[] {
  return moment?.sourcesOf('relationship', relationship) ?? [relationship];
}

function isOf(event: RecordedEvent | undefined, relationship: Id, moment: BelongingAt | undefined): boolean {
  if (event === undefined) return false;
  const recorded = valuesOf(event, 'relationship');
  return (moment?.valuesOf(event, 'relationship', recorded) ?? recorded).includes(relationship);
}

function count(events: Iterable<unknown>): number {
  let found = 0;
  for (const _event of events) found++;
  return found;
}

/** All parties that are one with a party, it included; the one that stands for all of them first. */
export function linkedWith(ledger: Mirror, party: Id, known = ledger.head().sequence): readonly Id[] {
  return amendmentsOf(ledger).visibility.belonging.at(known)?.component(party) ?? [party];
}

/** The organisations that a party is with at an instant. */
export function organisationsOf(ledger: Mirror, party: Id, known: number, at: Instant): readonly Id[] {
  const moment = amendmentsOf(ledger).visibility.belonging.at(known);
  if (moment === undefined) return [];
  return [...new Set(moment.organisationsOf(party, at).map((id) => moment.canonical(id)))];
}
