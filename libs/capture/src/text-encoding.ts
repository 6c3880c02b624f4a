import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { LedgerError } from '#core/errors.js';
import type { Bytes } from './byte-source.js';

/** Character sets that files of people come in. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** How many bytes from the first that is not ASCII on are looked at to tell UTF-8 from Windows-1252. */
const evidenceBytes = 64 * 1024;

/** What the byte order mark, or the NULs of UTF-16 text in Latin letters, say; undefined when neither is there. */
export function markedEncoding(head: Uint8Array): { encoding: Encoding; markBytes: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  const pairs = Math.min(head.length >> 1, 64);
  if (pairs < 2) return undefined;
  let [even, odd] = [0, 0];
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.8 && even === 0) return { encoding: 'utf-16le', markBytes: 0 };
  if (even > pairs * 0.8 && odd === 0) return { encoding: 'utf-16be', markBytes: 0 };
  return undefined;
}

/**
 * The text of a source as UTF-8 bytes without byte order mark. Bytes that are said or found to be UTF-8 are passed on as
 * they are, and not checked here: whoever cuts them into rows can say which row is broken.
 *
 * A mark says it, else `given`, else NULs say that it is UTF-16; else it is UTF-8 or Windows-1252 by the first 64 KiB after
 * the first byte that is not ASCII, whichever they fit better, so that the answer does not depend on how the bytes arrive.
 *
 * @throws LedgerError `file-unreadable` when UTF-16 is broken
 */
export async function* utf8Bytes(bytes: Bytes, given?: Encoding): AsyncGenerator<Buffer> {
  let encoding: Encoding | undefined;
  let held: Buffer = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  let started = false;
  const pass = (chunk: Buffer) =>
    decoder === undefined ? chunk : Buffer.from(decode(decoder, chunk, { stream: true }), 'utf8');
  for await (const piece of bytes) {
    let chunk: Buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    if (encoding === undefined) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (!started) {
        // 128 bytes tell UTF-16 without a mark.
        if (held.length < 128) continue;
        started = true;
        [encoding, held] = begin(held, given);
      }
      encoding ??= weigh(held, false);
      if (encoding === undefined) {
        const ascii = asciiLength(held);
        if (ascii > 0) yield held.subarray(0, ascii);
        held = held.subarray(ascii);
        continue;
      }
      decoder = decoderOf(encoding);
      chunk = held;
    }
    const text = pass(chunk);
    if (text.length > 0) yield text;
  }
  if (encoding === undefined) {
    if (!started) [encoding, held] = begin(held, given);
    decoder = decoderOf(encoding ?? weigh(held, true) ?? 'utf-8');
    if (held.length > 0) yield pass(held);
  }
  const rest = decoder === undefined ? '' : decode(decoder, undefined, {});
  if (rest.length > 0) yield Buffer.from(rest, 'utf8');
}

/** The encoding as far as the beginning tells, and the bytes after the mark. */
function begin(head: Buffer, given: Encoding | undefined): [Encoding | undefined, Buffer] {
  const marked = markedEncoding(head);
  // A mark is no text of any other encoding, so it knows better than whoever said one for files of this kind.
  const encoding = marked !== undefined && marked.markBytes > 0 ? marked.encoding : (given ?? marked?.encoding);
  const skipped = marked !== undefined && marked.encoding === encoding ? marked.markBytes : 0;
  return [encoding, head.subarray(skipped)];
}

function decoderOf(encoding: Encoding): TextDecoder | undefined {
  return encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, options: { stream?: boolean }): string {
  try {
    return decoder.decode(chunk, options);
  } catch (cause) {
    throw new LedgerError('file-unreadable', `The file holds bytes that are not ${decoder.encoding.toUpperCase()}`, {
      cause,
    });
  }
}

/** UTF-8 or Windows-1252; undefined while there is too little to tell. */
function weigh(held: Buffer, isEnd: boolean): Encoding | undefined {
  const ascii = asciiLength(held);
  const evidence = held.subarray(ascii, ascii + evidenceBytes);
  if (evidence.length === 0 || (evidence.length < evidenceBytes && !isEnd)) return undefined;
  if (isUtf8(evidence)) return 'utf-8';
  let [whole, broken] = [0, 0];
  for (let i = 0; i < evidence.length;) {
    const length = sequenceLength(evidence, i);
    if (length === 0) broken++;
    else if (length > 1) whole++;
    i += length || 1;
  }
  return whole > broken ? 'utf-8' : 'windows-1252';
}

/** Bytes of the UTF-8 character that begins at `i`; 0 when there is none. */
function sequenceLength(bytes: Buffer, i: number): number {
  const first = bytes[i]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return isUtf8(bytes.subarray(i, i + length)) ? length : 0;
}

function asciiLength(bytes: Buffer): number {
  let i = 0;
  while (i < bytes.length && bytes[i]! < 0x80) i++;
  return i;
}
