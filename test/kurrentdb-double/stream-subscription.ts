import { randomUUID } from 'node:crypto';
import type { DoubleContext } from './context.js';
import { tombstoneRevision, type StoredEvent } from './event-log.js';
import { caughtUpMessage, confirmationMessage } from './messages.js';
import type { Outlet } from './outlet.js';
import { messageOf, streamForwards } from './pages.js';
import { consumerTooSlow, streamDeleted } from './rpc-errors.js';
import { isSoftDeleted } from './stream-directory.js';

const pageEvents = 64;

/** A subscription to one stream: what it shows, then `caughtUp`, then whatever is appended, shown or not. */
export class StreamSubscription {
  private next: number;
  private isConfirmed = false;
  private isLive = false;

  /** @param after the revision after which to begin; -1 for the start */
  constructor(
    private readonly context: DoubleContext,
    private readonly outlet: Outlet,
    private readonly name: string,
    private readonly after: number | 'end',
    private readonly isResolving: boolean,
  ) {
    this.next = after === 'end' ? context.store.streams.get(name).last + 1 : after + 1;
  }

  /** Runs until the client has gone. @throws RpcError when the stream is or gets tombstoned */
  async run(): Promise<void> {
    const stop = this.context.store.onWrite((written) => this.onWrite(written));
    try {
      if (this.after !== 'end') await this.catchUp();
      await this.confirm();
      this.isLive = true;
      // Whoever begins at the end of a tombstoned stream hears nothing at all.
      if (this.after === 'end' && this.context.store.isTombstoned(this.name)) this.next = Infinity;
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
    const lag = store.streams.get(this.name).last + 1 - this.next;
    if (this.isLive && lag - written > liveLagEvents) this.outlet.fail(consumerTooSlow());
    else this.outlet.wake();
  }

  /** A stream without events, or soft-deleted, is waited for: there is nothing to have caught up with. */
  private async catchUp(): Promise<void> {
    const { store } = this.context;
    for (let next: number | undefined = this.next; next !== undefined && !this.outlet.isOver;) {
      const { wakes } = this.outlet;
      const stream = store.streams.get(this.name);
      if (store.isTombstoned(this.name)) throw streamDeleted(this.name);
      await this.confirm();
      if (stream.last < 0 || isSoftDeleted(stream)) {
        await this.outlet.woken(wakes);
        continue;
      }
      const end = stream.last + 1;
      const page = streamForwards(store, this.name, next, pageEvents, this.isResolving);
      await this.outlet.sendAll(page.messages);
      next = page.next;
      this.next = Math.max(this.next, next ?? end);
    }
  }

  private async confirm(): Promise<void> {
    if (this.isConfirmed) return;
    this.isConfirmed = true;
    await this.outlet.send(confirmationMessage(randomUUID()));
  }

  /** @returns whether anything was there */
  private async livePage(): Promise<boolean> {
    const { store } = this.context;
    const { number } = store.streams.get(this.name);
    if (number < 0 || this.next === Infinity) return false;
    const events: StoredEvent[] = [...store.log.ofStream(number, this.next, Infinity, pageEvents)];
    for (const event of events) {
      await this.outlet.send(messageOf(store, event, this.isResolving));
      if (event.revision === tombstoneRevision) throw streamDeleted(this.name);
      this.next = event.revision + 1;
    }
    return events.length > 0;
  }
}
