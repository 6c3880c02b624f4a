import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { encodePath } from '#read-store/cell-path.js';
import { pack, unpack } from '#read-store/packing.js';
import type { CellChange, CellPath, ValueChanges } from '#read-store/port.js';
import type { Contribution } from './definition.js';

/** What is contributed to one cell: path, then name and number by turns, then name and values by turns. */
export type FlatContribution = readonly [
  at: CellPath,
  sums: readonly (string | number)[],
  values: readonly (string | readonly number[])[],
];

/**
 * Contributions checked, in the form that is stored, entries of one cell still apart.
 * @throws LedgerError `invalid`, `limit-exceeded`
 */
export function flatten(contributions: readonly Contribution[]): FlatContribution[] {
  if (!Array.isArray(contributions)) throw new LedgerError('invalid', 'A contribution is no list of entries.');
  if (contributions.length > limits.rollupEntries) {
    throw new LedgerError(
      'limit-exceeded',
      `There are ${contributions.length} contributions; the limit is ${limits.rollupEntries}.`,
    );
  }
  let valueCount = 0;
  const flat = contributions.map(({ at, add, values }): FlatContribution => {
    checkPath(at);
    const columns: (string | readonly number[])[] = [];
    if (values !== undefined) {
      for (const [name, list] of Object.entries<readonly number[]>(values)) {
        columns.push(name, checkValues(at, name, list));
        valueCount += list.length;
      }
    }
    return [at, add === undefined ? nothing : sumsOf(at, add), columns];
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

export function packContributions(flat: readonly FlatContribution[]): Uint8Array | undefined {
  return flat.length === 0 ? undefined : pack(flat);
}

export function unpackContributions(bytes: Uint8Array | undefined): readonly FlatContribution[] {
  return bytes === undefined ? nothing : unpack<FlatContribution[]>(bytes);
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

function checkValues(at: CellPath, name: string, values: readonly number[]): readonly number[] {
  checkName(at, name);
  for (const value of values) {
    if (!Number.isSafeInteger(value))
      throw new LedgerError('invalid', `${value} at ${JSON.stringify(at)} is no whole number.`);
  }
  return values;
}

function checkPath(at: CellPath): void {
  let length = 0;
  for (const element of at) {
    if (typeof element === 'string' ? !element.isWellFormed() : !Number.isFinite(element)) {
      throw new LedgerError('invalid', `${JSON.stringify(at)} is no place in a total.`);
    }
    length += typeof element === 'string' ? 3 * element.length : 9;
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

interface PendingCell {
  readonly at: CellPath;
  readonly sums: Map<string, number | bigint>;
  readonly columns: Map<string, Map<number, number>>;
}

/** The difference that a batch makes to the totals: what keys contributed before is taken out, what they contribute now put in. */
export class CellChanges {
  private readonly cells = new Map<string, PendingCell>();

  add(flat: readonly FlatContribution[]): void {
    for (const entry of flat) this.change(entry, 1);
  }

  subtract(flat: readonly FlatContribution[]): void {
    for (const entry of flat) this.change(entry, -1);
  }

  /** What is left of it, cell by cell; cells where nothing changes are left out. */
  toList(): CellChange[] {
    const list: CellChange[] = [];
    for (const { at, sums, columns } of this.cells.values()) {
      const changedSums = [...sums]
        .filter(([, by]) => by !== 0 && by !== 0n)
        .map(([name, by]) => [name, BigInt(by)] as const);
      const changedColumns = [...columns].flatMap(([name, copies]) => {
        const changes = valueChanges(copies);
        return changes.values.length === 0 ? [] : [[name, changes] as const];
      });
      if (changedSums.length > 0 || changedColumns.length > 0)
        list.push({ at, sums: changedSums, columns: changedColumns });
    }
    return list;
  }

  private change([at, sums, values]: FlatContribution, sign: 1 | -1): void {
    const cell = this.cellAt(at);
    for (let i = 0; i < sums.length; i += 2) {
      const name = sums[i] as string;
      cell.sums.set(name, plus(cell.sums.get(name) ?? 0, sign * (sums[i + 1] as number)));
    }
    for (let i = 0; i < values.length; i += 2) {
      const name = values[i] as string;
      let copies = cell.columns.get(name);
      if (copies === undefined) cell.columns.set(name, (copies = new Map()));
      for (const value of values[i + 1] as readonly number[]) copies.set(value, (copies.get(value) ?? 0) + sign);
    }
  }

  private cellAt(at: CellPath): PendingCell {
    const path = JSON.stringify(at);
    let cell = this.cells.get(path);
    if (cell === undefined) this.cells.set(path, (cell = { at, sums: new Map(), columns: new Map() }));
    return cell;
  }
}

/** Exact: what a double no longer holds goes on as a bigint. */
function plus(a: number | bigint, b: number): number | bigint {
  if (typeof a === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}

function valueChanges(copies: ReadonlyMap<number, number>): ValueChanges {
  const changed = [...copies].filter(([, by]) => by !== 0).sort(([a], [b]) => a - b);
  return { values: Float64Array.from(changed, ([value]) => value), copies: Int32Array.from(changed, ([, by]) => by) };
}
