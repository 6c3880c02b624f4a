import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Progress } from '#core/ports.js';
import { problemOf } from '../problems/problem.js';

const progressEveryMs = 100;

/** Who is told beside the client. */
export interface WorkListeners {
  readonly progress: Progress;
  /** What went wrong after the answer had begun. */
  readonly failure: (error: unknown) => void;
}

/**
 * The answer to long work, in lines of JSON as it goes: `{progress}`, `{reject}`, and last `{result}` or `{problem}`.
 * What fails before the first line is answered like any other error. The work is cancelled when the client goes away or
 * the server stops.
 */
export class WorkAnswer {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #listeners: WorkListeners;
  readonly #abort = new AbortController();
  #begun = false;
  #toldAt = 0;

  constructor(request: FastifyRequest, reply: FastifyReply, stopping: AbortSignal, listeners: WorkListeners) {
    this.#request = request;
    this.#reply = reply;
    this.#listeners = listeners;
    // Work that goes on after a restart tells a server that stops from a client that gives it up.
    const cancel = (): void => this.#abort.abort(stopping.reason);
    if (stopping.aborted) cancel();
    stopping.addEventListener('abort', cancel);
    reply.raw.once('close', () => {
      stopping.removeEventListener('abort', cancel);
      if (!reply.raw.writableFinished) this.#abort.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Not every step: a person sees ten a second at most; the last one of a stage is always told. */
  readonly progress: Progress = (state) => {
    const now = performance.now();
    if (state.done !== state.total && now - this.#toldAt < progressEveryMs) return;
    this.#toldAt = now;
    this.#write({ progress: state });
    this.#listeners.progress(state);
  };

  readonly reject = async (line: string): Promise<void> => {
    if (this.#write({ reject: line })) return;
    const { raw } = this.#reply;
    // A browser reads nothing before it has sent everything: waiting for it then would be waiting for ever.
    if (!this.#request.raw.complete && raw.writableLength < limits.answerBytesWaiting) return;
    if (raw.destroyed) return;
    const timeout = AbortSignal.timeout(limits.httpBodyIdleMs);
    try {
      await once(raw, 'drain', { signal: AbortSignal.any([this.signal, timeout]) });
    } catch (error) {
      throw new LedgerError('cancelled', 'The client does not read what is refused.', { cause: error });
    }
  };

  /** Does the work and ends the answer. @throws what the work throws, when no line has been written yet */
  async finish<Result>(work: () => Promise<Result>): Promise<void> {
    try {
      const result = await work();
      this.#write({ result });
    } catch (error) {
      if (!this.#begun) throw error;
      this.#listeners.failure(error);
      this.#write({ problem: problemOf(error) });
    }
    this.#reply.raw.end();
  }

  #write(line: object): boolean {
    const { raw } = this.#reply;
    if (raw.destroyed) return true;
    if (!this.#begun) this.#begin();
    return raw.write(`${JSON.stringify(line)}\n`);
  }

  #begin(): void {
    this.#begun = true;
    this.#reply.hijack();
    this.#reply.raw.writeHead(200, {
      ...(this.#reply.getHeaders() as Record<string, string>),
      'content-type': 'application/x-ndjson',
    });
  }
}
