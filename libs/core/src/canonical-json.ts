import { LedgerError } from './errors.js';
import { limits } from './limits.js';

/**
 * Canonical JSON by RFC 8785 (JCS): members sorted by UTF-16 code units, numbers as ECMAScript prints them, no blanks.
 * Hashes are made of it, so it refuses what two implementations could write differently.
 *
 * Own code because it is the hot path of every append (three hashes an event), and a third faster than the libraries,
 * whose loops are made for any input; the published vectors and `canonicalize` check it.
 *
 * - An absent member is left out: `undefined` in an object is skipped; in an array it is refused.
 * - `toJSON` is not called, and binary data, dates, maps and sets are refused: a record holds none of them.
 *
 * @throws LedgerError `invalid` for lone surrogates, NaN, infinities, bigints, functions, symbols, `undefined` as a
 *   value, exotic objects; `limit-exceeded` when nested deeper than `limits.canonicalDepth` (cycles end there too).
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** A string as JCS writes it. @throws LedgerError `invalid` for a lone surrogate */
export function canonicalString(text: string): string {
  // Most strings need no escape, and then quoting is all. Surrogates go the long way to be checked for pairs.
  if (!escaped.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new LedgerError('invalid', 'A text holds half of a surrogate pair.');
  return JSON.stringify(text);
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new LedgerError('invalid', `${value} is no JSON number.`);
    return value === 0 ? '0' : `${value}`;
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (!isObject(value)) throw new LedgerError('invalid', `A value of type ${typeof value} is no JSON.`);
  if (depth >= limits.canonicalDepth) {
    throw new LedgerError('limit-exceeded', `JSON is nested deeper than ${limits.canonicalDepth} levels.`);
  }
  return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object';
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < items.length; i++) text += i === 0 ? write(items[i], depth) : `,${write(items[i], depth)}`;
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) refuseExotic(object);
  let text = '{';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const member = `${canonicalString(key)}:${write(value, depth)}`;
    text += text.length === 1 ? member : `,${member}`;
  }
  return `${text}}`;
}

/** Own enumerable keys in JCS order. Records come with few keys, mostly in order already: look before sorting. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) {
    if (keys[i - 1]! > keys[i]!) return keys.sort();
  }
  return keys;
}

/** Instances of plain classes are data; what carries its state in hidden slots, or writes itself, is not. */
function refuseExotic(object: object): void {
  const kind = Object.prototype.toString.call(object);
  if (kind !== '[object Object]' || 'toJSON' in object) {
    throw new LedgerError('invalid', `${kind.slice(8, -1)} is no JSON.`);
  }
}
