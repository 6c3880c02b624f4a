import type { Head, SubscriptionMessage, SubscriptionOptions } from '../port.js';
import { Growth, subscribeTo } from '../subscription.js';
import { EmbeddedMirror } from './embedded-mirror.js';
import { defaultSegmentEvents } from './embedded-event-store.js';
import { requireLedgerFormat } from './ledger-files.js';
import { LedgerDatabase } from './ledger-database.js';
import { LedgerIndex } from './ledger-index.js';

/** How often a waiting subscription looks whether another process has written. A look costs some microseconds. */
const lookEveryMs = 20;

/** A ledger that another process may be writing, for reading. Every read sees what is committed at that moment. */
export class MirrorReader extends EmbeddedMirror {
  private seen: Head = { sequence: 0, recordedAt: 0 };
  private readonly growth = new Growth();
  private readonly looking: NodeJS.Timeout;
  private subscribers = 0;

  private constructor(database: LedgerDatabase) {
    super(database, new LedgerIndex(database, true, defaultSegmentEvents));
    this.looking = setInterval(() => this.look(), lookEveryMs);
    this.looking.unref();
  }

  /** @throws LedgerError `not-found`, `data-directory-foreign` */
  static open(directory: string): MirrorReader {
    requireLedgerFormat(directory, false);
    return new MirrorReader(LedgerDatabase.open(directory, { readOnly: true }));
  }

  override head(): Head {
    this.database.refresh();
    this.index.follow();
    for (;;) {
      const event = this.database.record(this.index.last + 1);
      if (event === undefined) break;
      this.index.add(event);
    }
    const { last } = this.index;
    if (last > this.seen.sequence) this.seen = { sequence: last, recordedAt: this.database.record(last)!.recordedAt };
    return this.seen;
  }

  async *subscribe(options: SubscriptionOptions): AsyncIterableIterator<SubscriptionMessage> {
    // Somebody who waits for events keeps the process alive; an open ledger alone does not.
    this.subscribers++;
    this.looking.ref();
    try {
      yield* subscribeTo(this, this.growth, options);
    } finally {
      if (--this.subscribers === 0) this.looking.unref();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.looking);
    this.growth.end();
    await this.database.close();
  }

  private look(): void {
    if (!this.growth.isAwaited) return;
    const before = this.seen.sequence;
    try {
      if (this.head().sequence > before) this.growth.announce();
    } catch {
      // Whoever waits reads next, and meets the error where it can be caught.
      this.growth.announce();
    }
  }
}
