import type { Id, Instant } from './time.js';

/**
 * The record of one event: the truth of the ledger, appended once and never rewritten.
 *
 * Absent fields are left out, never null. `data` repeats nothing of the record and holds nothing personal; what is
 * personal is in `sealed`. Which fields are hashed into the leaf, and how, is in `record-hashes.ts`.
 */
export interface EventRecord<Type extends string = string, Data extends object = object> {
  /** UUIDv8 for what a source gave (keyed hash of its external id), else a random UUID. */
  readonly id: Id;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly stream: string;
  /** Position in the stream, 0-based and without a gap. */
  readonly revision: number;
  /** When it happened, in ms since 1970-01-01T00:00Z. */
  readonly occurredAt: Instant;
  /** The same as the source wrote it, offset and all. */
  readonly occurredText: string;
  /** Nanoseconds within the millisecond · 2³² + position in the file or batch; below 2⁵³. */
  readonly ordinal: number;
  /** When the ledger took it in, in ms; never falls as the ledger grows. */
  readonly recordedAt: Instant;
  /** When the system that it came from says that it was written there: claimed, not proven. */
  readonly sourceRecordedAt?: Instant;
  /** For context events: from when on the rule or fit is valid. */
  readonly effectiveFrom?: Instant;
  /** Who did it: a party id, or `connector:<name>`, `key:<id>`, `system:<name>`. */
  readonly actor: string;
  /** Who or what wrote it down; the same forms. */
  readonly recorder: string;
  readonly onBehalfOf?: string;
  readonly authority?: string;
  readonly reasonCode?: string;
  readonly source: EventSource;
  /** The conversation that it belongs to: an import, a request, a command. */
  readonly correlationId: Id;
  /** What caused it: the event or the command before it; at the root the correlation itself. */
  readonly causationId: Id;
  readonly parties: readonly PartyRef[];
  /** The relationships that it names outright; usually none, and then it belongs to those of its customer-side parties. */
  readonly relationships: readonly Id[];
  readonly process?: ProcessStep;
  readonly matter?: Id;
  readonly thread?: Id;
  readonly data: Data;
  /** Keyed hash of what makes two records of one id the same or different (`record-hashes.ts`); 64 hex digits. */
  readonly digest: string;
  readonly sealed?: Sealed;
  /** 128 random bits as 32 hex digits: nobody can guess a leaf from known content. */
  readonly salt: string;
  /** RFC 6962 leaf hash of the thin entry; 64 hex digits. */
  readonly leaf: string;
}

/** Stands in a fact for an actor of whom nothing may be said; no record has it. */
export const withheldActor = 'withheld';

export type Side = 'customer' | 'ours' | 'other';

/** A party of an event, under the id that it was recorded with. */
export interface PartyRef {
  readonly id: Id;
  /** What the party was in it: `customer`, `contact`, `agent`, `team`, `owner` … */
  readonly role: string;
  readonly side: Side;
}

/** The place of an event in a process: the case that it is a step of, and which activity. */
export interface ProcessStep {
  readonly definition: string;
  readonly dataset: string;
  readonly case: Id;
  readonly activity: string;
  /** XES lifecycle transition, lower case: `start`, `complete`, `schedule` … */
  readonly lifecycle: string;
}

export interface EventSource {
  readonly connector: string;
  /** The name of the source, given at import: never a path, never a hash of a file. */
  readonly dataset: string;
  readonly importId?: Id;
}

/** What is personal in an event: one encrypted object, under the key of its subject. */
export interface Sealed {
  /** The person that it is about, else the case, else the import. */
  readonly subject: Id;
  readonly keyId: Id;
  /** Second half of the HKDF output: commits to the key, which AES-GCM alone does not; 32 bytes. */
  readonly commitment: Uint8Array;
  /** AES-256-GCM of the canonical JSON of the object, tag last. */
  readonly bytes: Uint8Array;
}

/** A record as it stands in a ledger: with its place in the total order (given by the ledger, hashed nowhere). */
export type RecordedEvent<Type extends string = string, Data extends object = object> = EventRecord<Type, Data> & {
  readonly sequence: number;
};

/** A record before the ledger has placed it: the engine gives stream revision, recordedAt and, from them, the leaf. */
export type UnplacedEvent<Type extends string = string, Data extends object = object> = Omit<
  EventRecord<Type, Data>,
  'revision' | 'recordedAt' | 'leaf'
>;
