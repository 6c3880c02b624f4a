import type { EventRecord } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';

/** The organisations that a party is affiliated with at an instant, by the affiliations that are known. */
export type AffiliationsAt = (party: Id, at: Instant) => readonly Id[];

/**
 * The relationships that an event belongs to (engine.md §2, "Belonging"): those that it names, else each organisation
 * that a party of the customer's side is affiliated with when it occurred, else those parties themselves. Each once; the
 * first has share 1, the others 0, so that totals count the event once.
 */
export function relationshipsOf(
  event: Pick<EventRecord, 'relationships' | 'parties' | 'occurredAt'>,
  affiliationsAt: AffiliationsAt,
): readonly Id[] {
  if (event.relationships.length > 0) return distinct(event.relationships);
  const customers = event.parties.filter((party) => party.side === 'customer').map((party) => party.id);
  const organisations = customers.flatMap((party) => affiliationsAt(party, event.occurredAt));
  return distinct(organisations.length > 0 ? organisations : customers);
}

/** No affiliations are known: every event belongs to those whom it names. */
export const noAffiliations: AffiliationsAt = () => [];

function distinct(ids: readonly Id[]): readonly Id[] {
  return ids.length < 2 ? ids : [...new Set(ids)];
}
