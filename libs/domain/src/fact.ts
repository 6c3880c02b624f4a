import { freezeAll } from '#core/freezing.js';
import type { EventSource, PartyRef, ProcessStep, RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import type { EventType, EventTypes } from './vocabulary.js';

/**
 * An event as the handlers of a projection see it: what folds need, with a reference to the sealed part and never its
 * plaintext. Frozen.
 */
export interface Fact<T extends EventType = EventType> {
  readonly id: Id;
  readonly type: T;
  /** Always the newest: older events are upcast before. */
  readonly schemaVersion: number;
  readonly occurredAt: Instant;
  readonly occurredText: string;
  readonly ordinal: number;
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly sourceRecordedAt?: Instant;
  readonly effectiveFrom?: Instant;
  readonly actor: string;
  readonly recorder: string;
  readonly onBehalfOf?: string;
  readonly authority?: string;
  readonly reasonCode?: string;
  readonly source: EventSource;
  readonly correlationId: Id;
  readonly causationId: Id;
  readonly parties: readonly PartyRef[];
  readonly relationships: readonly Id[];
  readonly process?: ProcessStep;
  readonly matter?: Id;
  readonly thread?: Id;
  readonly data: EventTypes[T];
  /** 1 when this key is the first of those that the event is given to, else 0: totals add it, and so count once. */
  readonly share: 0 | 1;
  /** How it came to this key, where `begunBy` has to know it and that is not simply by its first customer-side party. */
  readonly via?: Via;
  readonly sealed?: { readonly subject: Id; readonly keyId: Id };
}

/**
 * Through what of an event, as recorded, it belongs to a key: the party, and, where that alone would not tell this key
 * from others of the event, which of the organisations.
 */
export interface Via {
  readonly party?: Id;
  readonly organisation?: Id;
}

/** A fact of some type, as a union that `type` tells apart. */
export type AnyFact = { [T in EventType]: Fact<T> }[EventType];

/**
 * What handlers see of a recorded event of the newest schema version (`upcasting.ts`).
 * @param share 1 for the first key that the event is given to, 0 for the others
 */
export function factOf(event: RecordedEvent, share: 0 | 1, via?: Via): AnyFact {
  const fact: Writable<Fact> = {
    id: event.id,
    type: event.type as EventType,
    schemaVersion: event.schemaVersion,
    occurredAt: event.occurredAt,
    occurredText: event.occurredText,
    ordinal: event.ordinal,
    sequence: event.sequence,
    recordedAt: event.recordedAt,
    actor: event.actor,
    recorder: event.recorder,
    source: Object.freeze(event.source),
    correlationId: event.correlationId,
    causationId: event.causationId,
    parties: frozenParties(event.parties),
    relationships: Object.freeze(event.relationships),
    data: freezeAll(event.data),
    share,
  };
  // One by one and not by spreading: this runs for every event of every replay.
  if (via !== undefined) fact.via = Object.freeze(via);
  if (event.process !== undefined) fact.process = Object.freeze(event.process);
  if (event.sealed !== undefined) {
    fact.sealed = Object.freeze({ subject: event.sealed.subject, keyId: event.sealed.keyId });
  }
  if (event.sourceRecordedAt !== undefined) fact.sourceRecordedAt = event.sourceRecordedAt;
  if (event.effectiveFrom !== undefined) fact.effectiveFrom = event.effectiveFrom;
  if (event.onBehalfOf !== undefined) fact.onBehalfOf = event.onBehalfOf;
  if (event.authority !== undefined) fact.authority = event.authority;
  if (event.reasonCode !== undefined) fact.reasonCode = event.reasonCode;
  if (event.matter !== undefined) fact.matter = event.matter;
  if (event.thread !== undefined) fact.thread = event.thread;
  return Object.freeze(fact) as AnyFact;
}

/** Parties are flat: going over the names of their members would take longer than all the rest. */
function frozenParties(parties: readonly PartyRef[]): readonly PartyRef[] {
  for (const party of parties) Object.freeze(party);
  return Object.freeze(parties);
}

type Writable<Value> = { -readonly [Member in keyof Value]: Value[Member] };
