import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { pack } from '#read-store/packing.js';
import type { IndexRow } from './definition.js';

/**
 * A document as it is stored. It must come back as it was, because the next fact is folded into what was read: so only
 * plain JSON is taken, and a member that is `undefined`.
 * @throws LedgerError `invalid` that names the place in the document, `limit-exceeded` when it is too large or too deep
 */
export function packDocument(doc: unknown): Uint8Array {
  if (typeof doc !== 'object' || doc === null || Array.isArray(doc)) throw unstorable('', 'a document is an object');
  checkPlain(doc, '', 0);
  const bytes = pack(doc);
  if (bytes.length > limits.documentBytes) {
    throw new LedgerError(
      'limit-exceeded',
      `The document has ${bytes.length} bytes; the limit is ${limits.documentBytes}.`,
    );
  }
  return bytes;
}

/** An index row as it is stored. @throws LedgerError `invalid`, `limit-exceeded` */
export function packRow(row: IndexRow): Uint8Array {
  const bytes = pack(plainRow(row));
  if (bytes.length > limits.documentBytes) {
    throw new LedgerError(
      'limit-exceeded',
      `The index row has ${bytes.length} bytes; the limit is ${limits.documentBytes}.`,
    );
  }
  return bytes;
}

/** A row as it comes back: flat, `undefined` left out. @throws LedgerError `invalid` */
export function plainRow(row: IndexRow): IndexRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw unstorable('', 'an index row is an object');
  // Anything else (a promise, a map) has no members of its own, and would come back as a row of nothing in silence.
  let isWhole = isPlain(row);
  if (!isWhole && Object.getPrototypeOf(row) !== null) throw unstorable('', 'an index row is a plain object');
  for (const name of Object.keys(row)) {
    const value: unknown = row[name];
    if (value === undefined) {
      isWhole = false;
      continue;
    }
    if (name === '__proto__') throw unstorable(name, 'a member of this name is not kept');
    if (typeof value === 'object' && value !== null) throw unstorable(name, 'an index row is flat');
    checkPlain(value, name, 0);
  }
  return isWhole ? row : definedOf(row);
}

function definedOf(row: IndexRow): IndexRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

function checkPlain(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw unstorable(path, 'half of a surrogate pair');
      return;
    case 'number':
      if (!Number.isFinite(value)) throw unstorable(path, `${value} is no JSON number`);
      return;
    case 'boolean':
    case 'undefined':
      return;
    case 'object':
      if (value !== null) checkObject(value, path, depth + 1);
      return;
    default:
      throw unstorable(path, `a ${typeof value} is no JSON`);
  }
}

function checkObject(object: object, path: string, depth: number): void {
  if (depth > limits.canonicalDepth) {
    throw new LedgerError(
      'limit-exceeded',
      `The document is nested deeper than ${limits.canonicalDepth} levels at ${path}.`,
    );
  }
  if (Array.isArray(object)) {
    for (let i = 0; i < object.length; i++) {
      if (object[i] === undefined) throw unstorable(`${path}[${i}]`, 'a list with nothing at a place');
      checkPlain(object[i], path, depth);
    }
    return;
  }
  if (!isPlain(object)) throw unstorable(path, 'only plain objects come back as they were');
  for (const name of Object.keys(object)) {
    if (name === '__proto__' || !name.isWellFormed()) throw unstorable(path, `a member named ${JSON.stringify(name)}`);
    checkPlain((object as Record<string, unknown>)[name], depth < 3 ? `${path}.${name}` : path, depth);
  }
}

/** Made by a literal: its prototype is the root of its realm's (a structured clone may come from another realm). */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype) return true;
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  );
}

function unstorable(path: string, why: string): LedgerError {
  return new LedgerError('invalid', `The document cannot be stored${path === '' ? '' : ` at ${path}`}: ${why}.`);
}
