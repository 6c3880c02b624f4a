import type { Clock } from '#core/ports.js';
import { limits } from '#core/limits.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import type { OutboxMessage } from './outbox-messages.js';
import type { OutboxStore, Receiver } from './outbox-store.js';
import type { CallOutcome, Sender } from './call.js';
import { pauseAfter } from './webhook-pauses.js';

export interface DeliveryOptions {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly send: Sender;
  /** So many messages of a receiver wait at most; `limits.webhookPending` unless told. */
  readonly mostPending?: number;
  /** How long to wait behind so many failed attempts, in ms; `webhook-pauses.ts` unless told. */
  readonly pauseAfter?: (attempts: number) => number;
  readonly logger?: ProjectionLogger | undefined;
}

/** The longest that a timer of Node waits, and how long a disk is waited for. */
const longestTimerMs = 2 ** 31 - 1;
const retryMs = 30_000;

/**
 * Sends what the outbox holds. One message at a time a receiver, in the order in which they are due; all receivers beside
 * each other. One that fails is tried again after growing pauses, and given up after the last attempt.
 */
export class OutboxDelivery {
  private readonly sending = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly ending = new AbortController();
  private readonly full = new Set<string>();

  private readonly mostPending: number;

  /** @param roomAgain called when a receiver for which much has waited has room again */
  constructor(
    private readonly options: DeliveryOptions,
    private readonly roomAgain: () => void,
  ) {
    this.mostPending = options.mostPending ?? limits.webhookPending;
  }

  /** Sends what is due to a receiver, and the rest when it is. */
  send(receiver: string): void {
    if (this.options.store.messages.pending(receiver) >= this.mostPending) this.full.add(receiver);
    if (this.sending.has(receiver) || this.ending.signal.aborted) return;
    clearTimeout(this.timers.get(receiver));
    this.timers.delete(receiver);
    const sending = this.sendAll(receiver).then(
      () => this.done(receiver),
      (error: unknown) => {
        // A full disk: what was sent and could not be written down is sent again.
        this.options.logger?.warn({ receiver, reason: (error as Error).message }, 'The outbox could not be written');
        this.sending.delete(receiver);
        this.arm(receiver, retryMs);
      },
    );
    this.sending.set(receiver, sending);
  }

  async settled(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending.values());
  }

  /** Calls a function in a while, unless everything ends before. */
  later(work: () => void): void {
    clearTimeout(this.timers.get(''));
    this.timers.set('', setTimeout(work, retryMs).unref());
  }

  async stop(): Promise<void> {
    this.ending.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.settled();
  }

  private async sendAll(id: string): Promise<void> {
    const { store, clock } = this.options;
    while (!this.ending.signal.aborted) {
      const receiver = store.receiver(id);
      if (receiver === undefined || receiver.disabled !== undefined) break;
      const message = store.messages.nextDue(id, clock.now());
      if (message === undefined) break;
      const call = {
        url: receiver.url,
        receiver: id,
        id: message.id,
        type: message.type,
        body: message.body,
        createdAt: message.createdAt,
        secret: store.secretOf(id),
        at: clock.now(),
      };
      const outcome = await this.options.send(call, this.ending.signal);
      // An attempt that the end of the program has cut short says nothing of the receiver.
      if (!outcome.taken && this.ending.signal.aborted) break;
      this.note(receiver, message, outcome);
    }
    if (this.full.has(id) && store.messages.pending(id) < this.mostPending) {
      this.full.delete(id);
      this.roomAgain();
    }
  }

  private note(receiver: Receiver, message: OutboxMessage, outcome: CallOutcome): void {
    const { store, clock, logger } = this.options;
    const now = clock.now();
    if (outcome.taken) {
      store.transaction(() => {
        store.messages.remove(message);
        store.noteDelivered(receiver.id, now);
      });
      return;
    }
    const { failure, gone = false, final = gone } = outcome;
    const attempts = message.attempts + 1;
    const isLast = final || attempts >= limits.webhookAttempts;
    const pause = (this.options.pauseAfter ?? pauseAfter)(attempts);
    store.transaction(() => {
      store.messages.failed(message, failure, now, isLast ? undefined : now + pause);
      store.noteFailure(receiver.id, failure, now);
      if (gone) store.disable(receiver.id, failure);
    });
    // Never the address: what opens it may stand in it.
    const details = { receiver: receiver.id, message: message.id, attempts, reason: failure };
    logger?.warn(details, isLast ? 'A message was given up: it is a dead letter' : 'A message was not taken');
  }

  private done(receiver: string): void {
    this.sending.delete(receiver);
    const { store, clock } = this.options;
    const dueAt = this.ending.signal.aborted ? undefined : store.messages.nextDueAt(receiver);
    if (dueAt !== undefined) this.arm(receiver, dueAt - clock.now());
  }

  private arm(receiver: string, delayMs: number): void {
    if (this.ending.signal.aborted) return;
    const delay = Math.max(0, Math.min(longestTimerMs, delayMs));
    this.timers.set(receiver, setTimeout(() => this.send(receiver), delay).unref());
  }
}
