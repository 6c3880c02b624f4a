import type { KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { hmacHex, sha256Hex } from './hashing.js';
import { givenData } from './measured-data.js';
import type { EventRecord, ProcessStep, Sealed } from './record.js';
import type { Id, Instant } from './time.js';

/** A record that has its place, and so everything that its leaf is made of. */
export type HashedRecord = Omit<EventRecord, 'leaf'>;

/**
 * What stands for a record in the transparency log: small, free of content, and enough to prove the record. All hashes
 * are SHA-256 in lower-case hex; `v` is the version of this form.
 */
export interface ThinEntry {
  readonly v: 1;
  readonly id: Id;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly ordinal: number;
  readonly recordedAt: Instant;
  readonly actorRef: string;
  readonly causationId: Id;
  readonly correlationId: Id;
  readonly dataHash: string;
  readonly metaHash: string;
  readonly sealedHash?: string;
  readonly keyRefs: readonly Id[];
  readonly salt: string;
}

/** SHA-256(JCS(data)), hex. */
export function dataHash(data: object): string {
  return sha256Hex(canonicalJson(data));
}

/**
 * SHA-256(JCS(every field of the record but `data`, `sealed` and `leaf`)), hex. Absent fields are left out. Written out
 * field by field, in JCS order: what a store adds to a record (its sequence) must not get in.
 */
export function metaHash(record: HashedRecord): string {
  const { process, source } = record;
  return sha256Hex(
    orderedJson({
      actor: record.actor,
      authority: record.authority,
      causationId: record.causationId,
      correlationId: record.correlationId,
      digest: record.digest,
      effectiveFrom: record.effectiveFrom,
      id: record.id,
      matter: record.matter,
      occurredAt: record.occurredAt,
      occurredText: record.occurredText,
      onBehalfOf: record.onBehalfOf,
      ordinal: record.ordinal,
      parties: record.parties.map(({ id, role, side }) => ({ id, role, side })),
      process: process && {
        activity: process.activity,
        case: process.case,
        dataset: process.dataset,
        definition: process.definition,
        lifecycle: process.lifecycle,
      },
      reasonCode: record.reasonCode,
      recordedAt: record.recordedAt,
      recorder: record.recorder,
      relationships: record.relationships,
      revision: record.revision,
      salt: record.salt,
      schemaVersion: record.schemaVersion,
      source: { connector: source.connector, dataset: source.dataset, importId: source.importId },
      sourceRecordedAt: record.sourceRecordedAt,
      stream: record.stream,
      thread: record.thread,
      type: record.type,
    }),
  );
}

/** The same members in JCS order, so that canonicalising has nothing left to copy: it is on the path of every append. */
function inOrder(process: ProcessStep | undefined): ProcessStep | undefined {
  if (process === undefined) return undefined;
  const { activity, case: caseId, dataset, definition, lifecycle, ...rest } = process;
  return { activity, case: caseId, dataset, definition, lifecycle, ...rest };
}

/**
 * Canonical JSON of an object whose members stand in JCS order already, down to the last. Then `JSON.stringify` writes
 * the same, several times faster; what it writes otherwise (`null` for a number that is none, escapes for half of a
 * surrogate pair) is left to `canonicalJson`, which refuses it.
 */
function orderedJson(value: object): string {
  const text = JSON.stringify(value);
  return text.includes('\\u') || text.includes('null') ? canonicalJson(value) : text;
}

/** SHA-256(commitment ‖ bytes), hex: of the ciphertext, so a proof outlives the erasure of the key. */
export function sealedHash(sealed: Sealed): string {
  const joined = new Uint8Array(sealed.commitment.length + sealed.bytes.length);
  joined.set(sealed.commitment, 0);
  joined.set(sealed.bytes, sealed.commitment.length);
  return sha256Hex(joined);
}

/** The thin entry of a placed record. Its members stand in JCS order. */
export function thinEntryOf(record: HashedRecord): ThinEntry {
  const sealed = record.sealed;
  return {
    actorRef: record.actor,
    causationId: record.causationId,
    correlationId: record.correlationId,
    dataHash: dataHash(record.data),
    id: record.id,
    keyRefs: sealed === undefined ? [] : [sealed.keyId],
    metaHash: metaHash(record),
    occurredAt: record.occurredAt,
    ordinal: record.ordinal,
    recordedAt: record.recordedAt,
    revision: record.revision,
    salt: record.salt,
    ...(sealed === undefined ? undefined : { sealedHash: sealedHash(sealed) }),
    stream: record.stream,
    type: record.type,
    v: 1,
  };
}

/** The RFC 6962 leaf hash of an entry: SHA-256(0x00 ‖ JCS(entry)), hex. */
export function leafOfEntry(entry: ThinEntry): string {
  return sha256Hex(`\u0000${orderedJson(entry)}`);
}

/** The leaf of a placed record: `leafOfEntry(thinEntryOf(record))`. Pure. */
export function leafOf(record: HashedRecord): string {
  return leafOfEntry(thinEntryOf(record));
}

/** What makes two records of one id the same or different; ordinal, import, recorder, recordedAt and salt do not. */
export type DigestedRecord = Pick<
  EventRecord,
  'type' | 'schemaVersion' | 'occurredText' | 'actor' | 'parties' | 'process' | 'data'
>;

/**
 * HMAC-SHA-256(key, JCS({type, schemaVersion, occurredText, actor, parties, process?, data, sealed?})), hex, where
 * `sealed` is the plaintext that is or was sealed, and `data` is without a sentiment that capture measured. Keyed, because low-entropy personal content must not be guessable.
 *
 * @param key the key of the subject when something is sealed, else the id key
 * @param plaintext the object before sealing; absent when nothing is sealed
 */
export function digestOf(key: KeyObject, record: DigestedRecord, plaintext?: object): string {
  return hmacHex(
    key,
    canonicalJson({
      actor: record.actor,
      data: givenData(record.data),
      occurredText: record.occurredText,
      parties: record.parties,
      process: inOrder(record.process),
      schemaVersion: record.schemaVersion,
      sealed: plaintext,
      type: record.type,
    }),
  );
}
