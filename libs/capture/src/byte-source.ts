import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LedgerError } from '#core/errors.js';

/** The bytes of a file as they come, from a disk or over HTTP: never held whole. */
export type Bytes = AsyncIterable<Uint8Array>;

/** The first bytes of a source, and the source as if nobody had looked. */
export interface Peeked {
  /** `size` bytes, or all when there are fewer. */
  readonly head: Buffer;
  readonly all: Bytes;
}

/** Looks at the beginning of a source without taking it away. */
export async function peek(bytes: Bytes, size: number): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    taken.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(taken).subarray(0, size), all: resumed(taken, iterator) };
}

async function* resumed(taken: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    while (taken.length > 0) yield taken.shift()!;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/**
 * The same bytes; tells how many have been taken.
 * @throws LedgerError `file-unreadable` when the source itself fails: no such file, no right to read, a broken connection
 */
export async function* counted(bytes: Bytes, count: (total: number) => void): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of bytes) {
      total += chunk.length;
      count(total);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new LedgerError(
      'file-unreadable',
      `The file cannot be read after byte ${total}: ${sourceFailures[code ?? ''] ?? message}`,
      {
        cause,
      },
    );
  }
}

const sourceFailures: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a directory',
  ECONNRESET: 'the connection was lost',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was lost',
};

/**
 * Unpacks gzip (RFC 1952, several members too) as it comes.
 * @throws LedgerError `file-unreadable`, naming how much could be unpacked, when it is cut or damaged; what was whole has
 *   been given by then
 */
export async function* gunzipped(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const source = Readable.from(bytes, { objectMode: false });
  let failure: Error | undefined;
  pipeline(source, gunzip, (error) => {
    failure ??= error ?? undefined;
  });
  let unpacked = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      yield chunk;
    }
  } catch (error) {
    const cause = failure ?? error;
    if (cause instanceof LedgerError) throw cause;
    const cut = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new LedgerError(
      'file-unreadable',
      `The gzip file is ${cut ? 'cut off' : 'damaged'} after ${unpacked} unpacked bytes`,
      { cause },
    );
  } finally {
    gunzip.destroy();
    source.destroy();
  }
}
