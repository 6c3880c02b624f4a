import type { Clock } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { RecordedEvent } from '#core/record.js';
import { EmbeddedEventStore } from '../embedded/embedded-event-store.js';
import type {
  AppendRequest,
  AppendResult,
  Dimension,
  EventStore,
  FoldKey,
  HashTile,
  Head,
  MirrorStatus,
  RangeOptions,
  SubscriptionMessage,
  SubscriptionOptions,
} from '../port.js';
import { defaultPrefix, type KurrentConnection } from './address.js';
import { Appender } from './appender.js';
import { Connection } from './connection.js';
import { MirrorFeed } from './mirror-feed.js';
import { keepRefused, takeRefused } from './refused-counts.js';
import { defaultTimeouts } from './time-outs.js';
import type { KurrentTimeouts } from './time-outs.js';

export interface KurrentOptions extends KurrentConnection {
  readonly clock: Clock;
  /** What the names of the streams of this ledger begin with on the server: one server may hold several ledgers. */
  readonly prefix?: string;
  readonly timeouts?: KurrentTimeouts;
}

/**
 * The ledger on a KurrentDB or EventStoreDB server or cluster. The server orders and keeps what is appended; everything is
 * read from the mirror, a ledger of the embedded engine in a directory of this node, which can be deleted at any time.
 */
export class KurrentEventStore implements EventStore {
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly mirror: EmbeddedEventStore,
    private readonly connections: readonly Connection[],
    private readonly feed: MirrorFeed,
    private readonly appender: Appender,
    private readonly directory: string,
  ) {}

  /**
   * Opens the mirror and begins to follow the server. Resolves when the mirror shows all that the server has; or, where
   * that takes longer than `limits.kurrentdbOpeningMs` or the server cannot be reached, with the mirror as it is.
   * @param directory of the mirror
   * @throws LedgerError `invalid` for an address that is none, `integrity` when the mirror is of another ledger, and what opening an embedded ledger throws
   */
  static async open(directory: string, options: KurrentOptions): Promise<KurrentEventStore> {
    const { clock, prefix = defaultPrefix, timeouts = defaultTimeouts } = options;
    // Apart, so that giving up a connection that has failed for the one does not end what goes on for the other.
    const [reading, writing] = [new Connection(options), new Connection(options)];
    const mirror = await EmbeddedEventStore.open(directory, clock, { inOrder: true }).catch(async (error: unknown) => {
      await Promise.all([reading.close(), writing.close()]);
      throw error;
    });
    const feed = new MirrorFeed(reading, mirror, prefix, clock, timeouts);
    for (const [stream, count] of takeRefused(directory)) feed.learnRefused(stream, count);
    const appender = new Appender(writing, mirror, feed, prefix, clock, timeouts);
    const store = new KurrentEventStore(mirror, [reading, writing], feed, appender, directory);
    feed.start();
    try {
      await feed.opened(timeouts.openingMs);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  mirrorStatus(): MirrorStatus {
    return this.feed.status();
  }

  /** Resolves when the mirror shows all that the server has, or when the signal aborts. @throws LedgerError `integrity` */
  async caughtUp(signal?: AbortSignal): Promise<void> {
    await this.feed.mirrored(signal);
  }

  head(): Head {
    return this.mirror.head();
  }

  get(id: Id): RecordedEvent | undefined {
    return this.mirror.get(id);
  }

  at(sequence: number): RecordedEvent | undefined {
    return this.mirror.at(sequence);
  }

  readMany(sequences: Iterable<number>): IterableIterator<RecordedEvent> {
    return this.mirror.readMany(sequences);
  }

  revisionOf(stream: string): number {
    return this.mirror.revisionOf(stream);
  }

  readStream(stream: string, options?: RangeOptions & { from?: number }): IterableIterator<RecordedEvent> {
    return this.mirror.readStream(stream, options);
  }

  readAll(options?: RangeOptions & { from?: number }): IterableIterator<RecordedEvent> {
    return this.mirror.readAll(options);
  }

  readDimension(
    dimension: Dimension,
    value: string,
    options?: RangeOptions & { after?: FoldKey; until?: FoldKey },
  ): IterableIterator<RecordedEvent> {
    return this.mirror.readDimension(dimension, value, options);
  }

  countDimension(dimension: Dimension, value: string): number {
    return this.mirror.countDimension(dimension, value);
  }

  leaves(first: number, count: number): Buffer {
    return this.mirror.leaves(first, count);
  }

  hashTile(level: number, index: number): Buffer | undefined {
    return this.mirror.hashTile(level, index);
  }

  readonly keepHashTiles = (tiles: readonly HashTile[]): Promise<void> => this.mirror.keepHashTiles(tiles);

  append(request: AppendRequest): Promise<AppendResult> {
    return this.appender.append(request);
  }

  appendMany(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<AppendResult>[]> {
    return Promise.allSettled(requests.map((request) => this.appender.append(request, requests)));
  }

  subscribe(options: SubscriptionOptions): AsyncIterableIterator<SubscriptionMessage> {
    return this.mirror.subscribe(options);
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    await this.appender.stop();
    await this.feed.stop();
    await Promise.all(this.connections.map((connection) => connection.close()));
    await this.mirror.close();
    keepRefused(this.directory, this.feed.refused);
  }
}
