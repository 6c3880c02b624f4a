import type { Id } from '#core/time.js';

/** What a webhook is registered with. Without `kinds` and `projections` it is told of all signals. */
export interface NewWebhook {
  readonly url: string;
  readonly kinds?: readonly string[];
  readonly projections?: readonly string[];
}

export interface WebhookRow extends NewWebhook {
  readonly id: Id;
  readonly createdAt: string;
  readonly state: 'enabled' | 'disabled';
  /** Why it is disabled. */
  readonly reason?: string;
  /** Messages that it has taken, and when the last one. */
  readonly delivered: number;
  readonly deliveredAt?: string;
  /** Messages that wait, and when the next one is tried. */
  readonly pending: number;
  readonly nextAttemptAt?: string;
  readonly deadLetters: number;
  /** What the last attempt met, if it was not taken. */
  readonly failure?: string;
  readonly failedAt?: string;
}

export interface WebhooksAnswer {
  readonly webhooks: readonly WebhookRow[];
}

/** With the secret that its messages are signed with, which is shown this once. */
export type AddedWebhook = WebhookRow & { readonly secret: string };

/** A message that was given up. */
export interface DeadLetterRow {
  /** By which the receiver would know it. */
  readonly id: string;
  readonly webhook: Id;
  readonly type: string;
  readonly createdAt: string;
  readonly failedAt: string;
  readonly attempts: number;
  readonly failure: string;
  /** What it says. */
  readonly message: unknown;
}

export interface DeadLettersAnswer {
  readonly deadLetters: readonly DeadLetterRow[];
  readonly next?: string;
}

export interface DeadLettersQuery {
  readonly webhook?: Id;
  readonly limit?: number;
  readonly after?: string;
}

/** Which dead letters are sent again: one, all of a webhook, or all. */
export interface ReplayQuery {
  readonly webhook?: Id;
  readonly message?: string;
}

/** Webhooks of one workspace: who is told what becomes of signals, and what could not be told. */
export interface Webhooks {
  list(): Promise<WebhooksAnswer>;
  /** @throws LedgerError `invalid`, `not-found` for a projection that there is not, `limit-exceeded` */
  add(webhook: NewWebhook): Promise<AddedWebhook>;
  /** With all that waits for it. @throws LedgerError `not-found` */
  remove(id: Id): Promise<WebhooksAnswer>;
  /** One that is disabled is told nothing, and afterwards what is fresh then. @throws LedgerError `not-found` */
  change(id: Id, change: WebhookChange): Promise<WebhookRow>;
  /** The newest first. @throws LedgerError `invalid`, `not-found` */
  deadLetters(query: DeadLettersQuery): Promise<DeadLettersAnswer>;
  /** @throws LedgerError `not-found` */
  replay(which: ReplayQuery): Promise<{ readonly replayed: number }>;
}

export const webhookChanges = ['enable', 'disable'] as const;
export type WebhookChange = (typeof webhookChanges)[number];
