import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import type { RecordedEvent } from '#core/record.js';
import type { RecordedPlace } from '../append-decision.js';
import type { AppendRequest, AppendResult, EventStore, Head, SubscriptionMessage } from '../port.js';
import { Growth, subscribeTo } from '../subscription.js';
import { CommitLoop } from './commit-loop.js';
import { EmbeddedMirror } from './embedded-mirror.js';
import { HeadMarkFile, readHeadMark, requireLedgerFormat, WriterLock } from './ledger-files.js';
import { LedgerDatabase } from './ledger-database.js';
import { LedgerIndex } from './ledger-index.js';

/** The ledger on disk, in the one process that writes it. */
export class EmbeddedEventStore extends EmbeddedMirror implements EventStore {
  private published: Head = { sequence: 0, recordedAt: 0 };
  private readonly growth = new Growth();
  private readonly commits: CommitLoop;
  private closing: Promise<void> | undefined;

  private constructor(
    database: LedgerDatabase,
    private readonly lock: WriterLock,
    private readonly mark: HeadMarkFile,
    clock: Clock,
  ) {
    super(database, new LedgerIndex());
    const last = database.lastStored();
    if (last > 0) for (const event of database.scan(1, last)) this.take(event);
    this.commits = new CommitLoop(this, clock);
  }

  /** @throws LedgerError `data-directory-foreign`, `data-directory-locked`, `integrity`, `disk-full`, `unavailable` */
  static open(directory: string, clock: Clock): EmbeddedEventStore {
    requireLedgerFormat(directory, true);
    const lock = WriterLock.take(directory);
    try {
      const database = LedgerDatabase.open(directory, { readOnly: false });
      const mark = readHeadMark(directory);
      const last = database.lastStored();
      if (mark !== undefined && mark !== 'damaged' && mark.sequence > last) {
        throw new LedgerError(
          'integrity',
          `The ledger ends with event ${last}, but event ${mark.sequence} was acknowledged`,
        );
      }
      return new EmbeddedEventStore(database, lock, HeadMarkFile.open(directory), clock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  override head(): Head {
    return this.published;
  }

  recorded(id: string): RecordedPlace | undefined {
    return this.get(id);
  }

  /** For the commit loop: durable when it resolves. */
  write(first: number, encoded: readonly Buffer[]): Promise<void> {
    return this.database.writeRecords(first, encoded);
  }

  /** For the commit loop: what is durable becomes visible. */
  publish(events: readonly RecordedEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) this.take(event);
    this.mark.write({ sequence: this.published.sequence, leaf: events.at(-1)!.leaf });
    this.growth.announce();
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.commits.submit(request);
  }

  appendMany(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<AppendResult>[]> {
    return Promise.allSettled(requests.map((request) => this.commits.submit(request)));
  }

  subscribe(options: {
    after: number;
    signal?: AbortSignal;
    batch?: number;
  }): AsyncIterableIterator<SubscriptionMessage> {
    return subscribeTo(this, this.growth, options);
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private take(event: RecordedEvent): void {
    this.index.add(event);
    this.published = { sequence: event.sequence, recordedAt: event.recordedAt };
  }

  private async shut(): Promise<void> {
    await this.commits.stop();
    this.growth.end();
    this.mark.close();
    await this.database.close();
    this.lock.release();
  }
}
