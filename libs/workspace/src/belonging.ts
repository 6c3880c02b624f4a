import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { FoldKey, Mirror } from '#event-store/port.js';
import { readValues } from '#event-store/read-values.js';
import { amendmentsOf } from './amendments.js';

/** Which events of a relationship are wanted, and how far the ledger was known. */
interface Range {
  readonly known: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly after?: FoldKey;
  readonly until?: FoldKey;
}

/** The events of a relationship in fold order, or backwards, whatever ids they were recorded under. */
export function* eventsOfRelationship(
  ledger: Mirror,
  relationship: Id,
  { known, ...range }: Range,
): Generator<RecordedEvent> {
  const moment = amendmentsOf(ledger).visibility.belonging.at(known);
  const sources = moment?.sourcesOf('relationship', relationship) ?? [relationship];
  for (const event of readValues(ledger, 'relationship', sources, range)) {
    if (event.sequence > known) continue;
    const isItsOwn =
      moment === undefined ||
      moment.valuesOf(event, 'relationship', valuesOf(event, 'relationship')).includes(relationship);
    if (isItsOwn) yield event;
  }
}

/** The relationships that an event belongs to; none where it is not there. */
export function relationshipsOfEvent(ledger: Mirror, id: Id, known: number): readonly Id[] {
  const event = ledger.get(id);
  if (event === undefined || event.sequence > known) return [];
  const own = valuesOf(event, 'relationship');
  return amendmentsOf(ledger).visibility.belonging.at(known)?.valuesOf(event, 'relationship', own) ?? own;
}

/** How many events a relationship has: what can be counted without reading is. */
export function countEventsOf(ledger: Mirror, relationship: Id, range: Pick<Range, 'known' | 'until'>): number {
  const isWhole = range.known >= ledger.head().sequence && range.until === undefined;
  if (isWhole && amendmentsOf(ledger).visibility.belonging.at(range.known) === undefined)
    return ledger.countDimension('relationship', relationship);
  let count = 0;
  for (const _event of eventsOfRelationship(ledger, relationship, range)) count++;
  return count;
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
