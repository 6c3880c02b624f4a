import { crc32 } from 'node:zlib';
import { LedgerError } from '#core/errors.js';
import type { PartyRef, ProcessStep, Sealed, Side } from '#core/record.js';
import type { PlacedRecord } from '../placement.js';

/**
 * How a record lies on disk (format 1), under its sequence as key:
 *
 * | bytes | what |
 * | --- | --- |
 * | 4 | CRC-32 of all that follows, begun with the sequence: finds a flipped byte that no hash of the record covers |
 * | 1 | flags: 1 = sealed |
 * | 16, 32 | salt, digest |
 * | 32, 4, n | when sealed: commitment, length, bytes |
 * | rest | JSON array, by place; what repeats another field is left out, optional ends are cut; `data` is its last item |
 *
 * JSON, because it is native code in both directions: a MessagePack library in JavaScript was as fast alone, and half as
 * fast when others in the process used it as well; and JSON keeps `data` exactly. By place and without a dictionary, which
 * a crash, another process or a flipped byte could spoil. The leaf lies apart, in `leaf-table.ts`.
 */
const prefixSize = 53;
const sealedHeader = 36;
const flagSealed = 1;

const sides: readonly Side[] = ['customer', 'ours', 'other'];
const places = {
  id: 0, type: 1, schemaVersion: 2, stream: 3, revision: 4, occurredAt: 5, occurredText: 6, ordinal: 7, recordedAt: 8,
  actor: 9, recorder: 10, correlationId: 11, causationId: 12, connector: 13, dataset: 14, importId: 15, parties: 16,
  relationships: 17, process: 18,  subject: 19, keyId: 20, optional: 21,
} as const; // prettier-ignore

/** Slabs that encoded records are laid in one after the other: one allocation for hundreds of records. */
const slabSize = 1 << 18;
let slab = Buffer.allocUnsafeSlow(slabSize);
let slabUsed = 0;

/** A record as it is stored, and what it was made of. */
export interface EncodedRecord {
  readonly sequence: number;
  /** Not written again, so they can be handed to another thread. */
  readonly bytes: Buffer;
  readonly parts: readonly unknown[];
  /** The data as JSON. */
  readonly data: string;
  /** Salt and digest. */
  readonly hashes: string;
}

/**
 * A record as bytes.
 * @throws LedgerError `invalid` when a part cannot be stored
 */
export function encodeRecord(record: PlacedRecord): EncodedRecord {
  const parts = partsOf(record);
  const data = JSON.stringify(record.data);
  const text = `${JSON.stringify(parts).slice(0, -1)},${data}]`;
  const hashes = record.salt + record.digest;
  const { sealed } = record;
  const bodyAt = prefixSize + (sealed === undefined ? 0 : sealedHeader + sealed.bytes.length);
  const bytes = write(text, bodyAt);
  bytes[4] = sealed === undefined ? 0 : flagSealed;
  bytes.write(hashes, 5, 'hex');
  if (sealed !== undefined) {
    if (sealed.commitment.length !== 32) throw new LedgerError('invalid', 'A commitment has 32 bytes');
    bytes.set(sealed.commitment, prefixSize);
    bytes.writeUInt32LE(sealed.bytes.length, prefixSize + 32);
    bytes.set(sealed.bytes, prefixSize + sealedHeader);
  }
  bytes.writeUInt32LE(checksum(bytes, bytes.length, record.sequence), 0);
  return { sequence: record.sequence, bytes, parts, data, hashes };
}

/**
 * The record that reading the bytes would give, without reading them: whatever has become of the one that was encoded.
 * Its sealed bytes are those of the encoded record, its leaf is not made.
 */
export function storedRecord({ bytes, parts, data, hashes, sequence }: EncodedRecord): PlacedRecord {
  const isSealed = (bytes[4]! & flagSealed) !== 0;
  const sealedBytes = isSealed
    ? bytes.subarray(prefixSize, prefixSize + sealedHeader + bytes.readUInt32LE(prefixSize + 32))
    : undefined;
  return assemble(parts, parseData(data), hashes, sealedBytes, sequence);
}

function parseData(text: string): object {
  return text === '{}' ? {} : (JSON.parse(text) as object);
}

/** A text as UTF-8, with room for `textAt` bytes before it. */
function write(text: string, textAt: number): Buffer {
  const most = textAt + 3 * text.length;
  if (most > slabSize / 4) {
    const large = Buffer.allocUnsafeSlow(most);
    return large.subarray(0, textAt + large.write(text, textAt));
  }
  if (slabUsed + most > slabSize) {
    slab = Buffer.allocUnsafeSlow(slabSize);
    slabUsed = 0;
  }
  const start = slabUsed;
  slabUsed += textAt + slab.write(text, start + textAt);
  return slab.subarray(start, slabUsed);
}

function checksum(bytes: Uint8Array, length: number, sequence: number): number {
  return crc32(bytes.subarray(4, length), sequence);
}

/** Whether stored bytes are those that were stored under this sequence. */
export function isIntact(bytes: Buffer, length: number, sequence: number): boolean {
  return length >= prefixSize && bytes.readUInt32LE(0) === checksum(bytes, length, sequence);
}

function partsOf(record: PlacedRecord): unknown[] {
  const { parties, source, process, sealed } = record;
  const step = process === undefined ? null : stepOf(process, source.dataset);
  const flat: unknown[] = [];
  for (const party of parties) flat.push(party.id, party.role, sides.indexOf(party.side));
  const parts: unknown[] = [
    record.id,
    record.type,
    record.schemaVersion,
    process !== undefined && record.stream === `process-${process.case}` ? null : record.stream,
    record.revision,
    record.occurredAt,
    record.occurredText,
    record.ordinal,
    record.recordedAt,
    partyOr(record.actor, parties),
    record.recorder === record.actor ? null : record.recorder,
    record.correlationId,
    record.causationId === record.correlationId ? null : record.causationId,
    source.connector,
    source.dataset,
    source.importId === undefined ? null : source.importId === record.correlationId ? true : source.importId,
    flat,
    record.relationships.length === 0 ? null : [...record.relationships],
    step,
    sealed === undefined ? null : partyOr(sealed.subject, parties),
    sealed === undefined ? null : sealed.keyId,
    record.sourceRecordedAt ?? null,
    record.effectiveFrom ?? null,
    record.onBehalfOf ?? null,
    record.authority ?? null,
    record.reasonCode ?? null,
    record.matter ?? null,
    record.thread ?? null,
  ];
  while (parts.at(-1) === null) parts.pop();
  return parts;
}

function stepOf(process: ProcessStep, dataset: string): unknown[] {
  const { definition, case: caseId, activity, lifecycle } = process;
  return [definition, process.dataset === dataset ? null : process.dataset, caseId, activity, lifecycle];
}

/** An id that a party of the event has already given is stored as that party's place. */
function partyOr(id: string, parties: readonly PartyRef[]): string | number {
  const place = parties.findIndex((party) => party.id === id);
  return place === -1 ? id : place;
}

/**
 * A record from its bytes, without its leaf; nothing of the result refers to them.
 * @param length how much of the buffer is the record
 * @throws LedgerError `integrity` when the bytes are no record
 */
export function decodeRecord(bytes: Buffer, length: number, sequence: number): PlacedRecord {
  try {
    return read(bytes, length, sequence);
  } catch (error) {
    throw new LedgerError('integrity', `Event ${sequence} of the ledger cannot be read: its stored bytes are damaged`, {
      cause: error,
    });
  }
}

function read(bytes: Buffer, length: number, sequence: number): PlacedRecord {
  const hashes = bytes.toString('hex', 5, prefixSize);
  let bodyAt = prefixSize;
  let sealedBytes: Uint8Array | undefined;
  if ((bytes[4]! & flagSealed) !== 0) {
    bodyAt += sealedHeader + bytes.readUInt32LE(prefixSize + 32);
    if (bodyAt > length) throw new Error('cut short');
    sealedBytes = copied(bytes, prefixSize, bodyAt);
  }
  const parts = JSON.parse(bytes.toString('utf8', bodyAt, length)) as unknown[];
  const data = parts.pop() as object;
  return assemble(parts, data, hashes, sealedBytes, sequence);
}

/** Copies of a few hundred bytes share one allocation: making one for each would take a third of the time of a scan. */
const poolSize = 8192;
let pool = Buffer.allocUnsafeSlow(poolSize);
let poolUsed = 0;

function copied(bytes: Buffer, from: number, to: number): Uint8Array {
  const size = to - from;
  if (size > poolSize / 8) return new Uint8Array(bytes.subarray(from, to));
  if (poolUsed + size > poolSize) {
    pool = Buffer.allocUnsafeSlow(poolSize);
    poolUsed = 0;
  }
  bytes.copy(pool, poolUsed, from, to);
  poolUsed += size;
  return new Uint8Array(pool.buffer, poolUsed - size, size);
}

// Every field by its place: the type of each is what `partsOf` put there; damaged bytes are found by hash and checksum.
/* eslint-disable @typescript-eslint/no-explicit-any */
function assemble(
  body: readonly any[],
  data: object,
  hashes: string,
  sealedBytes: Uint8Array | undefined,
  sequence: number,
): PlacedRecord {
  const parties = partiesOf(body[places.parties]);
  const correlationId: string = body[places.correlationId];
  const dataset: string = body[places.dataset];
  const process = processOf(body[places.process], dataset);
  const importId = body[places.importId];
  const actor: string = typeof body[places.actor] === 'number' ? parties[body[places.actor]]!.id : body[places.actor];
  const record: Record<string, unknown> = {
    id: body[places.id],
    type: body[places.type],
    schemaVersion: body[places.schemaVersion],
    stream: body[places.stream] ?? `process-${process!.case}`,
    revision: body[places.revision],
    occurredAt: body[places.occurredAt],
    occurredText: body[places.occurredText],
    ordinal: body[places.ordinal],
    recordedAt: body[places.recordedAt],
    actor,
    recorder: body[places.recorder] ?? actor,
    source:
      importId === null
        ? { connector: body[places.connector], dataset }
        : { connector: body[places.connector], dataset, importId: importId === true ? correlationId : importId },
    correlationId,
    causationId: body[places.causationId] ?? correlationId,
    parties,
    relationships: body[places.relationships] ?? [],
    data,
    digest: hashes.slice(32),
    salt: hashes.slice(0, 32),
    leaf: '',
    sequence,
  };
  if (process !== undefined) record['process'] = process;
  if (sealedBytes !== undefined) record['sealed'] = sealedOf(body, sealedBytes, parties);
  if (body.length > places.optional) readOptional(record, body);
  return record as unknown as PlacedRecord;
}

function partiesOf(flat: any[]): PartyRef[] {
  const parties: PartyRef[] = [];
  for (let i = 0; i < flat.length; i += 3) parties.push({ id: flat[i], role: flat[i + 1], side: sides[flat[i + 2]]! });
  return parties;
}

function processOf(step: any, dataset: string): ProcessStep | undefined {
  if (step === null || step === undefined) return undefined;
  return { definition: step[0], dataset: step[1] ?? dataset, case: step[2], activity: step[3], lifecycle: step[4] };
}

function sealedOf(body: readonly any[], sealedBytes: Uint8Array, parties: readonly PartyRef[]): Sealed {
  const subject = body[places.subject];
  return {
    subject: typeof subject === 'number' ? parties[subject]!.id : subject,
    keyId: body[places.keyId],
    commitment: part(sealedBytes, 0, 32),
    bytes: part(sealedBytes, sealedHeader, sealedBytes.length),
  };
}

function part(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
}

const optionalFields = [
  'sourceRecordedAt',
  'effectiveFrom',
  'onBehalfOf',
  'authority',
  'reasonCode',
  'matter',
  'thread',
] as const;

function readOptional(record: Record<string, unknown>, body: readonly any[]): void {
  for (let i = places.optional; i < body.length; i++) {
    if (body[i] !== null) record[optionalFields[i - places.optional]!] = body[i];
  }
}
