import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { randomId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { standingNow } from './signal-work.js';
import { Outbox } from './outbox.js';
import type { OutboxMessage } from './outbox-messages.js';
import { OutboxStore, type Webhook } from './outbox-store.js';
import { pageLimit } from '../relationships/timeline.js';
import type {
  AddedWebhook,
  DeadLetterRow,
  DeadLettersAnswer,
  DeadLettersQuery,
  NewWebhook,
  ReplayQuery,
  WebhookChange,
  WebhookRow,
  Webhooks,
  WebhooksAnswer,
} from './webhook-answers.js';
import { webhookSender, type WebhookSender } from './webhook-call.js';
import type { WritableWorkspace } from '../workspace.js';

export interface WebhookOptions {
  readonly logger?: ProjectionLogger | undefined;
  /** How messages are sent; by HTTP unless told. */
  readonly send?: WebhookSender | undefined;
  /** Whether receivers may stand on this machine or in its private networks. */
  readonly allowPrivate?: boolean | undefined;
  readonly pauseAfter?: ((attempts: number) => number) | undefined;
}

/** The webhooks of a workspace that this process writes. Only a server sends: a command comes and goes. */
export class LocalWebhooks implements Webhooks {
  readonly #workspace: WritableWorkspace;
  readonly #store: OutboxStore;
  readonly #outbox: Outbox;
  #isSending = false;

  constructor(workspace: WritableWorkspace, options: WebhookOptions) {
    const { directory, projections, clock } = workspace;
    const { send, allowPrivate = false, logger, pauseAfter } = options;
    this.#workspace = workspace;
    this.#store = new OutboxStore(outboxFile(directory));
    this.#outbox = new Outbox({
      store: this.#store,
      projections,
      clock,
      zone: directory.zone,
      recordedAt: (event) => workspace.ledger.get(event)?.recordedAt,
      isDealtWith: (ids) => standingNow(workspace, ids).state !== 'new',
      send: send ?? webhookSender({ allowPrivate }),
      logger,
      ...(pauseAfter === undefined ? {} : { pauseAfter }),
    });
  }

  /** Follows signals and sends from now on. */
  start(): void {
    this.#isSending = true;
    this.#outbox.start();
  }

  async list(): Promise<WebhooksAnswer> {
    return { webhooks: this.#store.webhooks().map((webhook) => this.#rowOf(webhook)) };
  }

  async add(given: NewWebhook): Promise<AddedWebhook> {
    const { random, clock } = this.#workspace;
    const webhook = { ...this.#checked(given), id: randomId(random), createdAt: clock.now() };
    const secret = `whsec_${Buffer.from(random.bytes(secretBytes)).toString('base64')}`;
    this.#store.transaction(() => this.#store.add(webhook, secret));
    this.#look();
    return { ...this.#rowOf(this.#store.webhook(webhook.id)), secret };
  }

  async remove(id: Id): Promise<WebhooksAnswer> {
    this.#store.transaction(() => this.#store.remove(id));
    return this.list();
  }

  async change(id: Id, change: WebhookChange): Promise<WebhookRow> {
    const reason = change === 'enable' ? undefined : 'disabled by hand';
    this.#store.transaction(() => this.#store.disable(id, reason));
    this.#look();
    return this.#rowOf(this.#store.webhook(id));
  }

  async deadLetters({ webhook, limit, after }: DeadLettersQuery): Promise<DeadLettersAnswer> {
    if (webhook !== undefined) this.#store.webhook(webhook);
    const most = pageLimit(limit);
    const question = ['dead-letters', webhook];
    const before = after === undefined ? undefined : Number(placeOfCursor(after, question));
    const found = this.#store.messages.deadLetters(webhook, before, most + 1);
    const page = found.slice(0, most);
    return {
      deadLetters: page.map((message) => this.#letterOf(message)),
      ...(found.length > most ? { next: boundCursor(String(page.at(-1)!.number), question) } : {}),
    };
  }

  async replay({ webhook, message }: ReplayQuery): Promise<{ replayed: number }> {
    if (webhook !== undefined) this.#store.webhook(webhook);
    const now = this.#workspace.clock.now();
    const replayed = this.#store.transaction(() => this.#store.messages.replay({ webhook, id: message }, now));
    if (message !== undefined && replayed === 0)
      throw new LedgerError('not-found', `There is no dead letter ${message}.`);
    this.#look();
    return { replayed };
  }

  /** Resolves when all is told that can be told now. */
  settled(): Promise<void> {
    return this.#outbox.settled();
  }

  async close(): Promise<void> {
    await this.#outbox.stop();
    this.#store.close();
  }

  #look(): void {
    if (this.#isSending) this.#outbox.look();
  }

  #checked({ url, kinds = [], projections = [] }: NewWebhook): NewWebhook {
    const known = new Set(this.#workspace.projections.status().map(({ name }) => name));
    const missing = projections.find((name) => !known.has(name));
    if (missing !== undefined) throw new LedgerError('not-found', `There is no projection ${missing}.`);
    if (kinds.length > limits.webhookFilters || projections.length > limits.webhookFilters)
      throw new LedgerError(
        'limit-exceeded',
        `A webhook names at most ${limits.webhookFilters} kinds and projections.`,
      );
    return {
      url: checkedUrl(url),
      ...(kinds.length === 0 ? {} : { kinds: [...new Set(kinds)] }),
      ...(projections.length === 0 ? {} : { projections: [...new Set(projections)] }),
    };
  }

  #rowOf(webhook: Webhook): WebhookRow {
    const { id, url, kinds, projections, createdAt, disabled, delivered, deliveredAt, failure, failedAt } = webhook;
    const { messages } = this.#store;
    const nextAt = disabled === undefined ? messages.nextDueAt(id) : undefined;
    return {
      id,
      url,
      ...(kinds === undefined ? {} : { kinds }),
      ...(projections === undefined ? {} : { projections }),
      createdAt: this.#told(createdAt),
      state: disabled === undefined ? 'enabled' : 'disabled',
      ...(disabled === undefined ? {} : { reason: disabled }),
      delivered,
      ...(deliveredAt === undefined ? {} : { deliveredAt: this.#told(deliveredAt) }),
      pending: messages.pending(id),
      ...(nextAt === undefined ? {} : { nextAttemptAt: this.#told(nextAt) }),
      deadLetters: messages.dead(id),
      ...(failure === undefined ? {} : { failure, failedAt: this.#told(failedAt!) }),
    };
  }

  #letterOf({ id, webhook, type, body, createdAt, failedAt, attempts, failure = '' }: OutboxMessage): DeadLetterRow {
    const message: unknown = JSON.parse(body);
    const failed = this.#told(failedAt ?? createdAt);
    return { id, webhook, type, createdAt: this.#told(createdAt), failedAt: failed, attempts, failure, message };
  }

  #told(instant: Instant): string {
    return formatInstant(instant, this.#workspace.directory.zone);
  }
}

/** Of 24 to 64 that Standard Webhooks allows. */
const secretBytes = 32;

/** Where the outbox of a data directory lies. */
export function outboxFile({ operations }: { readonly operations: string }): string {
  return join(operations, 'outbox.db');
}

function checkedUrl(text: string): string {
  const refused = (message: string): LedgerError =>
    new LedgerError('invalid', `The address of a webhook ${message}.`, { violations: [{ field: 'url', message }] });
  if (!URL.canParse(text)) throw refused('must be a URL, such as https://example.org/hook');
  if (text.length > limits.webhookUrlChars) throw refused(`must have at most ${limits.webhookUrlChars} characters`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw refused('must hold no name and no password');
  url.hash = '';
  return url.href;
}
