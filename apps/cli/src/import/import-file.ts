import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { LedgerError } from '#core/errors.js';

/** What a mapping is proposed from: enough rows to see the forms of times and numbers. */
const headBytes = 256 * 1024;
/** A step of the progress. */
const chunkBytes = 256 * 1024;

export interface ReadableFile {
  readonly name: string;
  readonly sizeBytes?: number;
  /** The standard input or a pipe: it has no name of its own, and comes once. */
  readonly isNameless?: true;
  /** The beginning, for a proposal; what was read is given again by `bytes`. */
  head(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Both: @throws LedgerError `file-unreadable`; `cancelled` when it is aborted while it waits for more */
  bytes(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * A file by its path, or the standard input by `-`.
 * @throws LedgerError `file-unreadable`
 */
export function fileOf(path: string, stdin: Readable): ReadableFile {
  if (path === '-') return pipeOf(() => stdin);
  let size: number | undefined;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('it is a directory');
    if (stats.isFile()) size = stats.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  if (size === undefined) return pipeOf(() => createReadStream(path));
  return {
    name: basename(path),
    sizeBytes: size,
    head: () => readFrom(path, createReadStream(path, { end: headBytes - 1 })),
    bytes: () => readFrom(path, createReadStream(path, { highWaterMark: chunkBytes })),
  };
}

async function* readFrom(path: string, stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): LedgerError {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return new LedgerError('file-missing', `${path} cannot be read: there is no such file.`, { cause: error });
  }
  return new LedgerError('file-unreadable', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
}

/** It comes once: its beginning is kept until the import takes it. */
function pipeOf(open: () => Readable): ReadableFile {
  let opened: AsyncIterator<Uint8Array> | undefined;
  const next = (): Promise<IteratorResult<Uint8Array>> => {
    opened ??= (open() as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    return opened.next();
  };
  const kept: Uint8Array[] = [];
  return {
    name: 'stdin',
    isNameless: true,
    async *head(signal) {
      let size = 0;
      while (size < headBytes) {
        const { value, done } = await untilAborted(next(), signal);
        if (done === true) break;
        kept.push(value);
        size += value.length;
      }
      yield* kept;
    },
    async *bytes(signal) {
      yield* kept.splice(0);
      for (;;) {
        const { value, done } = await untilAborted(next(), signal);
        if (done === true) return;
        yield value;
      }
    },
  };
}

/** Whoever writes into a pipe may keep it open for ever. */
async function untilAborted<Value>(next: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(new LedgerError('cancelled', 'Stopped while waiting for more input'));
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([next, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
