import type { PlayAction } from '#domain/commands/work-on-plays.js';
import type {
  PlayCommand,
  PlayCommandAnswer,
  PlayEffectsAnswer,
  PlayEffectsQuery,
  Plays,
  PlaysAnswer,
  PlaysQuery,
} from '#workspace/plays/play-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

const routes: Readonly<Record<PlayAction, string>> = { accept: 'AcceptPlay', decline: 'DeclinePlay', done: 'DonePlay' };

/** Plays of a workspace behind a running server. */
export class RemotePlays implements Plays {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async list({ relationship: name, ...query }: PlaysQuery, work?: Work): Promise<PlaysAnswer> {
    const { asOf, knownBy } = query;
    // Names are personal, and addresses end up in logs: a name goes in a body, and its id into the address.
    const found =
      name === undefined ? {} : await this.#http.post<{ id: string }>('/relationships/find', { name, asOf, knownBy });
    const { id: relationship } = found as { id?: string };
    return this.#http.get('/plays', { ...query, relationship }, work?.signal);
  }

  effects(query: PlayEffectsQuery, work?: Work): Promise<PlayEffectsAnswer> {
    return this.#http.get('/plays/effect', { ...query }, work?.signal);
  }

  act(action: PlayAction, command: PlayCommand, work: Work): Promise<PlayCommandAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work(`/commands/${routes[action]}`, { headers, text: JSON.stringify(command) }, work);
  }
}
