import { isUtf8 } from 'node:buffer';
import { parse } from 'lossless-json';
import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';

/**
 * Parses JSON that will be hashed, so what two programs could read differently is refused by name: duplicate keys,
 * `__proto__`, halves of surrogate pairs, whole numbers beyond 2⁵³ and numbers beyond all bounds, nesting deeper than
 * `limits.jsonDepth`, bytes that are not UTF-8.
 *
 * `JSON.parse` does the reading; it keeps the last of two equal keys, so the members of the result are compared with the
 * colons outside of strings, and only when they differ is it worth looking for the key.
 *
 * @param data bytes, or text that came from valid UTF-8
 * @throws LedgerError `invalid`, with the path of the field where there is one
 */
export function parseJson(data: string | Uint8Array): unknown {
  const text = typeof data === 'string' ? data : utf8Text(data);
  checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LedgerError('invalid', `The JSON is broken${placeOf(text)}`, { cause });
  }
  const violations: Violation[] = [];
  const members = checkValue(value, '', violations);
  if (violations.length > 0) throw refusal(violations);
  // Escapes are looked at one by one: V8 (Node 24.21) may read the key "\"" as "\\" where an object before had that one.
  const isWhole = members === colonsOf(text);
  const duplicate = !isWhole || text.includes('\\') ? duplicateKey(text) : undefined;
  if (duplicate !== undefined) throw refusal([{ field: duplicate, message: 'stands twice in one object' }]);
  if (!isWhole) throw new LedgerError('invalid', 'The JSON has field names that cannot be told apart');
  return value;
}

function utf8Text(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new LedgerError('invalid', 'The JSON holds bytes that are not UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function refusal(violations: readonly Violation[]): LedgerError {
  const { field, message } = violations[0]!;
  return new LedgerError('invalid', `The JSON field ${field || '(the whole)'} ${message}`, { violations });
}

/** The line and column of a syntax error. V8 tells them only sometimes, and quotes the text, which may be personal. */
function placeOf(text: string): string {
  try {
    parse(text);
    return '';
  } catch (error) {
    const found = /position (\d+)/.exec((error as Error).message);
    if (found === null) return '';
    const before = text.slice(0, Number(found[1]));
    if (before.length >= text.length) return ': it is cut off';
    return ` at line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')}`;
  }
}

/** Checks values, and counts the members of all objects. */
function checkValue(value: unknown, field: string, violations: Violation[]): number {
  if (typeof value === 'number') checkNumber(value, field, violations);
  else if (typeof value === 'string') checkText(value, field, violations);
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      members += checkValue(value[index], field === '' ? `${index}` : `${field}.${index}`, violations);
    }
    return members;
  }
  for (const key of Object.keys(value)) {
    const path = field === '' ? key : `${field}.${key}`;
    if (key === '__proto__') violations.push({ field: path, message: 'is a name that no field may have' });
    if (!key.isWellFormed())
      violations.push({ field, message: 'has a field whose name holds half of a surrogate pair' });
    members += 1 + checkValue((value as Record<string, unknown>)[key], path, violations);
  }
  return members;
}

function checkNumber(value: number, field: string, violations: Violation[]): void {
  if (!Number.isFinite(value)) violations.push({ field, message: 'is a number that no program can hold' });
  else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    violations.push({ field, message: 'is a whole number beyond 2^53, which programs round: make it a text' });
  }
}

function checkText(value: string, field: string, violations: Violation[]): void {
  if (!value.isWellFormed()) violations.push({ field, message: 'holds half of a surrogate pair' });
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];
const opening: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const closing: ReadonlySet<number> = new Set([0x7d, 0x5d]);

/** Before anything recursive runs over it. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) i = endOfString(text, i);
    else if (opening.has(char)) {
      if (++depth > limits.jsonDepth + 1) {
        throw new LedgerError('invalid', `The JSON is nested deeper than ${limits.jsonDepth} levels`);
      }
    } else if (closing.has(char)) depth--;
  }
}

function colonsOf(text: string): number {
  let colons = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) i = endOfString(text, i);
    else if (char === colon) colons++;
  }
  return colons;
}

/** Index of the quote that ends the string which begins at `start`; the end of the text when none does. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/** The first key that stands twice in one object of a text that is valid JSON; undefined when none does. */
function duplicateKey(text: string): string | undefined {
  const objects: Set<string>[] = [];
  let last = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) {
      const end = endOfString(text, i);
      last = JSON.parse(text.slice(i, end + 1)) as string;
      i = end;
    } else if (opening.has(char)) objects.push(new Set());
    else if (closing.has(char)) objects.pop();
    else if (char === colon) {
      const keys = objects.at(-1)!;
      if (keys.has(last)) return last;
      keys.add(last);
    }
  }
  return undefined;
}
