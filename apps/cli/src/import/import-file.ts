import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { LedgerError } from '#core/errors.js';

/** What a mapping is proposed from: enough rows to see the forms of times and numbers. */
const headBytes = 256 * 1024;

export interface ReadableFile {
  readonly name: string;
  readonly sizeBytes?: number;
  /** The beginning, for a proposal; what was read is given again by `bytes`. */
  head(): Promise<AsyncIterable<Uint8Array>>;
  bytes(): AsyncIterable<Uint8Array>;
}

/**
 * A file by its path, or the standard input by `-`.
 * @throws LedgerError `file-unreadable`
 */
export function fileOf(path: string, stdin: Readable): ReadableFile {
  if (path === '-') return inputOf(stdin);
  let sizeBytes: number;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new Error('it is a directory');
    sizeBytes = stats.size;
  } catch (error) {
    throw new LedgerError('file-unreadable', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return {
    name: basename(path),
    ...(sizeBytes > 0 ? { sizeBytes } : {}),
    head: async () => createReadStream(path, { end: headBytes - 1 }),
    bytes: () => createReadStream(path, { highWaterMark: 1024 * 1024 }),
  };
}

/** The standard input comes once: its beginning is kept until the import takes it. */
function inputOf(stdin: Readable): ReadableFile {
  const iterator = (stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  return {
    name: 'stdin',
    async head() {
      let size = 0;
      while (size < headBytes) {
        const { value, done } = await iterator.next();
        if (done === true) break;
        kept.push(value);
        size += value.length;
      }
      return streamOf(kept);
    },
    async *bytes() {
      yield* kept.splice(0);
      for (;;) {
        const { value, done } = await iterator.next();
        if (done === true) return;
        yield value;
      }
    },
  };
}

async function* streamOf(parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}
