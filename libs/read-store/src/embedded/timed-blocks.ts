import type { Transaction } from 'lmdb';
import { readSortable, writeSortable } from '../cell-path.js';
import { pack, unpack } from '../packing.js';
import { plus } from '../cell-steps.js';
import type { ColumnChanges, Sums } from '../cell-steps.js';
import type { Table } from './build-database.js';

type Reading = { readonly transaction: Transaction };

/** What one kind of steps is in memory and as bytes, whose entries ascend by time. */
interface BlockFormat<Entry> {
  readonly blockEntries: number;
  readonly timeOf: (entry: Entry) => number;
  /** Two lists, both ascending, made one; what comes to nothing is left out. */
  readonly merge: (old: readonly Entry[], added: readonly Entry[]) => Entry[];
  readonly encode: (entries: readonly Entry[]) => Buffer;
  readonly decode: (bytes: Buffer) => Entry[];
}

/**
 * Steps of one total by time, in blocks like the leaves of a B-tree. The key is that of the total and the fence, the least
 * instant that may lie in the block; the first block begins at −∞. The last block of a total, to which most steps come,
 * lies at +∞ instead and holds its fence, so that it is found without a search. A step more rewrites one block. All
 * entries of one instant lie in one block.
 */
export class TimedBlocks<Entry> {
  constructor(
    private readonly table: Table,
    private readonly format: BlockFormat<Entry>,
  ) {}

  /** Must run inside a write transaction. @param entries ascending by time */
  add(prefix: Buffer, entries: readonly Entry[]): void {
    const { timeOf } = this.format;
    const tailKey = fencedKey(prefix, Infinity);
    const tail = this.table.get(tailKey);
    const fence = tail === undefined ? -Infinity : tail.readDoubleLE(0);
    const late = entries.findIndex((entry) => timeOf(entry) >= fence);
    const ofTail = late < 0 ? entries.length : late;
    if (ofTail > 0) this.addLate(prefix, fence, entries.slice(0, ofTail));
    if (ofTail < entries.length) {
      const old = tail === undefined ? [] : this.format.decode(tail.subarray(fenceBytes));
      this.putTail(prefix, fence, this.format.merge(old, ofTail === 0 ? entries : entries.slice(ofTail)));
    }
  }

  /**
   * Every block that may hold steps up to an instant, of all totals whose key begins so, with the key of the total. As
   * bytes: whoever adds up many steps makes no object of each (`addSumsUpTo`, `addValuesUpTo`).
   */
  *blocksUpTo(
    prefix: Buffer,
    after: Buffer,
    time: number,
    reading: Reading,
  ): IterableIterator<{ readonly owner: Buffer; readonly block: Buffer }> {
    for (const { key, value } of this.table.getRange({ ...reading, start: prefix, end: after })) {
      const fence = readSortable(key, key.length - fenceBytes);
      const isTail = fence === Infinity;
      if ((isTail ? value.readDoubleLE(0) : fence) > time) continue;
      yield { owner: key.subarray(0, -fenceBytes), block: isTail ? value.subarray(fenceBytes) : value };
    }
  }

  /** What grows too long is cut: all but its end is put before it. */
  private putTail(prefix: Buffer, fence: number, entries: readonly Entry[]): void {
    const { blockEntries, timeOf } = this.format;
    let begin = 0;
    let from = fence;
    while (entries.length - begin > blockEntries) {
      let end = begin + Math.ceil(blockEntries * fill);
      while (end < entries.length && timeOf(entries[end]!) === timeOf(entries[end - 1]!)) end++;
      if (end === entries.length) break;
      this.table.putSync(fencedKey(prefix, from), this.format.encode(entries.slice(begin, end)));
      begin = end;
      from = timeOf(entries[begin]!);
    }
    if (entries.length === 0 && fence === -Infinity) {
      this.table.removeSync(fencedKey(prefix, Infinity));
      return;
    }
    const head = Buffer.allocUnsafe(fenceBytes);
    head.writeDoubleLE(from, 0);
    const rest = begin === 0 ? entries : entries.slice(begin);
    this.table.putSync(fencedKey(prefix, Infinity), Buffer.concat([head, this.format.encode(rest)]));
  }

  /** Entries before the last block. */
  private addLate(prefix: Buffer, tailFence: number, entries: readonly Entry[]): void {
    const { timeOf, merge } = this.format;
    let begin = 0;
    while (begin < entries.length) {
      const first = timeOf(entries[begin]!);
      const [found] = this.table.getRange({ start: fencedKey(prefix, first), end: prefix, reverse: true, limit: 1 });
      const key = found?.key ?? fencedKey(prefix, -Infinity);
      const until = Math.min(tailFence, this.nextFence(prefix, key));
      let end = begin + 1;
      while (end < entries.length && timeOf(entries[end]!) < until) end++;
      const old = found === undefined ? [] : this.format.decode(found.value);
      this.replace(prefix, key, merge(old, entries.slice(begin, end)));
      begin = end;
    }
  }

  private nextFence(prefix: Buffer, key: Buffer): number {
    const start = Buffer.concat([key, Buffer.from([0])]);
    const [next] = this.table.getKeys({ start, end: fencedKey(prefix, Infinity), limit: 1 });
    return next === undefined ? Infinity : readSortable(next, next.length - fenceBytes);
  }

  private replace(prefix: Buffer, key: Buffer, entries: readonly Entry[]): void {
    if (entries.length === 0) {
      this.table.removeSync(key);
      return;
    }
    const { blockEntries, timeOf, encode } = this.format;
    const size = Math.ceil(entries.length / Math.ceil(entries.length / blockEntries));
    for (let begin = 0, end: number; begin < entries.length; begin = end) {
      end = Math.min(begin + size, entries.length);
      while (end < entries.length && timeOf(entries[end]!) === timeOf(entries[end - 1]!)) end++;
      const own = begin === 0 ? key : fencedKey(prefix, timeOf(entries[begin]!));
      this.table.putSync(own, encode(entries.slice(begin, end)));
    }
  }
}

/** How full a block is that nothing more is put behind: late steps find room. */
const fill = 0.75;
const fenceBytes = 8;

function fencedKey(prefix: Buffer, fence: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + fenceBytes);
  prefix.copy(key);
  writeSortable(key, fence, prefix.length);
  return key;
}

/** By how much each sum of a cell changes at an instant. */
export interface SumStep {
  readonly time: number;
  readonly sums: readonly (readonly [name: string, by: number | bigint])[];
}

/** Names once, then times, then for each name what it changes by at each time; large numbers as texts. */
type StoredSums = readonly [names: readonly string[], times: readonly number[], changes: (number | string)[][]];

export const sumBlocks: BlockFormat<SumStep> = {
  blockEntries: 64,
  timeOf: ({ time }) => time,
  merge: (old, added) =>
    mergeByTime(old, added, ({ time, sums }, { sums: others }) => {
      const both = new Map(sums);
      for (const [name, by] of others) both.set(name, plus(both.get(name) ?? 0, by));
      const left = [...both].filter(([, by]) => by !== 0);
      return left.length === 0 ? undefined : { time, sums: left };
    }),
  encode(entries) {
    const names: string[] = [];
    const changes: (number | string)[][] = [];
    for (const [i, { sums }] of entries.entries()) {
      for (const [name, by] of sums) {
        let column = names.indexOf(name);
        if (column < 0) {
          column = names.push(name) - 1;
          changes.push(entries.map(() => 0));
        }
        changes[column]![i] = typeof by === 'bigint' ? String(by) : by;
      }
    }
    const stored: StoredSums = [names, entries.map(({ time }) => time), changes];
    return asBuffer(pack(stored));
  },
  decode(bytes) {
    const [names, times, changes] = unpack<StoredSums>(bytes);
    return times.map((time, i) => ({
      time,
      sums: names.flatMap((name, n) => {
        const by = changes[n]![i]!;
        return by === 0 ? [] : [[name, typeof by === 'string' ? BigInt(by) : by] as const];
      }),
    }));
  },
};

/** Adds the steps of a block of sums up to an instant, it included. */
export function addSumsUpTo(block: Buffer, time: number, sums: Sums): void {
  const [names, times, changes] = unpack<StoredSums>(block);
  const end = times.findLastIndex((at) => at <= time) + 1;
  for (const [n, name] of names.entries()) {
    let sum = sums.get(name) ?? 0;
    const column = changes[n]!;
    for (let i = 0; i < end; i++) {
      const by = column[i]!;
      sum = plus(sum, typeof by === 'string' ? BigInt(by) : by);
    }
    sums.set(name, sum);
  }
}

/** A value of a column that came (or, negative, went) at an instant. */
export interface ValueStep {
  readonly time: number;
  readonly value: number;
  readonly copies: number;
}

const bytesPerValueStep = 20;

export const valueBlocks: BlockFormat<ValueStep> = {
  blockEntries: 128,
  timeOf: ({ time }) => time,
  /** Both by time and value; what an instant puts in and takes out again is left out. */
  merge(old, added) {
    if (old.length === 0) return [...added];
    const merged: ValueStep[] = [];
    let [a, b] = [0, 0];
    while (a < old.length || b < added.length) {
      const [first, second] = [old[a], added[b]];
      const order =
        first === undefined ? 1 : second === undefined ? -1 : first.time - second.time || first.value - second.value;
      if (order === 0) {
        const copies = first!.copies + second!.copies;
        if (copies !== 0) merged.push({ ...first!, copies });
        a++;
        b++;
      } else if (order < 0) {
        merged.push(first!);
        a++;
      } else {
        merged.push(second!);
        b++;
      }
    }
    return merged;
  },
  encode(entries) {
    const bytes = Buffer.allocUnsafe(entries.length * bytesPerValueStep);
    for (const [i, { time, value, copies }] of entries.entries()) {
      bytes.writeDoubleLE(time, i * bytesPerValueStep);
      bytes.writeDoubleLE(value, i * bytesPerValueStep + 8);
      bytes.writeInt32LE(copies, i * bytesPerValueStep + 16);
    }
    return bytes;
  },
  decode: (bytes) =>
    Array.from({ length: bytes.length / bytesPerValueStep }, (_, i) => ({
      time: bytes.readDoubleLE(i * bytesPerValueStep),
      value: bytes.readDoubleLE(i * bytesPerValueStep + 8),
      copies: bytes.readInt32LE(i * bytesPerValueStep + 16),
    })),
};

/** Adds the steps of a block of values up to an instant, it included. */
export function addValuesUpTo(block: Buffer, time: number, column: Pick<ColumnChanges, 'change'>): void {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  for (let at = 0; at < block.length; at += bytesPerValueStep) {
    if (view.getFloat64(at, true) > time) return;
    column.change(view.getFloat64(at + 8, true), view.getInt32(at + 16, true));
  }
}

function mergeByTime<Entry extends { readonly time: number }>(
  old: readonly Entry[],
  added: readonly Entry[],
  join: (a: Entry, b: Entry) => Entry | undefined,
): Entry[] {
  if (old.length === 0) return [...added];
  const merged: Entry[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < added.length) {
    const first = old[a];
    const second = added[b];
    if (second === undefined || (first !== undefined && first.time < second.time)) {
      merged.push(first!);
      a++;
    } else if (first === undefined || second.time < first.time) {
      merged.push(second);
      b++;
    } else {
      const both = join(first, second);
      if (both !== undefined) merged.push(both);
      a++;
      b++;
    }
  }
  return merged;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
