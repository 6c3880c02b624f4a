import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { runCommandLine } from './command-line.js';
import type { Streams } from './streams.js';

/** What one command line wrote, and how it ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Given {
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Columns of a terminal; without them stdout is none. */
  readonly columns?: number;
  /** Gets the two keys to press while it runs. */
  readonly running?: (keys: { interrupt: (afterMs?: number) => void; readerGone: () => void }) => void;
}

/** Runs a command line in this process, on streams of its own. */
export async function run(args: readonly string[], given: Given = {}): Promise<Ended> {
  const { stdin = '', environment = {}, columns, running } = given;
  let [stdout, stderr] = ['', ''];
  let now = 0;
  let interrupt: () => void = () => undefined;
  let readerGone: () => void = () => undefined;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  let exited: (status: number) => void = () => undefined;
  const exit = new Promise<number>((resolve) => (exited = resolve));
  const streams: Streams = {
    stdout: { write: (text) => ((stdout += text), true), ...terminal },
    stderr: { write: (text) => ((stderr += text), true) },
    stdin: Readable.from([Buffer.from(stdin)]),
    environment,
    now: () => now,
    onInterrupt: (listener) => (interrupt = listener),
    onReaderGone: (listener) => (readerGone = listener),
    exit: (status) => exited(status),
  };
  const outcome = runCommandLine(args, streams);
  running?.({
    interrupt: (afterMs = 0) => {
      now += afterMs;
      interrupt();
    },
    readerGone: () => readerGone(),
  });
  return { status: await Promise.race([outcome, exit]), stdout, stderr };
}

/** A request as it came to the server of a test. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Route = (asked: Asked, response: ServerResponse) => void | Promise<void>;

/** A server that answers what a test gives it, and keeps what it was asked. */
export async function serve(routes: Readonly<Record<string, Route | object>>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => void answer(request, response, routes, asked));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Readonly<Record<string, Route | object>>,
  asked: Asked[],
): Promise<void> {
  const url = new URL(request.url!, 'http://test');
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += String(part);
  const path = url.pathname.replace('/api/v1', '');
  const one = {
    method: request.method!,
    path,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body,
  };
  asked.push(one);
  const route = routes[`${one.method} ${path}`];
  if (typeof route === 'function') return (route as Route)(one, response);
  response.writeHead(route === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(route ?? { code: 'not-found', detail: `Nothing at ${path}.`, hint: 'Look elsewhere.' }));
}

/** The lines of long work. */
export function lines(...told: readonly object[]): Route {
  return (_asked, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(told.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
}
