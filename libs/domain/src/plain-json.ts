import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';

const controls = /[\p{Cc}\u2028\u2029]/u;
const loneSurrogate = /\p{Cs}/u;

/**
 * What is wrong with a text that stands on one line: empty, too long, control characters, half a surrogate pair.
 * @returns undefined when nothing is
 */
export function lineProblem(text: unknown, charsMax: number): string | undefined {
  if (typeof text !== 'string') return 'must be a text';
  if (text.length === 0) return 'must not be empty';
  if (text.length > charsMax) return `must have at most ${charsMax} characters`;
  if (controls.test(text)) return 'must be one line without control characters';
  return loneSurrogate.test(text) ? 'must not hold half of a surrogate pair' : undefined;
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

/** How much a JSON value may hold: texts and member names together, in bytes of UTF-8. */
export interface JsonBudget {
  bytesLeft: number;
}

/**
 * Adds what keeps a value from being plain JSON that can be hashed, sealed and read again: undefined, numbers that are
 * not finite or whole ones that are not safe, objects that are not plain, `__proto__`, depth, texts as above.
 */
export function checkJson(value: unknown, field: string, budget: JsonBudget, violations: Violation[], depth = 0): void {
  switch (typeof value) {
    case 'string': {
      const problem = textProblem(value, limits.textChars);
      if (problem) violations.push({ field, message: problem });
      budget.bytesLeft -= Buffer.byteLength(value) + 2;
      return;
    }
    case 'number':
      if (!Number.isFinite(value)) violations.push({ field, message: 'must be a finite number' });
      else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        violations.push({
          field,
          message: 'is a whole number beyond 2^53, which no JSON reader keeps exactly: make it a text',
        });
      }
      budget.bytesLeft -= 8;
      return;
    case 'boolean':
      budget.bytesLeft -= 5;
      return;
    case 'object':
      if (value !== null) checkMembers(value, field, budget, violations, depth + 1);
      return;
    default:
      violations.push({ field, message: 'must be JSON; leave absent fields out' });
  }
}

function checkMembers(value: object, field: string, budget: JsonBudget, violations: Violation[], depth: number): void {
  if (depth > limits.jsonDepth) {
    violations.push({ field, message: `is nested deeper than ${limits.jsonDepth} levels` });
    return;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++)
      checkJson(value[index], `${field}.${index}`, budget, violations, depth);
    return;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) {
    violations.push({ field, message: 'must be plain JSON' });
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const problem = key === '__proto__' ? 'must not be named __proto__' : textProblem(key, limits.identifierChars);
    const path = problem ? field : `${field}.${key}`;
    if (problem) violations.push({ field, message: `has a field that ${problem}` });
    budget.bytesLeft -= Buffer.byteLength(key) + 3;
    checkJson(member, path, budget, violations, depth);
  }
}
