import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { isLine } from './fields.js';

const loneSurrogate = /\p{Cs}/u;

/**
 * What is wrong with a text that stands on one line: empty, too long, control characters, half a surrogate pair.
 * @returns undefined when nothing is
 */
export function lineProblem(text: unknown, charsMax: number): string | undefined {
  if (isLine(text, charsMax)) return undefined;
  if (typeof text !== 'string') return 'must be a text';
  if (text.length === 0) return 'must not be empty';
  if (text.length > charsMax) return `must have at most ${charsMax} characters`;
  return loneSurrogate.test(text)
    ? 'must not hold half of a surrogate pair'
    : 'must be one line without control characters';
}

/**
 * What is wrong with a text that people wrote: too long, NUL, half a surrogate pair. Line ends, tabs and the odd form
 * feed of an old mail are part of it.
 * @returns undefined when nothing is
 */
export function textProblem(text: string, charsMax: number): string | undefined {
  if (text.length > charsMax) return `must have at most ${charsMax} characters`;
  if (text.includes('\u0000')) return 'must not hold the character NUL';
  return loneSurrogate.test(text) ? 'must not hold half of a surrogate pair' : undefined;
}

/** Walks JSON values and gathers what is wrong with them, and how large they are. */
export class JsonCheck {
  /** Texts and member names so far, in bytes of UTF-8, with what JSON puts around them. */
  bytes = 0;
  readonly #violations: Violation[];

  constructor(violations: Violation[]) {
    this.#violations = violations;
  }

  /**
   * Adds what keeps a value from being plain JSON that can be hashed, sealed and read again: undefined, numbers that are
   * not finite or whole ones that are not safe, objects that are not plain, `__proto__`, depth, texts as above.
   */
  check(value: unknown, field: string): void {
    this.#value(value, '', field, 0);
  }

  // The path is put together only when there is something to say: this runs for every cell of every import.
  #refuse(parent: string, name: string | number, message: string): void {
    this.#violations.push({ field: pathOf(parent, name), message });
  }

  #value(value: unknown, parent: string, name: string | number, depth: number): void {
    switch (typeof value) {
      case 'string': {
        const problem = textProblem(value, limits.textChars);
        if (problem) this.#refuse(parent, name, problem);
        this.bytes += jsonBytes(value);
        return;
      }
      case 'number':
        if (!Number.isFinite(value)) this.#refuse(parent, name, 'must be a finite number');
        else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
          this.#refuse(
            parent,
            name,
            'is a whole number beyond 2^53, which no JSON reader keeps exactly: make it a text',
          );
        }
        this.bytes += 8;
        return;
      case 'boolean':
        this.bytes += 5;
        return;
      case 'object':
        if (value === null) this.bytes += 4;
        else this.#members(value, parent, name, depth + 1);
        return;
      default:
        this.#refuse(parent, name, 'must be JSON; leave absent fields out');
    }
  }

  #members(value: object, parent: string, name: string | number, depth: number): void {
    if (depth > limits.jsonDepth) {
      this.#refuse(parent, name, `is nested deeper than ${limits.jsonDepth} levels`);
      return;
    }
    const path = pathOf(parent, name);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) this.#value(value[index], path, index, depth);
      return;
    }
    const prototype = Object.getPrototypeOf(value) as unknown;
    if (prototype !== Object.prototype && prototype !== null) {
      this.#refuse(parent, name, 'must be plain JSON');
      return;
    }
    for (const key of Object.keys(value)) {
      const problem = key === '__proto__' ? 'must not be named __proto__' : textProblem(key, limits.identifierChars);
      if (problem) this.#refuse(parent, name, `has a field that ${problem}`);
      this.bytes += jsonBytes(key) + 1;
      this.#value((value as Record<string, unknown>)[key], path, problem ? '?' : key, depth);
    }
  }
}

function pathOf(parent: string, name: string | number): string {
  return parent === '' ? String(name) : `${parent}.${name}`;
}

// oxlint-disable-next-line no-control-regex -- they are what JSON escapes
const escaped = /["\\\u0000-\u001f]/;

/** What a text takes as JSON, quotes and escapes included: a ledger's limit is on that, and must never refuse later. */
function jsonBytes(text: string): number {
  return escaped.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2;
}
