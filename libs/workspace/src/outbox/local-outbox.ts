import { join } from 'node:path';
import { randomId } from '#core/ids.js';
import type { Id } from '#core/time.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import { standingNow } from '../signals/signal-work.js';
import type { WritableWorkspace } from '../workspace.js';
import type { Sender } from './call.js';
import { Outbox } from './outbox.js';
import { OutboxStore, type Tells } from './outbox-store.js';
import { webhookSender } from './webhook-call.js';

export interface LocalOutboxOptions {
  readonly logger?: ProjectionLogger | undefined;
  /** How messages are sent; by HTTP unless told. */
  readonly send?: Sender | undefined;
  /** Whether receivers may stand on this machine or in its private networks. */
  readonly allowPrivate?: boolean | undefined;
  readonly pauseAfter?: ((attempts: number) => number) | undefined;
}

/** The outbox of a workspace that this process writes. Only a server sends: a command comes and goes. */
export class LocalOutbox {
  readonly store: OutboxStore;
  readonly #workspace: WritableWorkspace;
  readonly #outbox: Outbox;
  #isSending = false;

  /** @param wrap what makes of a message what is sent, where the message says it not all by itself */
  constructor(
    workspace: WritableWorkspace,
    options: LocalOutboxOptions,
    wrap: (send: Sender, store: OutboxStore) => Sender = (send) => send,
  ) {
    const { directory, projections, clock } = workspace;
    const { send, allowPrivate = false, logger, pauseAfter } = options;
    this.#workspace = workspace;
    this.store = new OutboxStore(outboxFile(directory));
    this.#outbox = new Outbox({
      store: this.store,
      projections,
      clock,
      zone: directory.zone,
      recordedAt: (event) => workspace.ledger.get(event)?.recordedAt,
      isDealtWith: (ids) => standingNow(workspace, ids).state !== 'new',
      send: wrap(send ?? webhookSender({ allowPrivate }), this.store),
      logger,
      ...(pauseAfter === undefined ? {} : { pauseAfter }),
    });
  }

  /** Follows signals and sends from now on. */
  start(): void {
    this.#isSending = true;
    this.#outbox.start();
  }

  /** Something was changed: a receiver, or what one is to be told. @param receiver undefined: any */
  look(receiver?: string): void {
    if (!this.#isSending) return;
    if (receiver === undefined) this.#outbox.look();
    else this.#outbox.send(receiver);
  }

  /** Registers whoever is to be told something. @returns its id, and the secret that its messages are signed with */
  add(
    {
      url,
      tells,
      ...narrowed
    }: { url: string; tells: Tells; kinds?: readonly string[]; projections?: readonly string[] },
    also: (id: Id) => void = () => undefined,
  ): { readonly id: Id; readonly secret: string } {
    const { random, clock } = this.#workspace;
    const id = randomId(random);
    const secret = `whsec_${Buffer.from(random.bytes(secretBytes)).toString('base64')}`;
    this.store.transaction(() => {
      this.store.add({ id, url, tells, ...narrowed, createdAt: clock.now() }, secret);
      also(id);
    });
    return { id, secret };
  }

  /** Resolves when all is told that can be told now. */
  settled(): Promise<void> {
    return this.#outbox.settled();
  }

  async close(): Promise<void> {
    await this.#outbox.stop();
    this.store.close();
  }
}

/** Of 24 to 64 that Standard Webhooks allows. */
const secretBytes = 32;

/** Where the outbox of a data directory lies. */
export function outboxFile({ operations }: { readonly operations: string }): string {
  return join(operations, 'outbox.db');
}
