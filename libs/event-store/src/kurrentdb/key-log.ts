import { createHash, randomUUID } from 'node:crypto';
import { ANY, FORWARDS, NO_STREAM, START, binaryEvent, jsonEvent } from '@eventstore/db-client';
import type { RecordedEvent, StreamingRead, ResolvedEvent } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import { keyName } from '../key-log.js';
import type { Erasures, Founding, KeyLog, KeyOfSubject, KeyTransaction } from '../key-log.js';
import type { LogFollower, LogPlace, PartReference, TakeTransaction } from '../key-log.js';
import type { KurrentConnection } from './address.js';
import { untilKnown } from './attempts.js';
import { Connection } from './connection.js';
import { KeyFeed } from './key-feed.js';

/** What the streams of keys begin with, made of what those of the ledger begin with, and no part of the ledger. */
export function keysPrefixOf(prefixOfLedger: string): string {
  return `${prefixOfLedger.replace(/\.$/, '')}-keys.`;
}

/**
 * The log of keys on a KurrentDB or EventStoreDB server. Each opening appends to a stream of its own, so that its exact
 * revision is always known, nobody is in its way, and what is sent again is recognised for ever; the order of all is that of
 * the server. Parts lie in a stream a key: destroying a key is destroying its stream.
 */
export class KurrentKeyLog implements KeyLog {
  private readonly reading: Connection;
  private readonly writing: Connection;
  private readonly feeds = new Set<KeyFeed>();
  private session = '';
  private next = 0;

  /** @param prefix what the names of the streams begin with (`keysPrefixOf`) @throws LedgerError `invalid` */
  constructor(
    connection: KurrentConnection,
    private readonly prefix: string,
  ) {
    this.reading = new Connection(connection);
    this.writing = new Connection(connection);
    this.beginSession();
  }

  async founding(offer: () => Founding): Promise<Founding> {
    const stream = `${this.prefix}organisation`;
    const found = await this.all(stream);
    if (found[0] !== undefined) return found[0].data as unknown as Founding;
    const offered = offer();
    const event = jsonEvent({ type: 'OrganisationFounded', data: { ...offered } });
    const outcome = await untilKnown<'stored' | 'other'>(
      this.writing,
      stream,
      async (client) => {
        await client.appendToStream(stream, event, { expectedRevision: NO_STREAM });
        return 'stored';
      },
      { settled: (type) => (type === 'wrong-expected-version' ? 'other' : undefined) },
    );
    return outcome === 'stored' ? offered : ((await this.all(stream))[0]!.data as unknown as Founding);
  }

  putPart({ id, ...key }: PartReference, bytes: Uint8Array): Promise<'stored' | 'gone'> {
    const stream = this.streamOf(key);
    const event = binaryEvent({ id, type: 'KeyPart', data: bytes });
    return untilKnown<'stored' | 'gone'>(
      this.writing,
      stream,
      async (client) => {
        // Of no revision: a part is found by its id, and one that is stored twice, or for nothing, says nothing.
        await client.appendToStream(stream, event, { expectedRevision: ANY });
        return 'stored';
      },
      { settled: (type) => (type === 'stream-deleted' ? 'gone' : undefined) },
    );
  }

  async part({ id, digest, ...key }: PartReference): Promise<Uint8Array | 'gone'> {
    const stream = this.streamOf(key);
    const found = await untilKnown<Uint8Array | 'gone' | 'missing'>(
      this.reading,
      stream,
      async (client) => {
        // To its end: the client of this version waits for ever, when it is closed, for what was left off.
        const events = await eventsOf(client.readStream(stream, { direction: FORWARDS, fromRevision: START }));
        return (events.find((event) => event.id === id)?.data as Uint8Array | undefined) ?? 'missing';
      },
      {
        isRead: true,
        settled: (type) => (type === 'stream-deleted' ? 'gone' : type === 'stream-not-found' ? 'missing' : undefined),
      },
    );
    if (found === 'gone') return found;
    if (found === 'missing' || createHash('sha256').update(found).digest('hex') !== digest)
      throw new LedgerError('integrity', `A part of the keys in ${stream} is not as it was written`);
    return found;
  }

  async append(transaction: KeyTransaction): Promise<void> {
    const { id, ...data } = transaction;
    const [stream, revision] = [this.session, this.next];
    const event = jsonEvent({ id, type: 'KeysChanged', data });
    const expectedRevision = revision === 0 ? NO_STREAM : BigInt(revision - 1);
    try {
      await untilKnown(this.writing, stream, (client) => client.appendToStream(stream, event, { expectedRevision }));
      this.next = revision + 1;
    } catch (error) {
      // It may still come; nothing is sent on top of what nobody knows.
      this.beginSession();
      throw error;
    }
  }

  follow(after: LogPlace | undefined, take: TakeTransaction): LogFollower {
    const feed = new KeyFeed(this.reading, `${this.prefix}node-`, after, take);
    this.feeds.add(feed);
    return feed;
  }

  async erasures(): Promise<Erasures> {
    const noted = await this.all(`${this.prefix}erasures`);
    const data = noted.map((event) => event.data as unknown as { key: string; refused: Id[] });
    return { erased: new Set(data.map(({ key }) => key)), refused: new Set(data.flatMap(({ refused }) => refused)) };
  }

  async erase(key: KeyOfSubject, refused: readonly Id[]): Promise<void> {
    await this.noteErasure(keyName(key), refused);
    const stream = this.streamOf(key);
    await untilKnown<unknown>(
      this.writing,
      stream,
      (client) => client.tombstoneStream(stream, { expectedRevision: ANY }),
      { settled: (type) => (type === 'stream-deleted' || type === 'stream-not-found' ? 'gone' : undefined) },
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.feeds].map((feed) => feed.stop()));
    await Promise.all([this.reading.close(), this.writing.close()]);
  }

  /** What is refused is to be known before that is gone for which it was. */
  private async noteErasure(key: string, refused: readonly Id[]): Promise<void> {
    const stream = `${this.prefix}erasures`;
    for (;;) {
      const noted = await this.all(stream);
      const data = noted.map((event) => event.data as unknown as { key: string; refused: Id[] });
      if (data.some((one) => one.key === key)) return;
      const known = new Set(data.flatMap((one) => one.refused));
      const event = jsonEvent({ type: 'KeyErased', data: { key, refused: refused.filter((id) => !known.has(id)) } });
      const expectedRevision = noted.length === 0 ? NO_STREAM : noted.at(-1)!.revision;
      const outcome = await untilKnown<unknown>(
        this.writing,
        stream,
        (client) => client.appendToStream(stream, event, { expectedRevision }),
        { settled: (type) => (type === 'wrong-expected-version' ? 'again' : undefined) },
      );
      if (outcome !== 'again') return;
    }
  }

  private all(stream: string): Promise<RecordedEvent[]> {
    return untilKnown<RecordedEvent[]>(
      this.reading,
      stream,
      async (client) => eventsOf(client.readStream(stream, { direction: FORWARDS, fromRevision: START })),
      { isRead: true, settled: (type) => (type === 'stream-not-found' ? [] : undefined) },
    );
  }

  private streamOf({ subject, generation }: KeyOfSubject): string {
    return `${this.prefix}subject-${subject}.${generation}`;
  }

  private beginSession(): void {
    this.session = `${this.prefix}node-${randomUUID()}`;
    this.next = 0;
  }
}

async function eventsOf(read: StreamingRead<ResolvedEvent>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const { event } of read) if (event !== undefined) events.push(event);
  return events;
}
