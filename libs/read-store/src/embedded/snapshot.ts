import type { Transaction } from 'lmdb';
import { afterPrefix, decodePath, readSortable, writeSortable } from '../cell-path.js';
import { decodeEntry, decodePosition } from '../entry-codec.js';
import { unpack } from '../packing.js';
import { slotCount, startPosition } from '../port.js';
import type { Cell, CellPath, DueKey, KeyEntry, Quarantine, SignalStep, Snapshot, WaitingFact } from '../port.js';
import { cellKey } from './cell-keys.js';
import { cellsAsOf } from './cells-as-of.js';
import type { Tables } from './build-database.js';
import { readTransitions } from './transition-table.js';
import { readColumn } from './column-blocks.js';
import {
  KeyLists,
  rowStepFormat,
  signalStepFormat,
  snapshotFormat,
  snapshotOfNumbers,
  totalStepFormat,
} from './key-lists.js';

/** Sums as texts when a double would not hold them; of columns only the names. Pairs, because any text may be a name. */
export interface StoredCell {
  readonly sums: readonly (readonly [name: string, sum: number | string])[];
  readonly columns: readonly string[];
}

type Reading = { readonly transaction: Transaction };

/** The tables of a build as they are in one read transaction. */
export function snapshotOf(tables: Tables, reading: Reading): Snapshot {
  const lists = {
    rows: new KeyLists(tables['row-steps'], rowStepFormat),
    totals: new KeyLists(tables['total-steps'], totalStepFormat),
    snapshots: new KeyLists(tables.snapshots, snapshotFormat),
  };
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
    row(key, time) {
      if (time === undefined) return tables.rows.get(Buffer.from(key), reading);
      return lists.rows.findLast(Buffer.from(key), ([at]) => at! <= time, reading)?.item.row;
    },
    *rows(time) {
      if (time === undefined)
        for (const { key, value } of tables.rows.getRange(reading)) yield { key: key.toString(), row: value };
      else
        for (const { key, item } of lists.rows.lastOfEach(time, reading)) yield { key: key.toString(), row: item.row };
    },
    ...signalReads(tables, reading),
    cell(at) {
      const stored = tables.cells.get(cellKey(at), reading);
      return stored === undefined ? undefined : cellOf(tables, at, stored, true, reading);
    },
    *cells(prefix, { columns = true, after, time } = {}) {
      if (time !== undefined) {
        yield* cellsAsOf(tables, prefix, { columns, time }, reading);
        return;
      }
      const begin = cellKey(prefix);
      const start = after === undefined ? begin : Buffer.concat([cellKey(after), zero]);
      for (const { key, value } of tables.cells.getRange({ ...reading, start, end: afterPrefix(begin) })) {
        yield cellOf(tables, decodePath(key.subarray(1)), value, columns, reading);
      }
    },
    rowSteps: (key, from = 0) => lists.rows.read(Buffer.from(key), from, reading),
    totalSteps: (key, from = 0) => lists.totals.read(Buffer.from(key), from, reading),
    snapshotCount: (key) => lists.snapshots.count(Buffer.from(key), reading),
    lastSnapshot(key, fits) {
      const found = lists.snapshots.findLast(Buffer.from(key), (numbers) => fits(snapshotOfNumbers(numbers)), reading);
      return found && { snapshot: found.item, index: found.index };
    },
    due: (until) => dueKeys(tables, until, reading),
    nextAt: (slots) => Math.min(firstIn(tables.waiting, reading, slots), firstIn(tables.due, reading, slots)),
    *quarantined() {
      for (const { key, value } of tables.quarantine.getRange(reading)) {
        yield { key: key.toString(), quarantine: unpack<Quarantine>(value) };
      }
    },
    hasAside: () => holdsAnything(tables.aside, reading),
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
  const { entry, signalling, quarantined } = decodeEntry(bytes);
  const row = tables.rows.get(key, reading);
  const signals = signalling ? tables.signals.get(key, reading) : undefined;
  const quarantine = quarantined ? tables.quarantine.get(key, reading) : undefined;
  return {
    ...entry,
    ...(row === undefined ? {} : { row }),
    ...(signals === undefined ? {} : { signals }),
    ...(quarantine === undefined ? {} : { quarantine: unpack<Quarantine>(quarantine) }),
  };
}

function signalReads(
  tables: Tables,
  reading: Reading,
): Pick<Snapshot, 'signalsOf' | 'signals' | 'signalHistories' | 'signalSteps' | 'transitions'> {
  const steps = new KeyLists(tables['signal-steps'], signalStepFormat);
  return {
    signalsOf(key, time) {
      const bytes = Buffer.from(key);
      if (time !== undefined) return toldBy(steps.upToLast(bytes, time, reading));
      const signals = tables.signals.get(bytes, reading);
      return signals && [signals];
    },
    *signals(time) {
      if (time === undefined) {
        for (const { key, value } of tables.signals.getRange(reading)) yield { key: key.toString(), signals: [value] };
        return;
      }
      for (const { key, items } of steps.upToLastOfEach(time, reading)) {
        const signals = toldBy(items);
        if (signals !== undefined) yield { key: key.toString(), signals };
      }
    },
    signalSteps: (key, from = 0) => steps.read(Buffer.from(key), from, reading),
    *signalHistories(time = Infinity) {
      for (const { key, items } of steps.lists(reading)) {
        const upTo = items.filter((step) => step.time <= time);
        if (upTo.length > 0) yield { key: key.toString(), steps: upTo };
      }
    },
    transitions: (after, limit) => readTransitions(tables, { after, limit }, reading),
  };
}

/** The last step may leave none. */
function toldBy(steps: readonly SignalStep[]): readonly Uint8Array[] | undefined {
  const last = steps.at(-1);
  return last === undefined || last.signals.length === 0 ? undefined : steps.map(({ signals }) => signals);
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
/** Slot, time, sequence: a slot finds what is due to it in one range. */
export function waitingKey(fact: WaitingFact): Buffer {
  const key = Buffer.allocUnsafe(17);
  key[0] = fact.slot;
  writeSortable(key, fact.occurredAt, 1);
  writeSortable(key, fact.sequence, 9);
  return key;
}

function holdsAnything(table: Tables['aside'], reading: Reading): boolean {
  const [key] = table.getKeys({ ...reading, limit: 1 });
  return key !== undefined;
}

function* waitingFacts(tables: Tables, until: number, reading: Reading): IterableIterator<WaitingFact> {
  for (const key of dueInSlots(tables.waiting, until, reading))
    yield { slot: key[0]!, occurredAt: readSortable(key, 1), sequence: readSortable(key, 9) };
}

/** Slot, time, key. */
export function dueKey({ slot, at, key }: DueKey): Buffer {
  const head = Buffer.allocUnsafe(9);
  head[0] = slot;
  writeSortable(head, at, 1);
  return Buffer.concat([head, Buffer.from(key)]);
}

function* dueKeys(tables: Tables, until: number, reading: Reading): IterableIterator<DueKey> {
  for (const key of dueInSlots(tables.due, until, reading))
    yield { slot: key[0]!, at: readSortable(key, 1), key: key.subarray(9).toString() };
}

/** Keys of a table by slot and time, up to an instant. From each slot only what is due is looked at: the rest is jumped over. */
function* dueInSlots(table: Tables['due'], until: number, reading: Reading): IterableIterator<Buffer> {
  let start = Buffer.from([0]);
  for (;;) {
    const [next] = table.getKeys({ ...reading, start, limit: 1 });
    if (next === undefined) return;
    const slot = next[0]!;
    for (const key of table.getKeys({ ...reading, start: next, end: Buffer.from([slot + 1]) })) {
      if (readSortable(key, 1) > until) break;
      yield key;
    }
    if (slot === slotCount - 1) return;
    start = Buffer.from([slot + 1]);
  }
}

/** The first instant of any slot. */
function firstIn(table: Tables['due'], reading: Reading, slots?: ReadonlySet<number>): number {
  let first = Infinity;
  for (let slot = 0; slot < slotCount; slot++) {
    const [next] = table.getKeys({ ...reading, start: Buffer.from([slot]), limit: 1 });
    if (next === undefined) break;
    slot = next[0]!;
    if (slots?.has(slot) !== false) first = Math.min(first, readSortable(next, 1));
  }
  return first;
}
