import { errorTable, LedgerError, type LedgerErrorCode, type Violation } from '#core/errors.js';
import type { ImportWork } from '#workspace/tend.js';

/** A list is given as often as it has members. */
type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface Upload {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
  /** The body comes from a pipe: whoever runs the same command again must give it again. */
  readonly comesOnce?: boolean;
  readonly text?: string;
}

/** What there is to do after a connection was lost: ask again, run the command again, or give what it read again too. */
type Again = 'ask' | 'run' | 'give';

const againHints: Readonly<Record<Again, string>> = {
  ask: 'Start it again, then ask again.',
  run: 'What it had recorded stays. Run the same command again to complete it; nothing is doubled.',
  give: 'What it had recorded stays. Give the file again to the same command to complete it; nothing is doubled.',
};

interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly violations?: readonly Violation[];
}

/** One line of the answer to long work. */
interface WorkLine {
  readonly progress?: { readonly stage: string; readonly done: number; readonly total?: number; readonly unit: string };
  readonly reject?: string;
  readonly problem?: Problem;
  readonly result?: unknown;
}

/** The API of a server, with its problem details turned back into the errors that they were. */
export class HttpClient {
  readonly #base: string;
  readonly #token: string;

  /** @throws LedgerError `invalid` when the token and the answers could be read on their way */
  constructor(url: string, token: string) {
    if (!isPrivate(new URL(url))) {
      throw new LedgerError('invalid', `${url} would send the token and names in the clear: use https.`);
    }
    this.#base = `${url.replace(/\/+$/, '')}/api/v1`;
    this.#token = token;
  }

  async get<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
    return this.#json(await this.#request('GET', path, { query }, undefined, signal));
  }

  /** What answers in another form is not Tend, and is not read. */
  async #json<Answer>(response: Response): Promise<Answer> {
    if (!isJson(response)) throw this.#foreign(response);
    return (await response.json()) as Answer;
  }

  #foreign({ status, headers }: Response): LedgerError {
    const type = headers.get('content-type')?.slice(0, 64) ?? 'nothing that is named';
    return new LedgerError('unavailable', `There is no Tend at ${this.#base}: it answers ${status} with ${type}.`, {
      hint: 'Look at the address; the server prints its own when it starts.',
    });
  }

  async text(path: string, query: Query, signal?: AbortSignal): Promise<string> {
    return (await this.#request('GET', path, { query }, undefined, signal)).text();
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    const response = await this.#request(
      'POST',
      path,
      { headers: { 'content-type': 'application/json' } },
      JSON.stringify(body),
    );
    return this.#json(response);
  }

  async delete<Answer>(path: string): Promise<Answer> {
    return this.#json(await this.#request('DELETE', path, {}));
  }

  async record<Answer>(
    body: string,
    contentType: string,
    options: { wait?: string; signal?: AbortSignal },
  ): Promise<Answer> {
    const query = { wait: options.wait };
    const response = await this.#request(
      'POST',
      '/touchpoints',
      { query, headers: { 'content-type': contentType } },
      body,
      options.signal,
    );
    return this.#json(response);
  }

  async send<Answer>(path: string, query: Query, body: AsyncIterable<Uint8Array>): Promise<Answer> {
    return this.#json(await this.#request('POST', path, { query, body }));
  }

  async *stream(path: string, query: Query): AsyncIterable<string> {
    const response = await this.#request('GET', path, { query });
    const parts = (response.body ?? []) as AsyncIterable<Uint8Array>;
    const iterator = parts[Symbol.asyncIterator]();
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { value, done } = await this.#explaining(iterator.next());
        if (done === true) break;
        yield decoder.decode(value, { stream: true });
      }
    } finally {
      await iterator.return?.();
    }
    yield decoder.decode();
  }

  async #explaining<Value>(step: Promise<Value>): Promise<Value> {
    try {
      return await step;
    } catch (error) {
      throw this.#explained(error, undefined, 'ask');
    }
  }

  /** Long work: lines of progress and rejects, and at last the result or the problem. */
  async work<Result>(path: string, upload: Upload, work: ImportWork): Promise<Result> {
    const response = await this.#request('POST', path, upload, upload.text, work.signal);
    if (!isJson(response)) throw this.#foreign(response);
    const again = againAfter('POST', upload);
    try {
      for await (const line of linesOf(response)) {
        const told = JSON.parse(line) as WorkLine;
        if (told.progress !== undefined) work.progress?.(told.progress);
        else if (told.reject !== undefined) await work.reject?.(told.reject);
        else if (told.problem !== undefined) throw errorOf(told.problem, response.status);
        else if (told.result !== undefined) return told.result as Result;
      }
    } catch (error) {
      throw this.#explained(error, work.signal, again);
    }
    throw this.#stopped(undefined, again);
  }

  async #request(method: string, path: string, upload: Upload, text?: string, signal?: AbortSignal): Promise<Response> {
    const url = new URL(`${this.#base}${path}`);
    for (const [name, value] of Object.entries(upload.query ?? {})) {
      if (Array.isArray(value)) for (const member of value as readonly string[]) url.searchParams.append(name, member);
      else if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}`, ...upload.headers };
    if (upload.body !== undefined) headers['content-type'] = 'application/octet-stream';
    const body = text ?? upload.body;
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers,
        // Wherever it leads, the token is not for there.
        redirect: 'error',
        ...(body === undefined ? {} : { body, duplex: 'half' }),
        ...(signal === undefined ? {} : { signal }),
      } as unknown as RequestInit);
    } catch (error) {
      throw this.#explained(error, signal, againAfter(method, upload));
    }
    if (response.ok) return response;
    if (!isJson(response)) throw this.#foreign(response);
    throw errorOf(await problemOf(response), response.status);
  }

  #stopped(cause: unknown, again: Again): LedgerError {
    return new LedgerError('unavailable', `The server at ${this.#base} stopped before it had answered.`, {
      hint: againHints[again],
      cause,
    });
  }

  #explained(error: unknown, signal: AbortSignal | undefined, again: Again): unknown {
    if (error instanceof LedgerError) return error;
    if (signal?.aborted) {
      return new LedgerError(
        'cancelled',
        'Stopped. What the server had acknowledged is recorded; run it again to complete it.',
        { cause: error },
      );
    }
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } };
    if (cause?.code?.startsWith('ERR_SSL') === true) {
      return new LedgerError('unavailable', `The server at ${this.#base} does not speak https.`, {
        hint: 'Look at the address; on this machine it begins with http://.',
        cause: error,
      });
    }
    if (cause?.code !== undefined && lostConnections.has(cause.code)) return this.#stopped(error, again);
    return new LedgerError('unavailable', `The server at ${this.#base} does not answer: ${cause?.message ?? message}`, {
      cause: error,
    });
  }
}

function againAfter(method: string, { comesOnce }: Upload): Again {
  if (method === 'GET') return 'ask';
  return comesOnce === true ? 'give' : 'run';
}

/** How a connection ends whose server was there, and is gone or going. */
const lostConnections: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** `application/json`, `application/problem+json`, `application/x-ndjson` */
function isJson(response: Response): boolean {
  return /^application\/(?:json|[\w.-]+\+json|x-ndjson)\b/.test(response.headers.get('content-type') ?? '');
}

/** Nobody on the way can listen: it is encrypted, or stays on this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
  );
}

/**
 * Whether anything answers there. Only a refused connection says no: what is slow to answer is there.
 */
export async function isListening(url: string): Promise<boolean> {
  try {
    await fetch(new URL('/health/live', url), { redirect: 'manual', signal: AbortSignal.timeout(2_000) });
    return true;
  } catch (error) {
    return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'ECONNREFUSED';
  }
}

async function* linesOf(response: Response): AsyncIterable<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { title: `The server answered ${response.status} ${response.statusText}` };
  }
}

function errorOf(problem: Problem, status: number): LedgerError {
  const known = problem.code !== undefined && Object.hasOwn(errorTable, problem.code);
  const code = known
    ? (problem.code as LedgerErrorCode)
    : status === 404
      ? 'not-found'
      : status < 500
        ? 'invalid'
        : 'unavailable';
  return new LedgerError(code, problem.detail ?? problem.title, {
    violations: problem.violations ?? [],
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  });
}
