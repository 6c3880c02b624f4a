import { BACKWARDS, END, FORWARDS } from '@eventstore/db-client';
import type { EventStoreDBClient, Position, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import type { Mirror } from '../port.js';
import type { Connection } from './connection.js';
import { fromWire } from './wire.js';

/** How many events of its stream are looked through for an event: some more than were ever refused in one. */
const lookedThrough = 10_000;
const pageSize = 500;

/**
 * Where the last event of a mirror stands on the server: behind it a subscription goes on. Looked for, and not kept, so
 * that nothing beside the mirror can be lost or lie; and that it stands there with the same content is at the same time
 * the proof that mirror and server are of one ledger.
 *
 * @returns undefined for an empty mirror
 * @throws LedgerError `integrity` when the server does not have it, and what the client throws
 */
export async function placeOfLast(
  connection: Connection,
  mirror: Mirror,
  prefix: string,
): Promise<Position | undefined> {
  const last = mirror.at(mirror.head().sequence);
  if (last === undefined) return undefined;
  const client = connection.client();
  try {
    // Nearly always it is the first; each page is read to its end, because a call that is left never ends for the client.
    for (let from = last.revision, size = 1; from < last.revision + lookedThrough; from += size, size = pageSize) {
      const page = await pageOf(client, prefix + last.stream, from, size);
      const found = page.find(({ id }) => id === last.id);
      if (found !== undefined) {
        const { digest, salt } = fromWire(found, prefix)?.event ?? {};
        if (digest === last.digest && salt === last.salt) return positionOf(found);
      }
      if (found !== undefined || page.length < size) break;
    }
  } catch (error) {
    const { type } = error as { type?: string };
    if (type !== 'stream-not-found' && type !== 'stream-deleted') throw error;
  }
  if (!connection.isCurrent(client)) throw new LedgerError('unavailable', 'The connection has ended meanwhile');
  throw new LedgerError(
    'integrity',
    `The mirror ends with event ${last.sequence} (${last.id}), which the server does not have`,
    { hint: 'The server is another one, or has lost something. If it is right, delete the mirror: it is made again.' },
  );
}

/** Some events of a stream from a revision on; all that there are of them are read. */
export async function pageOf(
  client: EventStoreDBClient,
  stream: string,
  from: number,
  size: number,
): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  const read = client.readStream(stream, { direction: FORWARDS, fromRevision: BigInt(from), maxCount: size });
  for await (const { event } of read) if (event !== undefined) events.push(event);
  return events;
}

function positionOf(event: { position?: Position | undefined }): Position {
  if (event.position === undefined) throw new LedgerError('unavailable', 'The server does not tell where events stand');
  return event.position;
}

/** The last event of a stream on the server; undefined for a stream that there is not. */
export async function lastOf(client: EventStoreDBClient, stream: string): Promise<ServerEvent | undefined> {
  try {
    const events = client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
    let last: ServerEvent | undefined;
    for await (const { event } of events) last = event;
    return last;
  } catch (error) {
    if ((error as { type?: string }).type !== 'stream-not-found') throw error;
  }
  return undefined;
}
