import { LedgerError } from './errors.js';
import { limits } from './limits.js';

/**
 * Canonical JSON by RFC 8785 (JCS): members sorted by UTF-16 code units, numbers as ECMAScript prints them, no blanks.
 * Hashes are made of it, so it refuses what two implementations could write differently.
 *
 * Own code because it is the hot path of every append (three hashes an event): `JSON.stringify` already writes strings
 * and numbers as JCS wants them, four times faster than any loop, so all that is left is to check the value and to put
 * the members in order. The published vectors and the library `canonicalize` are its tests.
 *
 * - An absent member is left out: `undefined` in an object is skipped; in an array it is refused.
 * - `toJSON` is not called, and binary data, dates, maps and sets are refused: a record holds none of them.
 *
 * @throws LedgerError `invalid` for lone surrogates, NaN, infinities, bigints, functions, symbols, `undefined` as a
 *   value, exotic objects; `limit-exceeded` when nested deeper than `limits.canonicalDepth` (cycles end there too).
 */
export function canonicalJson(value: unknown): string {
  if (value === undefined) throw new LedgerError('invalid', 'A value of type undefined is no JSON.');
  const prepared = ordered(value, 0);
  const text = prepared === unorderable ? write(value) : JSON.stringify(prepared);
  // JSON.stringify writes half of a surrogate pair as an escape; so does nothing else but a backslash in a text.
  if (text.includes('\\ud') && loneSurrogate.test(text)) {
    throw new LedgerError('invalid', 'A text holds half of a surrogate pair.');
  }
  return text;
}

const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** Stands for what no JavaScript object can hold in JCS order: keys like array indexes, and `__proto__`. */
const unorderable = Symbol('unorderable');

/** The value itself when it is in order all through, else a copy in order (of what is not), or `unorderable`. */
function ordered(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new LedgerError('invalid', `${value} is no JSON number.`);
      return value;
    case 'object':
      break;
    default:
      throw new LedgerError('invalid', `A value of type ${typeof value} is no JSON.`);
  }
  if (value === null) return null;
  if (depth >= limits.canonicalDepth) {
    throw new LedgerError('limit-exceeded', `JSON is nested deeper than ${limits.canonicalDepth} levels.`);
  }
  if (Array.isArray(value)) return orderedItems(value, depth + 1);
  return isRecord(value) ? orderedMembers(value, depth + 1) : refuseExotic(value);
}

function orderedItems(items: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  let broken = false;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item === 'string') continue;
    const prepared = ordered(item, depth);
    if (prepared === item) continue;
    if (prepared === unorderable) broken = true;
    copy ??= items.slice();
    copy[i] = prepared;
  }
  return broken ? unorderable : (copy ?? items);
}

function orderedMembers(object: Readonly<Record<string, unknown>>, depth: number): unknown {
  const keys = Object.keys(object);
  let copy: Record<string, unknown> | undefined;
  if (!areSorted(keys)) {
    keys.sort();
    copy = {};
  }
  let broken = false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const member = object[key];
    const prepared = typeof member === 'string' || member === undefined ? member : ordered(member, depth);
    if (prepared === unorderable) broken = true;
    else if (prepared !== member && copy === undefined) copy = firstMembers(object, keys, i);
    if (copy !== undefined) copy[key] = prepared;
  }
  if (copy === undefined) return broken ? unorderable : object;
  return broken || keys.some(isUnorderable) ? unorderable : copy;
}

function firstMembers(object: Readonly<Record<string, unknown>>, keys: readonly string[], count: number) {
  const copy: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) copy[keys[i]!] = object[keys[i]!];
  return copy;
}

function areSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) {
    if (keys[i - 1]! > keys[i]!) return false;
  }
  return true;
}

function isUnorderable(key: string): boolean {
  return key === '__proto__' || /^(?:0|[1-9]\d*)$/.test(key);
}

/** The plain way, for values that have been checked but cannot be put in order. */
function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null || !isRecord(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${write(value[key])}`);
  return `{${members.join(',')}}`;
}

/** Whether an object is data: instances of plain classes are; what hides its state, or writes itself, is not. */
function isRecord(object: object): object is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.prototype.toString.call(object) === '[object Object]' && !('toJSON' in object);
}

function refuseExotic(object: object): never {
  throw new LedgerError('invalid', `${Object.prototype.toString.call(object).slice(8, -1)} is no JSON.`);
}
