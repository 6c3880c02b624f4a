import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { Id, Instant } from '#core/time.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import { OutboxDelivery } from './outbox-delivery.js';
import type { DeliveryOptions } from './outbox-delivery.js';
import { OutboxFollowing } from './outbox-following.js';
import type { OutboxStore, Receiver } from './outbox-store.js';

export interface OutboxOptions extends DeliveryOptions {
  readonly store: OutboxStore;
  readonly projections: Pick<Projections, 'read' | 'status' | 'definition' | 'onCommit'>;
  readonly clock: Clock;
  readonly zone: string;
  readonly recordedAt: (event: Id) => Instant | undefined;
  readonly isDealtWith: (ids: readonly string[]) => boolean;
}

/**
 * Tells webhooks what becomes of signals (engine.md §9). What is to be told is written into the outbox as projections go
 * on, together with up to where it tells; from there it is sent, at least once, whatever ends the process in between.
 * Each webhook is followed and served on its own: one that does not answer keeps nobody else waiting.
 */
export class Outbox {
  private readonly delivery: OutboxDelivery;
  /** Projections that may have something to be told; `undefined`: all. */
  private readonly changed = new Set<string | undefined>();
  private following: Promise<void> | undefined;
  private forget: (() => void) | undefined;
  private isStopped = false;

  constructor(private readonly options: OutboxOptions) {
    this.delivery = new OutboxDelivery(options, () => this.look());
  }

  /** Follows and sends from now on, until `stop`. */
  start(): void {
    if (this.forget !== undefined || this.isStopped) return;
    this.forget = this.options.projections.onCommit(({ name }) => this.look(name));
    this.options.store.forgetTold(this.options.clock.now() - limits.signalToldMs);
    this.look();
  }

  /** Something may be told: of a projection, or, after a webhook was changed, of any. */
  look(projection?: string): void {
    if (this.isStopped) return;
    this.changed.add(projection);
    this.pump();
  }

  /** Sends what is due to a receiver, and the rest when it is. */
  send(receiver: string): void {
    if (!this.isStopped) this.delivery.send(receiver);
  }

  /** Resolves when all is written that can be told now, and all is sent that is due. */
  async settled(): Promise<void> {
    this.look();
    do {
      await this.following;
      await this.delivery.settled();
    } while (this.following !== undefined);
  }

  /** Ends what is being sent; that counts for no attempt, and is sent again by the next process. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.forget?.();
    await this.following;
    await this.delivery.stop();
  }

  private pump(): void {
    this.following ??= this.follow().finally(() => {
      this.following = undefined;
      // What was changed just as it ended.
      if (this.changed.size > 0 && !this.isStopped) this.pump();
    });
  }

  private async follow(): Promise<void> {
    while (this.changed.size > 0 && !this.isStopped) {
      const changed = new Set(this.changed);
      this.changed.clear();
      // Many commits are looked at once.
      await setImmediate();
      // Of what is told to others nothing is followed here: what waits for them, also from before a restart, is sent.
      if (changed.has(undefined)) for (const { id } of this.options.store.receivers('digest')) this.delivery.send(id);
      for (const webhook of this.options.store.receivers('signals')) {
        if (webhook.disabled !== undefined) continue;
        // One whose messages cannot be written keeps nobody else waiting.
        await this.followFor(webhook, changed).catch((error: unknown) => {
          const details = { webhook: webhook.id, reason: (error as Error).message };
          this.options.logger?.warn(details, 'The outbox could not be written; it is tried again');
          this.delivery.later(() => this.look());
        });
      }
    }
  }

  private async followFor(webhook: Receiver, changed: ReadonlySet<string | undefined>): Promise<void> {
    const { store, projections } = this.options;
    const known = new Set(projections.status().map(({ name }) => name));
    for (const name of new Set([...known, ...store.places(webhook.id).keys()])) {
      if (!changed.has(undefined) && !changed.has(name)) continue;
      if (webhook.projections?.includes(name) === false) continue;
      const following = new OutboxFollowing(this.options, webhook, name);
      if (!known.has(name)) following.end();
      while (known.has(name) && !this.isStopped && store.messages.pending(webhook.id) < limits.webhookPending) {
        const goesOn = this.advance(following, name);
        await setImmediate();
        if (!goesOn) break;
      }
    }
    this.delivery.send(webhook.id);
  }

  /** Before its first build is complete a projection raises nothing. */
  private advance(following: OutboxFollowing, name: string): boolean {
    try {
      return this.options.projections.read(name, (head) => following.advance(head, this.sourceOf(name, head.build)));
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'unavailable') return false;
      throw error;
    }
  }

  private sourceOf(name: string, build: string): CompiledProjection | undefined {
    try {
      return this.options.projections.definition(name, build);
    } catch (error) {
      if (error instanceof LedgerError) return undefined;
      throw error;
    }
  }
}
