import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Bytes } from '../byte-source.js';
import { parseJson } from '../json/json-text.js';
import { utf8Bytes } from '../text-encoding.js';

/**
 * The whole text of an object-centric log: an event may name an object that comes last, so nothing of it can be told before
 * all of it is there.
 *
 * @throws LedgerError `limit-exceeded` for more than `limits.ocelBytes`
 */
export async function ocelText(bytes: Bytes): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of utf8Bytes(bytes)) {
    size += piece.length;
    if (size > limits.ocelBytes) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/**
 * The value that the text of a log holds.
 * @throws LedgerError `file-unreadable` with the place where it is no JSON, is cut off, or is nested too deep
 */
export function parseOcel(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const place = error.message.endsWith('it is cut off')
      ? ` in line ${linesOf(text)}, after ${text.length} characters`
      : '';
    throw new LedgerError('file-unreadable', `${error.message}${place}`, {
      violations: error.violations,
      cause: error,
    });
  }
}

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function tooLarge(): LedgerError {
  const mebibytes = limits.ocelBytes / 1024 / 1024;
  return new LedgerError(
    'limit-exceeded',
    `The object-centric log is larger than ${mebibytes} MiB: it is read whole, because its events name objects anywhere in it`,
    {
      hint: 'Import it in parts under one --dataset: each with its events, the objects that they name, and the types.',
    },
  );
}
