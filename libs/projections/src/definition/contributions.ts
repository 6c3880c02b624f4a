import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { encodePath } from '#read-store/cell-path.js';
import type { CellPath } from '#read-store/port.js';
import type { Contribution } from './definition.js';

/** What is contributed to one cell: path, then name and number by turns, then name and values by turns. */
export type FlatContribution = readonly [
  at: CellPath,
  sums: readonly (string | number)[],
  values: readonly (string | readonly number[])[],
];

/**
 * Contributions checked, in the form that is stored, entries of one cell still apart. Copies: a document may go on
 * changing its lists.
 * @param before the same of the state before: entries that have not changed are taken from there, unchecked
 * @throws LedgerError `invalid`, `limit-exceeded`
 */
export function flatten(
  contributions: readonly Contribution[],
  before: readonly FlatContribution[] = nothing,
): readonly FlatContribution[] {
  if (!Array.isArray(contributions)) throw new LedgerError('invalid', 'A contribution is no list of entries.');
  if (contributions.length > limits.rollupEntries) {
    throw new LedgerError(
      'limit-exceeded',
      `There are ${contributions.length} contributions; the limit is ${limits.rollupEntries}.`,
    );
  }
  let valueCount = 0;
  const flat = contributions.map((entry: Contribution, i): FlatContribution => {
    const kept = before[i];
    const same = kept !== undefined && isSameEntry(kept, entry) ? kept : checked(entry);
    for (let v = 1; v < same[2].length; v += 2) valueCount += same[2][v]!.length;
    return same;
  });
  if (valueCount > limits.rollupValues) {
    throw new LedgerError(
      'limit-exceeded',
      `The contributions hold ${valueCount} values; the limit is ${limits.rollupValues}.`,
    );
  }
  return flat;
}

const nothing: readonly never[] = [];

function isSameEntry([path, sums, columns]: FlatContribution, { at, add, values }: Contribution): boolean {
  if (!samePath(path, at)) return false;
  let s = 0;
  if (add !== undefined) {
    for (const name in add) {
      if (sums[s] !== name || sums[s + 1] !== add[name]) return false;
      s += 2;
    }
  }
  if (s !== sums.length) return false;
  let c = 0;
  if (values !== undefined) {
    for (const name in values) {
      if (columns[c] !== name || !sameNumbers(columns[c + 1] as readonly number[], values[name]!)) return false;
      c += 2;
    }
  }
  return c === columns.length;
}

export function samePath(a: CellPath, b: CellPath): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

function checked({ at, add, values }: Contribution): FlatContribution {
  checkPath(at);
  const columns: (string | readonly number[])[] = [];
  if (values !== undefined) {
    for (const [name, list] of Object.entries<readonly number[]>(values))
      columns.push(name, checkedValues(at, name, list));
  }
  return [[...at], add === undefined ? nothing : sumsOf(at, add), columns];
}

function sumsOf(at: CellPath, add: Readonly<Record<string, number>>): (string | number)[] {
  const sums: (string | number)[] = [];
  for (const [name, number] of Object.entries(add)) {
    checkName(at, name);
    if (!Number.isSafeInteger(number))
      throw new LedgerError('invalid', `${number} at ${JSON.stringify(at)} is no whole number.`);
    sums.push(name, number);
  }
  return sums;
}

function checkedValues(at: CellPath, name: string, values: readonly number[]): readonly number[] {
  checkName(at, name);
  for (const value of values) {
    if (!Number.isSafeInteger(value))
      throw new LedgerError('invalid', `${value} at ${JSON.stringify(at)} is no whole number.`);
  }
  return [...values];
}

function checkPath(at: CellPath): void {
  let length = 0;
  for (const element of at) {
    if (typeof element === 'string' ? !element.isWellFormed() : !Number.isFinite(element)) {
      throw new LedgerError('invalid', `${JSON.stringify(at)} is no place in a total.`);
    }
    length += typeof element === 'string' ? 3 * element.length + 3 : 9;
  }
  // Three bytes a unit is the most that UTF-8 takes: longer paths are measured, which is rare.
  if (length > limits.projectionKeyBytes / 2 && encodePath(at).length > limits.projectionKeyBytes) {
    throw new LedgerError(
      'limit-exceeded',
      `The place of a contribution has more than ${limits.projectionKeyBytes} bytes.`,
    );
  }
}

function checkName(at: CellPath, name: string): void {
  if (name.length > limits.nameChars || !name.isWellFormed()) {
    throw new LedgerError('invalid', `A name at ${JSON.stringify(at)} is longer than ${limits.nameChars} or no text.`);
  }
}
