import { isId } from '#core/ids.js';
import type { Id } from '#core/time.js';
import {
  noOwner,
  type OwnerQuery,
  type Today,
  type TodayAnswer,
  type TodayQuery,
} from '#workspace/today/today-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** What there is to do in a workspace behind a running server. */
export class RemoteToday implements Today {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async of({ owner: name, ...moment }: TodayQuery, work?: Work): Promise<TodayAnswer> {
    const owner = name === undefined ? undefined : await this.ownerInAddress({ owner: name, ...moment });
    return this.#http.get('/today', { ...moment, owner }, work?.signal);
  }

  /** Names are personal, and addresses end up in logs: a name goes in a body, and its id into the address. */
  async ownerInAddress(query: OwnerQuery): Promise<Id> {
    const isGiven = query.owner === noOwner || isId(query.owner);
    return isGiven ? query.owner : (await this.findOwner(query)).id;
  }

  async findOwner(query: OwnerQuery): Promise<{ readonly id: Id }> {
    return this.#http.post('/today/owners/find', query);
  }
}
