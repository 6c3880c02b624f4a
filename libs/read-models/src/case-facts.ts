import type { Id, Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { wordOfEvent, type CaseStep } from '#measures/process/case-steps.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { SignalOnset } from '#projections/definition/definition.js';

/** Whose case it is: the first relationship that it names, else the first party of the customer's side; by which event. */
export interface CustomerOfCase {
  readonly id: Id;
  readonly since: Instant;
  readonly event: Id;
}

/** A fact of a case as a step of it. */
export function stepOf(event: Fact): CaseStep {
  const { activity, lifecycle } = event.process!;
  const says = wordOfEvent(event);
  return { at: event.occurredAt, activity, lifecycle, ...(says === undefined ? {} : { says }) };
}

/** As facts belong to relationships: to those that they name, else to the customer's side. */
export function customerAfter(customer: CustomerOfCase | null, event: Fact): CustomerOfCase | null {
  if (customer !== null) return customer;
  const id = event.relationships[0] ?? event.parties.find(({ side }) => side === 'customer')?.id;
  return id === undefined ? null : { id, since: event.occurredAt, event: event.id };
}

/** Steps of our own may name no customer: then what they begin is of the one whose case it is. */
export function onsetIn(customer: CustomerOfCase | null, event: Fact): SignalOnset {
  const onset = begunBy(event);
  return onset.party !== undefined || customer === null ? onset : { ...onset, party: customer.id };
}

/** By which other events a signal of a case belongs to its customer, where the one that began it may name none. */
export function evidenceIn(
  customer: CustomerOfCase | null,
  onset: SignalOnset,
  others: readonly Id[] = [],
): { readonly evidence?: string } {
  const events = new Set([...others, ...(customer === null ? [] : [customer.event])]);
  events.delete(onset.event);
  return events.size === 0 ? {} : { evidence: [...events].join(' ') };
}
