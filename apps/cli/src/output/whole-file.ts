import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file that is there whole or not at all: what stood in it before stays until the last byte is written, and
 * stays when the writing fails. Readable by its owner only.
 */
export async function writeWhole(
  path: string,
  parts: AsyncIterable<string> | Iterable<string>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  // A device or a pipe is written to, never replaced.
  const isPlain = !existsSync(path) || statSync(path).isFile();
  // A name that nobody has: a plain `.part` may be a file of the user's.
  const target = isPlain ? `${path}.${randomBytes(4).toString('hex')}.part` : path;
  const file = createWriteStream(target, { mode: 0o600, flags: isPlain ? 'wx' : 'w' });
  try {
    await pipeline(Readable.from(parts, { objectMode: true }), file, options);
    if (isPlain) await rename(target, path);
  } catch (error) {
    if (isPlain) await rm(target, { force: true });
    throw error;
  }
}
