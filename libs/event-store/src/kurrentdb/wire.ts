import { jsonEvent } from '@eventstore/db-client';
import type { JSONEventData, JSONType, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Sealed, UnplacedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import type { AppendRequest, ExpectedRevision } from '../port.js';

/** Raised when what stands in an event on the server changes its meaning. */
const wireFormat = 1;

/**
 * How a record stands on the server, one event each: `id` and `type` are those of the record, the stream is its own behind
 * the prefix of the ledger, `data` is everything else as JSON under the names of the record (bytes in base64), and
 * `metadata` tells of the append that it came with. What the ledger gives it (revision, sequence, leaf) stands nowhere:
 * every mirror makes it.
 */
interface WireMetadata {
  readonly tend: number;
  /** The append that it is a part of: appends are decided as a whole. */
  readonly append: Id;
  readonly at: number;
  readonly of: number;
  readonly expected: ExpectedRevision;
  readonly known?: 'drop';
  /** When the node that appended it says that it was; the ledger never lets it fall. */
  readonly recordedAt: Instant;
  /** What the server's own tools read. */
  readonly $correlationId: Id;
  readonly $causationId: Id;
}

type WireRecord = Omit<UnplacedEvent, 'id' | 'type' | 'stream' | 'sealed'> & {
  readonly sealed?: { subject: Id; keyId: Id; commitment: string; bytes: string };
};

/** An event that came from the server, and its place in the append that it is a part of. */
export interface WireEvent {
  readonly append: Id;
  readonly at: number;
  readonly of: number;
  readonly request: Omit<AppendRequest, 'events'>;
  readonly event: UnplacedEvent;
}

/**
 * An append as the server is to store it. It shares nothing with the events that were given.
 * @param append names it; the same again when it is tried again
 * @throws LedgerError `limit-exceeded`
 */
export function toWire(request: AppendRequest, append: Id, recordedAt: Instant): JSONEventData[] {
  const { stream, expected, events, known } = request;
  let total = 0;
  return events.map((event, at) => {
    const text = JSON.stringify(wireRecord(event));
    const bytes = Buffer.byteLength(text);
    total += bytes;
    if (bytes > limits.eventBytes) throw tooLarge('An event', limits.eventBytes, stream, bytes);
    if (total > limits.appendBytes) throw tooLarge('An append', limits.appendBytes, stream, total);
    const metadata: WireMetadata = {
      tend: wireFormat,
      append,
      at,
      of: events.length,
      expected,
      ...(known === 'drop' ? { known } : {}),
      recordedAt,
      $correlationId: event.correlationId,
      $causationId: event.causationId,
    };
    return jsonEvent({ id: event.id, type: event.type, data: JSON.parse(text) as JSONType, metadata: { ...metadata } });
  });
}

function tooLarge(what: string, most: number, stream: string, bytes: number): LedgerError {
  return new LedgerError('limit-exceeded', `${what} has at most ${most} bytes, the one to ${stream} has ${bytes}`);
}

function wireRecord({ id: _id, type: _type, stream: _stream, sealed, ...record }: UnplacedEvent): WireRecord {
  return sealed === undefined ? record : { ...record, sealed: sealedToWire(sealed) };
}

function sealedToWire({ subject, keyId, commitment, bytes }: Sealed): NonNullable<WireRecord['sealed']> {
  return { subject, keyId, commitment: base64(commitment), bytes: base64(bytes) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * What an event on the server says; undefined when it is none of ours: somebody else has written into a stream of the
 * ledger, and every mirror passes over it.
 * @param prefix what the names of the streams of this ledger begin with on the server
 */
export function fromWire(event: ServerEvent, prefix: string): WireEvent | undefined {
  if (!event.isJson || !event.streamId.startsWith(prefix)) return undefined;
  const metadata = event.metadata as Partial<WireMetadata> | undefined;
  const record = event.data as unknown as WireRecord | undefined;
  if (!isOurs(metadata) || typeof record !== 'object' || record === null) return undefined;
  const { append, at, of, expected, known, recordedAt } = metadata;
  const stream = event.streamId.slice(prefix.length);
  const { sealed, ...rest } = record;
  const unplaced = { id: event.id, type: event.type, stream, ...rest };
  return {
    append,
    at,
    of,
    request: { stream, expected, recordedAt, ...(known === 'drop' ? { known } : {}) },
    event: sealed === undefined ? unplaced : { ...unplaced, sealed: sealedFromWire(sealed) },
  };
}

function isOurs(metadata: Partial<WireMetadata> | undefined): metadata is WireMetadata {
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    metadata.tend === wireFormat &&
    typeof metadata.append === 'string' &&
    Number.isSafeInteger(metadata.at) &&
    Number.isSafeInteger(metadata.of) &&
    Number.isSafeInteger(metadata.recordedAt)
  );
}

function sealedFromWire({ subject, keyId, commitment, bytes }: NonNullable<WireRecord['sealed']>): Sealed {
  return { subject, keyId, commitment: bytesOf(commitment), bytes: bytesOf(bytes) };
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
