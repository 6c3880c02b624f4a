import type {
  NewRule,
  PublishedAnswer,
  PublishOptions,
  Rules,
  RulesAnswer,
  RulesQuery,
} from '#workspace/rules/rule-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** The published rules of a workspace behind a running server. */
export class RemoteRules implements Rules {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(query: RulesQuery): Promise<RulesAnswer> {
    return this.#http.get('/rules', { ...query });
  }

  publish(rules: readonly NewRule[], work: Work, options: PublishOptions = {}): Promise<PublishedAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work('/commands/PublishRules', { headers, text: JSON.stringify({ rules, ...options }) }, work);
  }
}
