import type { Transaction } from 'lmdb';
import { encodePath, readSortable, writeSortable } from '../cell-path.js';
import type { CellPath, ValueChanges } from '../port.js';
import { changeStretch, emptyStretch, joinStretches } from '../sorted-column.js';
import type { SortedColumn, Stretch } from '../sorted-column.js';
import type { Table } from './build-database.js';

/**
 * Columns as blocks of at most 128 distinct values (1.5 KB, so that two fit on a page), like the leaves of a B-tree. The
 * key is cell, column and fence, the least value that may lie in the block; the first block begins at −∞. One value more
 * or less rewrites one block, however long the column is.
 */
const blockValues = 128;
const bytesPerValue = 12;
const fenceBytes = 8;
/** Between path and column name; elements of a path begin with 1 or 2. */
const columnTag = Buffer.from([0x03]);
const zero = Buffer.from([0]);

/** Must run inside a write transaction. @throws AssertionError when a value is taken out that is not there */
export function changeColumn(table: Table, at: CellPath, column: string, changes: ValueChanges): void {
  const prefix = columnKey(at, column);
  const { values } = changes;
  let begin = 0;
  while (begin < values.length) {
    const block = blockFor(table, prefix, values[begin]!, values[values.length - 1]!);
    const end = firstAtLeast(values, block.until, begin);
    replaceBlock(table, prefix, block.key, changeStretch(block.stretch, changes, begin, end));
    begin = end;
  }
}

export function readColumn(
  table: Table,
  at: CellPath,
  column: string,
  options: { transaction: Transaction },
): SortedColumn {
  const prefix = columnKey(at, column);
  const blocks = table.getRange({ ...options, start: prefix, end: endOf(prefix) });
  return joinStretches([...blocks].map(({ value }) => decodeStretch(value)));
}

/** How often a column holds a value. */
export function copiesOf(
  table: Table,
  { at, column, value }: { readonly at: CellPath; readonly column: string; readonly value: number },
  options: { transaction: Transaction },
): number {
  const prefix = columnKey(at, column);
  const [found] = table.getRange({ ...options, start: blockKey(prefix, value), end: prefix, reverse: true, limit: 1 });
  if (found === undefined) return 0;
  const { values, copies } = decodeStretch(found.value);
  const index = firstAtLeast(values, value, 0);
  return values[index] === value ? copies[index]! : 0;
}

/** Whether a column holds anything, inside a write transaction. */
export function hasValues(table: Table, at: CellPath, column: string): boolean {
  const prefix = columnKey(at, column);
  const [key] = table.getKeys({ start: prefix, end: endOf(prefix), limit: 1 });
  return key !== undefined;
}

interface Block {
  readonly key: Buffer;
  readonly stretch: Stretch;
  /** The fence of the next block; Infinity when nothing that is asked for lies behind this one. */
  readonly until: number;
}

/** The block that `value` lies in; `last` is the greatest that is asked for, and often lies in the same one. */
function blockFor(table: Table, prefix: Buffer, value: number, last: number): Block {
  const [found] = table.getRange({ start: blockKey(prefix, value), end: prefix, reverse: true, limit: 1 });
  const key = found?.key ?? blockKey(prefix, -Infinity);
  const stretch = found === undefined ? emptyStretch : decodeStretch(found.value);
  if (value === last || last <= (stretch.values.at(-1) ?? -Infinity)) return { key, stretch, until: Infinity };
  const [next] = table.getKeys({ start: Buffer.concat([key, zero]), end: endOf(prefix), limit: 1 });
  return { key, stretch, until: next === undefined ? Infinity : readSortable(next, next.length - fenceBytes) };
}

function replaceBlock(table: Table, prefix: Buffer, key: Buffer, stretch: Stretch): void {
  if (stretch.values.length === 0) {
    table.removeSync(key);
    return;
  }
  const pieces = Math.ceil(stretch.values.length / blockValues);
  const size = Math.ceil(stretch.values.length / pieces);
  for (let begin = 0; begin < stretch.values.length; begin += size) {
    const values = stretch.values.subarray(begin, begin + size);
    const copies = stretch.copies.subarray(begin, begin + size);
    table.putSync(begin === 0 ? key : blockKey(prefix, values[0]!), encodeStretch({ values, copies }));
  }
}

function columnKey(at: CellPath, column: string): Buffer {
  return Buffer.concat([encodePath(at), columnTag, encodePath([column])]);
}

function blockKey(prefix: Buffer, fence: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + fenceBytes);
  prefix.copy(key);
  writeSortable(key, fence, prefix.length);
  return key;
}

function endOf(prefix: Buffer): Buffer {
  return Buffer.concat([prefix, Buffer.alloc(fenceBytes + 1, 0xff)]);
}

/** Index of the first value that is not less than `bound`, from `begin` on. */
function firstAtLeast(values: ArrayLike<number>, bound: number, begin: number): number {
  let low = begin;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function encodeStretch({ values, copies }: Stretch): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * bytesPerValue);
  for (let i = 0; i < values.length; i++) {
    bytes.writeDoubleLE(values[i]!, i * 8);
    bytes.writeUInt32LE(copies[i]!, values.length * 8 + i * 4);
  }
  return bytes;
}

function decodeStretch(bytes: Buffer): Stretch {
  const size = bytes.length / bytesPerValue;
  const values = new Float64Array(size);
  const copies = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    values[i] = bytes.readDoubleLE(i * 8);
    copies[i] = bytes.readUInt32LE(size * 8 + i * 4);
  }
  return { values, copies };
}
