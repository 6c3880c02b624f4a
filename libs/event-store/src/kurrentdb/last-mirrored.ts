import { BACKWARDS, END, FORWARDS } from '@eventstore/db-client';
import type { EventStoreDBClient, Position, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import type { UnplacedEvent } from '#core/record.js';
import type { Mirror } from '../port.js';
import type { Soon } from './catch-up.js';
import type { Connection } from './connection.js';
import { fromWire } from './wire.js';

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
  soon: Soon,
): Promise<Position | undefined> {
  const last = mirror.at(mirror.head().sequence);
  if (last === undefined) return undefined;
  const client = connection.client();
  try {
    // Nearly always it is the first, and else as far behind it as was refused in the stream before, to its end if need be.
    // Each page is read to its end, because a call that is left never ends for the client.
    for (let from = last.revision, size = 1; ; from += size, size = pageSize) {
      const page = await soon(pageOf(client, prefix + last.stream, from, size));
      // What was refused before may have the same id, and other content.
      const found = page.find((event) => event.id === last.id && isSame(fromWire(event, prefix)?.event, last));
      if (found !== undefined) return positionOf(found);
      if (page.length < size) break;
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

function isSame(found: UnplacedEvent | undefined, { digest, salt }: UnplacedEvent): boolean {
  return found?.digest === digest && found.salt === salt;
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
