import { randomUUID } from 'node:crypto';
import type { DoubleContext } from './context.js';
import { readBatchEvents, type EventFilter } from './event-filter.js';
import type { StoredEvent } from './event-log.js';
import { caughtUpMessage, checkpointMessage, confirmationMessage } from './messages.js';
import type { Outlet } from './outlet.js';
import { messageOf } from './pages.js';
import { consumerTooSlow } from './rpc-errors.js';

/** How many events are read at once without a filter, or live. */
const pageEvents = 64;

/** A subscription to `$all`: what is in the log, then `caughtUp`, then what is written. */
export class AllSubscription {
  /** The position to go on reading at. */
  private next: number;
  /** Events searched since the last checkpoint. */
  private searched = 0;
  /** How much was written up to the event that is sent next; known once it is live. */
  private livePoint = 0;

  /** @param from exclusive, but for the start */
  constructor(
    private readonly context: DoubleContext,
    private readonly outlet: Outlet,
    from: number | 'start' | 'end',
    private readonly isResolving: boolean,
    private readonly filter: EventFilter | undefined,
  ) {
    const { end } = context.store.log;
    if (from === 'start') this.next = 0;
    // A position beyond the end is taken for the end: what is written next is sent, wherever it comes to lie.
    else this.next = from === 'end' || from >= end ? end : from + 1;
  }

  /** Runs until the client has gone, or is dropped because it is too slow. */
  async run(): Promise<void> {
    const { store } = this.context;
    await this.outlet.send(confirmationMessage(randomUUID()));
    if (this.filter === undefined) while (await this.catchUpPage()) if (this.outlet.isOver) return;
    if (this.filter !== undefined) while (await this.catchUpWindow(this.filter)) if (this.outlet.isOver) return;
    this.livePoint = store.written;
    const stop = store.onWrite((written) => this.onWrite(written));
    try {
      await this.outlet.send(caughtUpMessage());
      while (!this.outlet.isOver) {
        const { wakes } = this.outlet;
        if (!(await this.livePage())) await this.outlet.woken(wakes);
      }
    } finally {
      stop();
    }
  }

  private onWrite(written: number): void {
    const { store, liveLagEvents } = this.context;
    // What was just written does not count: nobody could have taken it yet.
    if (store.written - written - this.livePoint > liveLagEvents) this.outlet.fail(consumerTooSlow());
    else this.outlet.wake();
  }

  /** @returns whether there may be more */
  private async catchUpPage(): Promise<boolean> {
    const events = this.read(pageEvents);
    await this.outlet.sendAll(events.map((event) => this.messageOf(event)));
    return events.length === pageEvents;
  }

  /** One window of a filtered search: it ends early with a full batch of matching events. */
  private async catchUpWindow({ matches, windowEvents, checkpointEvents }: EventFilter): Promise<boolean> {
    const matching: StoredEvent[] = [];
    const from = this.next;
    let first: number | undefined;
    let considered = 0;
    for (const event of this.context.store.log.forwards(from, windowEvents)) {
      first ??= event.position;
      considered += 1;
      this.next = event.position + 1;
      if (matches(event)) matching.push(event);
      if (matching.length === readBatchEvents) break;
    }
    await this.outlet.sendAll(matching.map((event) => this.messageOf(event)));
    this.searched += considered;
    if (considered < windowEvents && matching.length < readBatchEvents) return false;
    if (this.searched >= checkpointEvents) {
      this.searched %= checkpointEvents;
      await this.outlet.send(checkpointMessage(matching.at(-1)?.position ?? first ?? from));
    }
    return true;
  }

  /** @returns whether anything was there */
  private async livePage(): Promise<boolean> {
    const events = this.read(pageEvents);
    const { filter } = this;
    for (const event of events) {
      if (this.outlet.isOver) break;
      if (filter === undefined || filter.matches(event)) await this.outlet.send(this.messageOf(event));
      this.livePoint += 1;
      if (filter !== undefined) await this.liveCheckpoint(filter, event);
    }
    return events.length > 0;
  }

  private async liveCheckpoint(filter: EventFilter, event: StoredEvent): Promise<void> {
    this.searched += 1;
    if (this.searched < filter.checkpointEvents) return;
    this.searched = 0;
    await this.outlet.send(checkpointMessage(event.position));
  }

  private read(limit: number): StoredEvent[] {
    const events = [...this.context.store.log.forwards(this.next, limit)];
    if (events.length > 0) this.next = events.at(-1)!.position + 1;
    return events;
  }

  private messageOf(event: StoredEvent): Uint8Array {
    return messageOf(this.context.store, event, this.isResolving);
  }
}
