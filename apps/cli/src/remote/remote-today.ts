import type { Today, TodayAnswer, TodayQuery } from '#workspace/today/today-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** What there is to do in a workspace behind a running server. */
export class RemoteToday implements Today {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  of(query: TodayQuery, work?: Work): Promise<TodayAnswer> {
    return this.#http.get('/today', { ...query }, work?.signal);
  }
}
