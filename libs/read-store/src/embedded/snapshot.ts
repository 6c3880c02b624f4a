import type { Transaction } from 'lmdb';
import { afterPrefix, decodePath, encodePath, readSortable, writeSortable } from '../cell-path.js';
import { decodeEntry, decodePosition } from '../entry-codec.js';
import { unpack } from '../packing.js';
import { slotCount, startPosition } from '../port.js';
import type { Cell, CellPath, KeyEntry, Quarantine, Snapshot, WaitingFact } from '../port.js';
import type { Tables } from './build-database.js';
import { readColumn } from './column-blocks.js';

/** Sums as texts when a double would not hold them; of columns only the names. Pairs, because any text may be a name. */
export interface StoredCell {
  readonly sums: readonly (readonly [name: string, sum: number | string])[];
  readonly columns: readonly string[];
}

type Reading = { readonly transaction: Transaction };

/** The tables of a build as they are in one read transaction. */
export function snapshotOf(tables: Tables, reading: Reading): Snapshot {
  return {
    positions() {
      const positions = Array.from({ length: slotCount }, () => startPosition);
      for (const { key, value } of tables.slots.getRange(reading)) positions[key[0]!] = decodePosition(value);
      return positions;
    },
    entry: (key) => readEntry(tables, Buffer.from(key), reading),
    *entries({ after } = {}) {
      const start = after === undefined ? {} : { start: Buffer.concat([Buffer.from(after), zero]) };
      for (const { key, value } of tables.entries.getRange({ ...reading, ...start })) {
        yield { key: key.toString(), entry: entryOf(tables, key, value, reading) };
      }
    },
    row: (key) => tables.rows.get(Buffer.from(key), reading),
    *rows() {
      for (const { key, value } of tables.rows.getRange(reading)) yield { key: key.toString(), row: value };
    },
    cell(at) {
      const stored = tables.cells.get(cellKey(at), reading);
      return stored === undefined ? undefined : cellOf(tables, at, stored, true, reading);
    },
    *cells(prefix, { columns = true } = {}) {
      const start = cellKey(prefix);
      for (const { key, value } of tables.cells.getRange({ ...reading, start, end: afterPrefix(start) })) {
        yield cellOf(tables, decodePath(key.subarray(1)), value, columns, reading);
      }
    },
    *quarantined() {
      for (const { key, value } of tables.quarantine.getRange(reading)) {
        yield { key: key.toString(), quarantine: unpack<Quarantine>(value) };
      }
    },
    waiting: (until) => waitingFacts(tables, until, reading),
    counts: () => ({
      // lmdb-js writes into the options of a count.
      entries: tables.entries.getCount({ ...reading }),
      rows: tables.rows.getCount({ ...reading }),
      quarantined: tables.quarantine.getCount({ ...reading }),
    }),
  };
}

function readEntry(tables: Tables, key: Buffer, reading: Reading): KeyEntry | undefined {
  const bytes = tables.entries.get(key, reading);
  return bytes === undefined ? undefined : entryOf(tables, key, bytes, reading);
}

function entryOf(tables: Tables, key: Buffer, bytes: Buffer, reading: Reading): KeyEntry {
  const { entry, quarantined } = decodeEntry(bytes);
  const row = tables.rows.get(key, reading);
  const quarantine = quarantined ? tables.quarantine.get(key, reading) : undefined;
  return {
    ...entry,
    ...(row === undefined ? {} : { row }),
    ...(quarantine === undefined ? {} : { quarantine: unpack<Quarantine>(quarantine) }),
  };
}

function cellOf(tables: Tables, at: CellPath, stored: Buffer, withColumns: boolean, reading: Reading): Cell {
  const { sums, columns } = unpack<StoredCell>(stored);
  const read = withColumns ? columns : [];
  return {
    at,
    sums: Object.fromEntries(sums.map(([name, sum]) => [name, BigInt(sum)])),
    columns: Object.fromEntries(read.map((name) => [name, readColumn(tables.columns, at, name, reading)])),
  };
}

const zero = Buffer.from([0]);
/** LMDB takes no empty keys, and a path may be empty. */
const cellTag = Buffer.from([0x04]);

export function cellKey(at: CellPath): Buffer {
  return Buffer.concat([cellTag, encodePath(at)]);
}

/** Slot, time, sequence: a slot finds what is due to it in one range. */
export function waitingKey(fact: WaitingFact): Buffer {
  const key = Buffer.allocUnsafe(17);
  key[0] = fact.slot;
  writeSortable(key, fact.occurredAt, 1);
  writeSortable(key, fact.sequence, 9);
  return key;
}

function* waitingFacts(tables: Tables, until: number, reading: Reading): IterableIterator<WaitingFact> {
  let start = Buffer.from([0]);
  // From each slot only what is due is looked at: the rest of it is jumped over.
  for (;;) {
    const [next] = tables.waiting.getKeys({ ...reading, start, limit: 1 });
    if (next === undefined) return;
    const slot = next[0]!;
    const due = { start: next, end: waitingKey({ slot, occurredAt: until, sequence: Infinity }) };
    for (const key of tables.waiting.getKeys({ ...reading, ...due })) {
      yield { slot, occurredAt: readSortable(key, 1), sequence: readSortable(key, 9) };
    }
    if (slot === slotCount - 1) return;
    start = Buffer.from([slot + 1]);
  }
}
