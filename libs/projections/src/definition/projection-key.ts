import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { AnyFact } from '#domain/fact.js';
import { slotCount } from '#read-store/port.js';
import type { CompiledProjection } from './compiled-projection.js';

/**
 * The key of a document: the value that facts are gathered by, and, where the definition has parts (`within`), `~` and
 * the part. In both `~` and `%` are written `%7E` and `%25`, so that a key can be taken apart again; a NUL, which stores
 * end a key with, is written `%00` in any.
 */
export function projectionKey(value: string, part?: string): string {
  if (part === undefined) return /\0|%(?:00|25)/.test(value) ? escape(value) : value;
  return `${escape(value)}~${escape(part)}`;
}

/** The value that the facts of a key are gathered by. */
export function valueOfKey({ within }: Pick<CompiledProjection, 'within'>, key: string): string {
  if (within === undefined) return /%(?:00|25)/.test(key) ? unescape(key) : key;
  return unescape(key.split('~', 1)[0]!);
}

/** The part that a key is of its value. */
export function partOfKey(key: string): string {
  return unescape(key.slice(key.indexOf('~') + 1));
}

/** Whether a key is that of a value, and not of one of its parts. */
export function isWholeKey(key: string): boolean {
  return !key.includes('~');
}

/** The parts of a value that a fact is given to. `undefined` stands for the value itself. */
export type Parts = readonly (string | undefined)[];

const whole: Parts = [undefined];

/**
 * Which parts of each of its values a fact is given to.
 * @throws what `within` throws, and LedgerError `invalid`, `limit-exceeded` for parts that are no names
 */
export function partsOf(projection: CompiledProjection, fact: AnyFact): Parts {
  if (projection.within === undefined) return whole;
  const parts = takeParts(projection.within(fact));
  for (const part of parts) {
    if (typeof part !== 'string' || !part.isWellFormed())
      throw new LedgerError('invalid', '`within` gives something that is no text.');
    if (Buffer.byteLength(part) > limits.projectionKeyBytes / 2) {
      throw new LedgerError(
        'limit-exceeded',
        `\`within\` gives a name of more than ${limits.projectionKeyBytes / 2} bytes.`,
      );
    }
  }
  return parts.length < 2 ? parts : [...new Set(parts)];
}

/** What `within` gives is a list: what is made one by one might have no end. @throws LedgerError `invalid`, `limit-exceeded` */
function takeParts(given: readonly string[]): readonly string[] {
  if (!Array.isArray(given)) throw new LedgerError('invalid', '`within` gives no list.');
  if (given.length > limits.partsOfEvent)
    throw new LedgerError('limit-exceeded', `\`within\` gives more than ${limits.partsOfEvent} parts.`);
  return given;
}

/**
 * The slot of everything gathered under a value: FNV-1a of its UTF-16 units, mixed at the end as MurmurHash3 does (FNV
 * alone puts values that differ in their last character into one slot). Part of the stored format.
 */
export function slotOf(value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % slotCount;
}

function escape(text: string): string {
  return /[%~\0]/.test(text) ? text.replaceAll('%', '%25').replaceAll('~', '%7E').replaceAll('\0', '%00') : text;
}

function unescape(text: string): string {
  return text.replaceAll('%00', '\0').replaceAll('%7E', '~').replaceAll('%25', '%');
}
