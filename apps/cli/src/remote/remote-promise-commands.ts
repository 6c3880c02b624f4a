import type { PromiseAction } from '#domain/commands/work-on-promises.js';
import type {
  PromiseCommand,
  PromiseCommandAnswer,
  PromiseCommands,
} from '#workspace/relationships/promise-command-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

const routes: Readonly<Record<PromiseAction, string>> = {
  'keep': 'KeepPromises',
  'not-kept': 'NotKeptPromises',
  'renegotiate': 'RenegotiatePromises',
  'undo': 'UndoPromises',
};

/** What people say became of promises of a workspace behind a running server. */
export class RemotePromiseCommands implements PromiseCommands {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  act(action: PromiseAction, command: PromiseCommand, work: Work): Promise<PromiseCommandAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work(`/commands/${routes[action]}`, { headers, text: JSON.stringify(command) }, work);
  }
}
