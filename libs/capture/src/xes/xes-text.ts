import { TextDecoder } from 'node:util';
import { LedgerError } from '#core/errors.js';
import { peek } from '../byte-source.js';
import type { Bytes } from '../byte-source.js';
import { markedEncoding } from '../text-encoding.js';

/**
 * The text of an XML document: in the encoding of its byte order mark, else of its declaration, else UTF-8.
 * @throws LedgerError `file-unreadable` for an unknown encoding, or bytes that are none of it
 */
export async function* xmlText(bytes: Bytes): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, 256);
  const name = markedEncoding(head)?.encoding ?? declaredEncoding(head) ?? 'utf-8';
  const decoder = decoderOf(name);
  let taken = 0;
  try {
    for await (const chunk of all) {
      const text = decoder.decode(chunk, { stream: true });
      taken += chunk.length;
      if (text.length > 0) yield text;
    }
    const rest = decoder.decode();
    if (rest.length > 0) yield rest;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new LedgerError(
      'file-unreadable',
      `The file holds bytes that are not ${name.toUpperCase()}, after byte ${taken}`,
      {
        cause,
      },
    );
  }
}

function declaredEncoding(head: Buffer): string | undefined {
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head.toString('latin1'))?.[1];
}

function decoderOf(name: string): TextDecoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (cause) {
    throw new LedgerError('file-unreadable', `The file is written in the encoding "${name}", which is not known here`, {
      cause,
    });
  }
}
