import type { Transaction } from 'lmdb';
import { signalStepsOfBlock } from '../port.js';
import type { KeySnapshot, ListChange, RowStep, SignalStep, TotalStep } from '../port.js';
import type { Table } from './build-database.js';

type Reading = { readonly transaction: Transaction };

/** One item of a list: some numbers and some bytes. */
interface Packed {
  readonly numbers: readonly number[];
  readonly bytes: Uint8Array;
}

interface ListFormat<Item> {
  /** The numbers of an item; the first is what the list ascends by, where it does. */
  readonly numbers: readonly ((item: Item) => number)[];
  readonly blockItems: number;
  readonly bytes: (item: Item) => Uint8Array;
  readonly unpack: (packed: Packed) => Item;
}

/**
 * Lists of keys that change at their end alone. Every block holds the same number of items, so that an item is found by
 * its number; the key of a block is that of the list, a NUL (which no key holds) and the block's number. A block is its
 * number of items, their numbers column by column, where the bytes of each end, and the bytes.
 */
export class KeyLists<Item> {
  constructor(
    private readonly table: Table,
    private readonly format: ListFormat<Item>,
  ) {}

  /** Must run inside a write transaction. */
  change(key: Buffer, { keep, added, keepsAll = false }: ListChange<Item>): void {
    const { blockItems } = this.format;
    let number = Math.floor(keep / blockItems);
    let kept = keep % blockItems;
    let stored = kept === 0 ? undefined : this.table.get(blockKey(key, number));
    for (let taken = 0; taken < added.length || kept > 0; number++) {
      const end = Math.min(added.length, taken + blockItems - kept);
      this.table.putSync(blockKey(key, number), this.encode(stored, kept, added, taken, end));
      taken = end;
      kept = 0;
      stored = undefined;
    }
    if (keepsAll) return;
    const behind = Array.from(this.table.getKeys(rangeOf(key, number)));
    for (const block of behind) this.table.removeSync(block);
  }

  read(key: Buffer, from: number, reading: Reading): Item[] {
    const { blockItems, unpack } = this.format;
    const first = Math.floor(from / blockItems);
    const items: Item[] = [];
    for (const { value } of this.table.getRange({ ...reading, ...rangeOf(key, first) }))
      for (const item of this.itemsOf(value)) items.push(unpack(item));
    return items.slice(from - first * blockItems);
  }

  /** How many there are. */
  count(key: Buffer, reading: Reading): number {
    for (const { key: block, value } of this.backwards(key, reading))
      return block.readUInt32BE(block.length - 4) * this.format.blockItems + value.readUInt16LE(0);
    return 0;
  }

  /** The last item that fits, and its number, looking from the end. */
  findLast(
    key: Buffer,
    fits: (numbers: readonly number[]) => boolean,
    reading: Reading,
  ): { readonly item: Item; readonly index: number } | undefined {
    for (const { key: block, value } of this.backwards(key, reading)) {
      const items = this.itemsOf(value);
      const found = items.findLastIndex(({ numbers }) => fits(numbers));
      if (found < 0) continue;
      const index = block.readUInt32BE(block.length - 4) * this.format.blockItems + found;
      return { item: this.format.unpack(items[found]!), index };
    }
    return undefined;
  }

  /** The items of one block up to the last whose first number is not greater than `limit`. */
  upToLast(key: Buffer, limit: number, reading: Reading): readonly Item[] {
    for (const { value } of this.backwards(key, reading)) {
      const within = this.countWithin(value, limit);
      if (within > 0) return this.firstOf(value, within);
    }
    return [];
  }

  /** Of every list the last item whose first number is not greater than `limit`. */
  *lastOfEach(limit: number, reading: Reading): IterableIterator<{ readonly key: Buffer; readonly item: Item }> {
    for (const { key, block, within } of this.lastBlocks(limit, reading))
      yield { key, item: this.format.unpack(this.itemAt(block, within - 1)) };
  }

  /** Of every list what `upToLast` gives. */
  *upToLastOfEach(
    limit: number,
    reading: Reading,
  ): IterableIterator<{ readonly key: Buffer; readonly items: readonly Item[] }> {
    for (const { key, block, within } of this.lastBlocks(limit, reading))
      yield { key, items: this.firstOf(block, within) };
  }

  /** Of every list the last block with items within the limit, and how many of it are. */
  private *lastBlocks(
    limit: number,
    reading: Reading,
  ): IterableIterator<{ key: Buffer; block: Buffer; within: number }> {
    let last: { key: Buffer; block: Buffer; within: number } | undefined;
    let list: Buffer | undefined;
    for (const { key: named, value } of this.table.getRange(reading)) {
      const key = named.subarray(0, -suffixBytes);
      if (list === undefined || !key.equals(list)) {
        if (last !== undefined) yield last;
        list = key;
        last = undefined;
      }
      const within = this.countWithin(value, limit);
      if (within > 0) last = { key: list, block: value, within };
    }
    if (last !== undefined) yield last;
  }

  /** Every list, one after the other. */
  *lists(reading: Reading): IterableIterator<{ readonly key: Buffer; readonly items: readonly Item[] }> {
    let list: { readonly key: Buffer; readonly items: Item[] } | undefined;
    for (const { key: block, value } of this.table.getRange(reading)) {
      const key = block.subarray(0, -suffixBytes);
      if (list === undefined || !key.equals(list.key)) {
        if (list !== undefined) yield list;
        list = { key, items: [] };
      }
      for (const item of this.itemsOf(value)) list.items.push(this.format.unpack(item));
    }
    if (list !== undefined) yield list;
  }

  private backwards(key: Buffer, reading: Reading): Iterable<{ key: Buffer; value: Buffer }> {
    const { start, end } = rangeOf(key, 0);
    return this.table.getRange({ ...reading, start: end, end: start, reverse: true, inclusiveEnd: true });
  }

  /** How many items of a block have a first number within the limit: the first numbers ascend. */
  private countWithin(block: Buffer, limit: number): number {
    let low = 0;
    let high = block.readUInt16LE(0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (block.readDoubleLE(2 + 8 * middle) <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private firstOf(block: Buffer, count: number): Item[] {
    return Array.from({ length: count }, (_, i) => this.format.unpack(this.itemAt(block, i)));
  }

  private itemsOf(block: Buffer): Packed[] {
    return Array.from({ length: block.readUInt16LE(0) }, (_, i) => this.itemAt(block, i));
  }

  private itemAt(block: Buffer, i: number): Packed {
    const size = block.readUInt16LE(0);
    const ends = 2 + 8 * size * this.format.numbers.length;
    const payload = ends + 4 * size;
    const begin = i === 0 ? 0 : block.readUInt32LE(ends + 4 * (i - 1));
    const numbers = this.format.numbers.map((_, n) => block.readDoubleLE(2 + 8 * (n * size + i)));
    return { numbers, bytes: block.subarray(payload + begin, payload + block.readUInt32LE(ends + 4 * i)) };
  }

  /** A block of the first items of an old one, whose bytes are taken over as they are, and of some that are added. */
  private encode(old: Buffer | undefined, kept: number, added: readonly Item[], begin: number, until: number): Buffer {
    const { numbers, bytes } = this.format;
    const size = kept + until - begin;
    const ends = 2 + 8 * size * numbers.length;
    const payload = ends + 4 * size;
    const oldSize = old?.readUInt16LE(0) ?? 0;
    const oldEnds = 2 + 8 * oldSize * numbers.length;
    let end = kept === 0 ? 0 : old!.readUInt32LE(oldEnds + 4 * (kept - 1));
    let length = payload + end;
    for (let i = begin; i < until; i++) length += bytes(added[i]!).length;
    const block = Buffer.allocUnsafe(length);
    block.writeUInt16LE(size, 0);
    if (kept > 0) {
      for (let n = 0; n < numbers.length; n++)
        old!.copy(block, 2 + 8 * n * size, 2 + 8 * n * oldSize, 2 + 8 * (n * oldSize + kept));
      old!.copy(block, ends, oldEnds, oldEnds + 4 * kept);
      const oldPayload = oldEnds + 4 * oldSize;
      old!.copy(block, payload, oldPayload, oldPayload + end);
    }
    for (const [n, number] of numbers.entries()) {
      const column = 2 + 8 * (n * size + kept - begin);
      for (let i = begin; i < until; i++) block.writeDoubleLE(number(added[i]!), column + 8 * i);
    }
    for (let i = begin; i < until; i++) {
      const payloadOfItem = bytes(added[i]!);
      block.set(payloadOfItem, payload + end);
      end += payloadOfItem.length;
      block.writeUInt32LE(end, ends + 4 * (kept + i - begin));
    }
    return block;
  }
}

export const rowStepFormat: ListFormat<RowStep> = {
  numbers: [({ time }) => time],
  blockItems: 64,
  bytes: ({ row }) => row,
  unpack: ({ numbers: [time], bytes }) => ({ time: time!, row: bytes }),
};

export const totalStepFormat: ListFormat<TotalStep> = {
  numbers: [({ time }) => time, ({ sequence }) => sequence],
  blockItems: 64,
  bytes: ({ change }) => change,
  unpack: ({ numbers: [time, sequence], bytes }) => ({ time: time!, sequence: sequence!, change: bytes }),
};

export const signalStepFormat: ListFormat<SignalStep> = {
  numbers: [({ time }) => time, ({ sequence }) => sequence],
  blockItems: signalStepsOfBlock,
  bytes: ({ signals }) => signals,
  unpack: ({ numbers: [time, sequence], bytes }) => ({ time: time!, sequence: sequence!, signals: bytes }),
};

/** A document may have a MiB: one a block. */
export const snapshotFormat: ListFormat<KeySnapshot> = {
  numbers: [
    ({ place }) => place.occurredAt,
    ({ place }) => place.ordinal,
    ({ place }) => place.sequence,
    ({ facts }) => facts,
    ({ known }) => known,
    ({ rowSteps }) => rowSteps,
    ({ totalSteps }) => totalSteps,
    ({ signalSteps }) => signalSteps,
  ],
  blockItems: 1,
  bytes: ({ document }) => document,
  unpack: ({ numbers, bytes }) => ({ ...snapshotOfNumbers(numbers), document: bytes }),
};

export function snapshotOfNumbers(numbers: readonly number[]): Omit<KeySnapshot, 'document'> {
  const [occurredAt, ordinal, sequence, facts, known, rowSteps, totalSteps, signalSteps] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { place: { occurredAt, ordinal, sequence }, facts, known, rowSteps, totalSteps, signalSteps };
}

const suffixBytes = 5;

function blockKey(key: Buffer, number: number): Buffer {
  const block = Buffer.allocUnsafe(key.length + suffixBytes);
  key.copy(block);
  block[key.length] = 0;
  block.writeUInt32BE(number, key.length + 1);
  return block;
}

function rangeOf(key: Buffer, from: number): { start: Buffer; end: Buffer } {
  return { start: blockKey(key, from), end: Buffer.concat([key, Buffer.from([1])]) };
}
