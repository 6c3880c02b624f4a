import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import type { RecordedPlace } from '../append-decision.js';
import type { PlacedRecord } from '../placement.js';
import type {
  AppendRequest,
  AppendResult,
  EventStore,
  HashTile,
  Head,
  SubscriptionMessage,
  SubscriptionOptions,
} from '../port.js';
import { Growth, subscribeTo } from '../subscription.js';
import { CommitLoop } from './commit-loop.js';
import { EmbeddedMirror } from './embedded-mirror.js';
import { storedRecord } from './record-codec.js';
import type { EncodedRecord } from './record-codec.js';
import { IndexUpkeep } from './index-upkeep.js';
import { isDiskFull, HeadMarkFile, readHeadMark, requireLedgerFormat, WriterLock } from './ledger-files.js';
import { LeafHasher } from './leaf-hasher.js';
import { LedgerDatabase } from './ledger-database.js';
import { LedgerIndex } from './ledger-index.js';

/** Events of a segment of the lowest level: what an open has to read again at most, about. */
export const defaultSegmentEvents = 16_384;

/** For tests, which want many segments of few events; `inOrder`: for a mirror, whose events hang on all before them. */
export interface StoreOptions {
  readonly inOrder?: boolean;
  readonly segmentEvents?: number;
  readonly mergeCount?: number;
}

/** The ledger on disk, in the one process that writes it. */
export class EmbeddedEventStore extends EmbeddedMirror implements EventStore {
  private published: Head = { sequence: 0, recordedAt: 0 };
  private readonly growth = new Growth();
  private readonly commits: CommitLoop;
  private readonly upkeep: IndexUpkeep;
  private readonly hasher = new LeafHasher();
  private closing: Promise<void> | undefined;

  private constructor(
    database: LedgerDatabase,
    private readonly directory: string,
    private readonly lock: WriterLock,
    private readonly mark: HeadMarkFile,
    clock: Clock,
    options: StoreOptions,
  ) {
    super(database, new LedgerIndex(database, false, options.segmentEvents ?? defaultSegmentEvents));
    this.upkeep = new IndexUpkeep(database, this.index, () => this.published.sequence, options.mergeCount);
    this.commits = new CommitLoop(this, clock, undefined, options.inOrder);
  }

  /** @throws LedgerError `data-directory-foreign`, `data-directory-locked`, `integrity`, `disk-full`, `unavailable` */
  static async open(directory: string, clock: Clock, options: StoreOptions = {}): Promise<EmbeddedEventStore> {
    requireLedgerFormat(directory, true);
    const lock = WriterLock.take(directory);
    let database: LedgerDatabase | undefined;
    let markFile: HeadMarkFile | undefined;
    try {
      database = LedgerDatabase.open(directory, { readOnly: false });
      const mark = readHeadMark(directory);
      const last = database.lastStored();
      if (mark !== undefined && mark !== 'damaged' && mark.sequence > last) {
        throw new LedgerError(
          'integrity',
          `The ledger ends with event ${last}, but event ${mark.sequence} was acknowledged`,
        );
      }
      markFile = HeadMarkFile.open(directory);
      const store = new EmbeddedEventStore(database, directory, lock, markFile, clock, options);
      await store.catchUp(last);
      return store;
    } catch (error) {
      markFile?.close();
      await database?.close();
      lock.release();
      throw error;
    }
  }

  /** Takes in what is stored and in no segment yet: little after a normal end, everything when the index was lost. */
  private async catchUp(last: number): Promise<void> {
    await this.upkeep.start();
    const { index } = this;
    if (index.last > last)
      throw new LedgerError('integrity', `The ledger ends with event ${last}, but its index with event ${index.last}`);
    if (index.last < last) {
      for (const event of this.database.scan(index.last + 1, last)) {
        index.add(event);
        this.published = { sequence: event.sequence, recordedAt: event.recordedAt };
        if (!this.upkeep.hasRoom()) await this.upkeep.room();
      }
    }
    this.database.leaves.restart();
    for (let sequence = this.database.leaves.lastSet + 1; sequence <= last; sequence++) {
      this.database.leaves.set(sequence, this.database.record(sequence)!.leaf);
    }
    if (last > 0) this.published = { sequence: last, recordedAt: this.database.record(last)!.recordedAt };
    this.commits.restart();
    this.upkeep.poke();
  }

  override head(): Head {
    return this.published;
  }

  recorded(id: string): RecordedPlace | undefined {
    return this.get(id);
  }

  /** For the commit loop: durable when it resolves. */
  async write(encoded: readonly EncodedRecord[]): Promise<void> {
    // Awaited only when there is none: the write is to begin at once.
    if (!this.upkeep.hasRoom()) await this.upkeep.room();
    await this.database.writeRecords(encoded);
  }

  /** For the commit loop, after a failure. */
  isStored(sequence: number): boolean {
    this.database.refresh();
    return this.database.rawRecord(sequence) !== undefined;
  }

  /** For the commit loop. */
  refusalOf(error: unknown): LedgerError {
    if (error instanceof LedgerError) return error;
    const code = isDiskFull(error, this.directory) ? 'disk-full' : 'unavailable';
    return new LedgerError(code, `The ledger could not be written: ${(error as Error).message}`, { cause: error });
  }

  /** For the commit loop, while it writes. */
  async ready(events: readonly PlacedRecord[], encoded: readonly EncodedRecord[]): Promise<void> {
    // Of what is stored: whoever gave the events may have changed them since.
    const stored = encoded.map(storedRecord);
    const hashing = this.hasher.leavesOf(encoded, stored);
    for (const event of stored) this.index.add(event);
    const leaves = await hashing;
    for (let i = 0; i < events.length; i++) {
      events[i]!.leaf = leaves[i]!;
      this.database.leaves.set(events[i]!.sequence, leaves[i]!);
    }
  }

  /** For the commit loop, after a failure. */
  retract(): void {
    const { sequence } = this.published;
    this.database.refresh();
    this.index.retract(sequence);
    this.database.leaves.retract(sequence);
  }

  /** For the commit loop: what is durable becomes visible. */
  publish(events: readonly PlacedRecord[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.published = { sequence: last.sequence, recordedAt: last.recordedAt };
    this.mark.write({ sequence: last.sequence, leaf: last.leaf });
    this.growth.announce();
    this.upkeep.poke();
  }

  /** Takes appends again, after one of a ledger in order has failed. */
  goOn(): void {
    this.commits.goOn();
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.commits.submit(request);
  }

  appendMany(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<AppendResult>[]> {
    return Promise.allSettled(requests.map((request) => this.commits.submit(request)));
  }

  subscribe(options: SubscriptionOptions): AsyncIterableIterator<SubscriptionMessage> {
    return subscribeTo(this, this.growth, options);
  }

  readonly keepHashTiles = (tiles: readonly HashTile[]): Promise<void> => this.database.writeHashTiles(tiles);

  /** Resolves when the index has nothing to do. For tests and figures: nobody else has to wait for it. */
  settleIndex(): Promise<void> {
    return this.upkeep.settle();
  }

  /** All pages of the index. For figures. */
  indexPages(): [Buffer, Buffer][] {
    return this.database.indexPages();
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    await this.commits.stop();
    await this.upkeep.stop();
    await this.database.writeLeaves(this.published.sequence, 1).catch(() => undefined); // made again when it is opened
    this.growth.end();
    await this.hasher.close();
    this.mark.close();
    await this.database.close();
    this.lock.release();
  }
}
