/**
 * The client's own protocol definitions. They are CommonJS that builds its exports at run time, so they come as
 * default imports.
 */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

const { Empty, StreamIdentifier, UUID } = shared;
const { ReadResp } = streams;
const { ReadEvent } = ReadResp;
const { RecordedEvent } = ReadEvent;

/** Server times are in units of 100 ns. */
const ticksPerMs = 10_000n;

/** What an event is before it is written. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** Where an event was written. */
export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly createdMs: number;
}

/** A revision as the 64-bit integer of the protocol; a tombstone's does not fit into a number. */
export const revisionText = (revision: number): string =>
  revision >= 2 ** 63 ? '9223372036854775807' : String(revision);

/** A name of a stream as the protocol has it: bytes of UTF-8. */
export const streamIdentifier = (name: string) => new StreamIdentifier().setStreamName(Buffer.from(name));

/** The name in a stream identifier; empty when there is none. */
export const streamName = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

export const empty = () => new Empty();

export const uuid = (id: string) => new UUID().setString(id);

/** The answer to a read that carries this event, as bytes. */
export function eventMessage(event: ProposedEvent, place: Place): Uint8Array {
  const position = String(place.position);
  const recorded = new RecordedEvent()
    .setId(uuid(event.id))
    .setStreamIdentifier(streamIdentifier(place.stream))
    .setStreamRevision(revisionText(place.revision))
    .setPreparePosition(position)
    .setCommitPosition(position)
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('created', String(BigInt(place.createdMs) * ticksPerMs))
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  return new ReadResp().setEvent(new ReadEvent().setEvent(recorded).setCommitPosition(position)).serializeBinary();
}

/** The event in a stored answer. */
export function recordedIn(message: Uint8Array): streams.ReadResp.ReadEvent.RecordedEvent {
  return ReadResp.deserializeBinary(message).getEvent()!.getEvent()!;
}

/** The data of a stored event, as text. */
export const dataText = (message: Uint8Array): string => Buffer.from(recordedIn(message).getData_asU8()).toString();

/** The answer that carries a link and what it leads to; nothing when that is not there any more. */
export function linkMessage(link: Uint8Array, target: Uint8Array | undefined): Uint8Array {
  const recorded = recordedIn(link);
  const resolved = new ReadEvent().setLink(recorded).setCommitPosition(recorded.getCommitPosition());
  if (target !== undefined) resolved.setEvent(recordedIn(target));
  return new ReadResp().setEvent(resolved).serializeBinary();
}

export const confirmationMessage = (id: string): Uint8Array =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(id)).serializeBinary();

export const caughtUpMessage = (): Uint8Array => new ReadResp().setCaughtUp(new ReadResp.CaughtUp()).serializeBinary();

export const streamNotFoundMessage = (name: string): Uint8Array =>
  new ReadResp()
    .setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(name)))
    .serializeBinary();

export function checkpointMessage(position: number): Uint8Array {
  const text = String(position);
  const checkpoint = new ReadResp.Checkpoint().setCommitPosition(text).setPreparePosition(text);
  return new ReadResp().setCheckpoint(checkpoint).serializeBinary();
}
