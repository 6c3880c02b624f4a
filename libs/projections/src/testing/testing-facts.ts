import type { PartyRef } from '#core/record.js';
import { parseTimestamp } from '#core/time.js';
import type { Instant } from '#core/time.js';
import { eventOf, idOf } from '#domain/testing.js';
import { eventDefinitions } from '#domain/vocabulary.js';
import type { ContextType, EventType, EventTypes } from '#domain/vocabulary.js';
import type { GivenFact } from './testing-runs.js';

/** An instant, or as one writes it: `2024-03-01T10:00Z`; a date alone is its beginning in UTC. */
export type At = Instant | string;

/** @throws LedgerError `invalid` for a text that is no time */
export function instantOf(at: At): Instant {
  return typeof at === 'number' ? at : parseTimestamp(at, { zone: 'UTC' }).instant;
}

let told = 0;

/**
 * A fact, with the example of its type as data: `fact('MessageReceived', '2024-03-01T10:00Z', { parties: [customer(2)] })`.
 * Of facts of one instant, the one that is said first comes first.
 * @param data what is other than in the example
 */
export function fact<Type extends EventType>(
  type: Type,
  at: At,
  { data, ...given }: Partial<Omit<GivenFact, 'data'>> & { readonly data?: Partial<EventTypes[Type]> } = {},
): GivenFact {
  const number = ++told;
  return eventOf(type, {
    id: idOf(1_000_000 + number),
    occurredAt: instantOf(at),
    ordinal: number,
    data: { ...eventDefinitions[type].example, ...data },
    ...given,
  });
}

/** A person of the customer's side, told apart by a number; `customer(100)` is the one of a fact that names none. */
export function customer(number: number, role = 'customer'): PartyRef {
  return { id: idOf(number), role, side: 'customer' };
}

/** One of our own people. */
export function colleague(number: number, role = 'agent'): PartyRef {
  return { id: idOf(number), role, side: 'ours' };
}

/** The same fact, which the ledger gets to know only then. It stands in the list where it arrives. */
export function late(one: GivenFact, arrivesAt: At): GivenFact {
  return { ...one, arrivesAt: instantOf(arrivesAt) };
}

/** The same fact once more, as when a file is imported twice: it changes nothing. */
export function duplicate(one: GivenFact): GivenFact {
  return { ...one };
}

/** From then on the fact never was. */
export function retraction(of: GivenFact, at: At): GivenFact {
  return fact('TouchpointRetracted', at, { stream: of.stream, parties: [], data: { target: of.id } });
}

/** From then on a fact that was retracted holds again. */
export function reinstatement(of: GivenFact, at: At): GivenFact {
  return fact('TouchpointReinstated', at, { stream: of.stream, parties: [], data: { target: of.id } });
}

/** A rule that is valid from an instant on: `published('CalendarPublished', '2024-03-01T00:00Z', { zone: 'UTC' })`. */
export function published<Type extends ContextType>(
  type: Type,
  from: At,
  data: Partial<EventTypes[Type]> = {},
): GivenFact {
  const { stream } = eventDefinitions[type] as { readonly stream: string };
  return fact(type, from, { stream, parties: [], effectiveFrom: instantOf(from), data });
}

/** A connector begins to feed the ledger: `feedStarted('imap', '2024-03-01T00:00Z', { heartbeatSec: 300 })`. */
export function feedStarted(connector: string, at: At, data: EventTypes['FeedStarted'] = {}): GivenFact {
  return feedWord('FeedStarted', connector, at, data);
}

/** It is alive, whether or not it had anything to bring. */
export function feedHeartbeat(connector: string, at: At): GivenFact {
  return feedWord('FeedHeartbeat', connector, at, {});
}

/** It ends. */
export function feedStopped(connector: string, at: At): GivenFact {
  return feedWord('FeedStopped', connector, at, {});
}

function feedWord(type: 'FeedStarted' | 'FeedHeartbeat' | 'FeedStopped', connector: string, at: At, data: object) {
  const source = { connector, dataset: connector };
  return { ...fact(type, at, { stream: `feed-${connector}`, parties: [], source }), data };
}
