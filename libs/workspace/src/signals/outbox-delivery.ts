import type { Clock } from '#core/ports.js';
import { limits } from '#core/limits.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import type { OutboxMessage } from './outbox-messages.js';
import type { OutboxStore, Webhook } from './outbox-store.js';
import type { CallOutcome, WebhookSender } from './webhook-call.js';
import { pauseAfter } from './webhook-pauses.js';

export interface DeliveryOptions {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly send: WebhookSender;
  /** So many messages of a webhook wait at most; `limits.webhookPending` unless told. */
  readonly mostPending?: number;
  /** How long to wait behind so many failed attempts, in ms; `webhook-pauses.ts` unless told. */
  readonly pauseAfter?: (attempts: number) => number;
  readonly logger?: ProjectionLogger | undefined;
}

/** The longest that a timer of Node waits, and how long a disk is waited for. */
const longestTimerMs = 2 ** 31 - 1;
const retryMs = 30_000;

/**
 * Sends what the outbox holds. One message at a time a webhook, in the order in which they are due; all webhooks beside
 * each other. One that fails is tried again after growing pauses, and given up after the last attempt.
 */
export class OutboxDelivery {
  private readonly sending = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly ending = new AbortController();
  private readonly full = new Set<string>();

  private readonly mostPending: number;

  /** @param roomAgain called when a webhook for which much has waited has room again */
  constructor(
    private readonly options: DeliveryOptions,
    private readonly roomAgain: () => void,
  ) {
    this.mostPending = options.mostPending ?? limits.webhookPending;
  }

  /** Sends what is due to a webhook, and the rest when it is. */
  send(webhook: string): void {
    if (this.options.store.messages.pending(webhook) >= this.mostPending) this.full.add(webhook);
    if (this.sending.has(webhook) || this.ending.signal.aborted) return;
    clearTimeout(this.timers.get(webhook));
    this.timers.delete(webhook);
    const sending = this.sendAll(webhook).then(
      () => this.done(webhook),
      (error: unknown) => {
        // A full disk: what was sent and could not be written down is sent again.
        this.options.logger?.warn({ webhook, reason: (error as Error).message }, 'The outbox could not be written');
        this.sending.delete(webhook);
        this.arm(webhook, retryMs);
      },
    );
    this.sending.set(webhook, sending);
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
      const webhook = store.webhooks().find((one) => one.id === id);
      if (webhook === undefined || webhook.disabled !== undefined) break;
      const message = store.messages.nextDue(id, clock.now());
      if (message === undefined) break;
      const call = {
        url: webhook.url,
        id: message.id,
        body: message.body,
        secret: store.secretOf(id),
        at: clock.now(),
      };
      const outcome = await this.options.send(call, this.ending.signal);
      // An attempt that the end of the program has cut short says nothing of the receiver.
      if (!outcome.taken && this.ending.signal.aborted) break;
      this.note(webhook, message, outcome);
    }
    if (this.full.has(id) && store.messages.pending(id) < this.mostPending) {
      this.full.delete(id);
      this.roomAgain();
    }
  }

  private note(webhook: Webhook, message: OutboxMessage, outcome: CallOutcome): void {
    const { store, clock, logger } = this.options;
    const now = clock.now();
    if (outcome.taken) {
      store.transaction(() => {
        store.messages.remove(message);
        store.noteDelivered(webhook.id, now);
      });
      return;
    }
    const { failure, gone = false } = outcome;
    const attempts = message.attempts + 1;
    const isLast = gone || attempts >= limits.webhookAttempts;
    const pause = (this.options.pauseAfter ?? pauseAfter)(attempts);
    store.transaction(() => {
      store.messages.failed(message, failure, now, isLast ? undefined : now + pause);
      store.noteFailure(webhook.id, failure, now);
      if (gone) store.disable(webhook.id, failure);
    });
    // Never the address: what opens it may stand in it.
    const details = { webhook: webhook.id, message: message.id, attempts, reason: failure };
    logger?.warn(details, isLast ? 'A message was given up: it is a dead letter' : 'A message was not taken');
  }

  private done(webhook: string): void {
    this.sending.delete(webhook);
    const { store, clock } = this.options;
    const dueAt = this.ending.signal.aborted ? undefined : store.messages.nextDueAt(webhook);
    if (dueAt !== undefined) this.arm(webhook, dueAt - clock.now());
  }

  private arm(webhook: string, delayMs: number): void {
    if (this.ending.signal.aborted) return;
    const delay = Math.max(0, Math.min(longestTimerMs, delayMs));
    this.timers.set(webhook, setTimeout(() => this.send(webhook), delay).unref());
  }
}
