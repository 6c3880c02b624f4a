import type {
  AddedWebhook,
  DeadLettersAnswer,
  DeadLettersQuery,
  NewWebhook,
  ReplayQuery,
  WebhookChange,
  WebhookRow,
  Webhooks,
  WebhooksAnswer,
} from '#workspace/outbox/webhook-answers.js';
import type { HttpClient } from './http-client.js';

/** The webhooks of a workspace behind a running server. */
export class RemoteWebhooks implements Webhooks {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(): Promise<WebhooksAnswer> {
    return this.#http.get('/webhooks');
  }

  add(webhook: NewWebhook): Promise<AddedWebhook> {
    return this.#http.post('/webhooks', webhook);
  }

  remove(id: string): Promise<WebhooksAnswer> {
    return this.#http.delete(`/webhooks/${encodeURIComponent(id)}`);
  }

  change(id: string, change: WebhookChange): Promise<WebhookRow> {
    return this.#http.post(`/webhooks/${encodeURIComponent(id)}/${change}`, {});
  }

  deadLetters(query: DeadLettersQuery): Promise<DeadLettersAnswer> {
    return this.#http.get('/webhooks/dead-letters', { ...query });
  }

  replay(which: ReplayQuery): Promise<{ readonly replayed: number }> {
    return this.#http.post('/webhooks/dead-letters/replay', which);
  }
}
