import type { SignalAction } from '#domain/commands/work-on-signals.js';
import type { SignalCommand, SignalCommandAnswer, SignalCommands } from '#workspace/signals/signal-command-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

const routes: Readonly<Record<SignalAction, string>> = {
  acknowledge: 'AcknowledgeSignal',
  snooze: 'SnoozeSignal',
  resolve: 'ResolveSignal',
  reopen: 'ReopenSignal',
};

/** What people do about signals of a workspace behind a running server. */
export class RemoteSignalCommands implements SignalCommands {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  act(action: SignalAction, command: SignalCommand, work: Work): Promise<SignalCommandAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work(`/commands/${routes[action]}`, { headers, text: JSON.stringify(command) }, work);
  }
}
