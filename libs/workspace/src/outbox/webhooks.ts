import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { checkedUrl } from './checked-url.js';
import type { LocalOutbox } from './local-outbox.js';
import type { OutboxMessage } from './outbox-messages.js';
import type { OutboxStore, Receiver } from './outbox-store.js';
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
import type { WritableWorkspace } from '../workspace.js';

/** The webhooks of a workspace that this process writes. */
export class LocalWebhooks implements Webhooks {
  readonly #workspace: WritableWorkspace;
  readonly #outbox: LocalOutbox;

  constructor(workspace: WritableWorkspace, outbox: LocalOutbox) {
    this.#workspace = workspace;
    this.#outbox = outbox;
  }

  get #store(): OutboxStore {
    return this.#outbox.store;
  }

  async list(): Promise<WebhooksAnswer> {
    return { webhooks: this.#store.receivers('signals').map((webhook) => this.#rowOf(webhook)) };
  }

  async add(given: NewWebhook): Promise<AddedWebhook> {
    const { id, secret } = this.#outbox.add({ ...this.#checked(given), tells: 'signals' });
    this.#outbox.look();
    return { ...this.#rowOf(this.#webhook(id)), secret };
  }

  async remove(id: Id): Promise<WebhooksAnswer> {
    this.#webhook(id);
    this.#store.transaction(() => this.#store.remove(id));
    return this.list();
  }

  async change(id: Id, change: WebhookChange): Promise<WebhookRow> {
    const reason = change === 'enable' ? undefined : 'disabled by hand';
    this.#webhook(id);
    this.#store.transaction(() => this.#store.disable(id, reason));
    this.#outbox.look();
    return this.#rowOf(this.#webhook(id));
  }

  async deadLetters({ webhook, limit, after }: DeadLettersQuery): Promise<DeadLettersAnswer> {
    if (webhook !== undefined) this.#requireReceiver(webhook);
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
    if (webhook !== undefined) this.#requireReceiver(webhook);
    const now = this.#workspace.clock.now();
    const replayed = this.#store.transaction(() =>
      this.#store.messages.replay({ receiver: webhook, id: message }, now),
    );
    if (message !== undefined && replayed === 0)
      throw new LedgerError('not-found', `There is no dead letter ${message}.`);
    this.#outbox.look();
    return { replayed };
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

  /** @throws LedgerError `not-found` */
  #webhook(id: Id): Receiver {
    const found = this.#store.receiver(id);
    if (found?.tells !== 'signals') throw new LedgerError('not-found', `There is no webhook ${id}.`);
    return found;
  }

  /** Dead letters may be those of a digest too. @throws LedgerError `not-found` */
  #requireReceiver(id: Id): void {
    if (this.#store.receiver(id) === undefined)
      throw new LedgerError('not-found', `There is no webhook and no digest ${id}.`);
  }

  #rowOf(webhook: Receiver): WebhookRow {
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

  #letterOf({
    id,
    receiver: webhook,
    type,
    body,
    createdAt,
    failedAt,
    attempts,
    failure = '',
  }: OutboxMessage): DeadLetterRow {
    const message: unknown = JSON.parse(body);
    const failed = this.#told(failedAt ?? createdAt);
    return { id, webhook, type, createdAt: this.#told(createdAt), failedAt: failed, attempts, failure, message };
  }

  #told(instant: Instant): string {
    return formatInstant(instant, this.#workspace.directory.zone);
  }
}
