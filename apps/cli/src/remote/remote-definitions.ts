import type {
  DefinedAnswer,
  DefineQuery,
  DefinitionsAnswer,
  ProcessDefinitions,
} from '#workspace/processes/definitions/definition-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** Definitions of processes of a workspace behind a running server. */
export class RemoteDefinitions implements ProcessDefinitions {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  define(query: DefineQuery, work: Work): Promise<DefinedAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work('/commands/DefineProcess', { headers, text: JSON.stringify(query) }, work);
  }

  list(process: string): Promise<DefinitionsAnswer> {
    return this.#http.get(`/processes/${encodeURIComponent(process)}/definitions`);
  }
}
