import { unpack, pack } from '../packing.js';
import { netOf, stepsOf } from '../cell-contributions.js';
import { decodePath } from '../cell-path.js';
import { netChange, plus } from '../cell-steps.js';
import type { CellChange, CellContributions, CellPath, CellStep } from '../port.js';
import type { Table, Tables } from './build-database.js';
import { asideKey, cellKey, columnStepsKey, endOfCell, sumStepsKey } from './cell-keys.js';
import { changeColumn, hasValues } from './column-blocks.js';
import type { StoredCell } from './snapshot.js';
import { sumBlocks, TimedBlocks, valueBlocks } from './timed-blocks.js';
import type { ValueStep } from './timed-blocks.js';

/** Must run inside a write transaction, as everything here. */
export function writeCell(tables: Tables, { at, steps }: CellChange): void {
  changeHead(tables, at, netChange(steps));
  addSteps(tables, at, steps);
}

function addSteps(tables: Tables, at: CellPath, steps: readonly CellStep[]): void {
  const sums = steps.filter((step) => step.sums.length > 0);
  new TimedBlocks(tables['cell-steps'], sumBlocks).add(sumStepsKey(at), sums);
  const columns = new Map<string, ValueStep[]>();
  for (const { time, columns: changed } of steps) {
    for (const [name, { values, copies }] of changed) {
      let list = columns.get(name);
      if (list === undefined) columns.set(name, (list = []));
      for (let i = 0; i < values.length; i++) list.push({ time, value: values[i]!, copies: copies[i]! });
    }
  }
  const blocks = new TimedBlocks(tables['column-steps'], valueBlocks);
  for (const [name, list] of columns) blocks.add(columnStepsKey(at, name), list);
}

/** The cell as it is now. */
function changeHead(tables: Tables, at: CellPath, change: Pick<CellStep, 'sums' | 'columns'>): void {
  const key = cellKey(at);
  const stored = tables.cells.get(key);
  const old: StoredCell = stored === undefined ? { sums: [], columns: [] } : unpack(stored);
  const sums = new Map(old.sums);
  for (const [name, by] of change.sums) {
    const before = sums.get(name) ?? 0;
    const sum = plus(typeof before === 'string' ? BigInt(before) : before, by);
    if (sum === 0) sums.delete(name);
    else sums.set(name, typeof sum === 'bigint' ? String(sum) : sum);
  }
  const columns = new Set(old.columns);
  for (const [name, changes] of change.columns) {
    changeColumn(tables.columns, at, name, changes);
    const hasGrown = Array.prototype.some.call(changes.copies, (copies: number) => copies > 0);
    if (hasGrown || hasValues(tables.columns, at, name)) columns.add(name);
    else columns.delete(name);
  }
  const cell: StoredCell = { sums: [...sums], columns: [...columns].sort() };
  if (sums.size === 0 && columns.size === 0) tables.cells.removeSync(key);
  else tables.cells.putSync(key, asBuffer(pack(cell)));
}

/** As many contributions as are settled in one transaction; a cell with more has one of its own. */
const settledAtOnce = 100_000;
/** Steps are written so many at a time: as objects they are large. */
const stepsAtOnce = 4_096;

/** Names of sums, each once; of each contribution time, number of the name and change; columns. Numbers as their bytes. */
type StoredContributions = readonly [
  names: readonly string[],
  times: Uint8Array,
  numbers: Uint8Array,
  by: Uint8Array,
  columns: readonly (readonly [name: string, times: Uint8Array, values: Uint8Array, signs: Uint8Array])[],
];

/** Under the path of the cell and the slot that it comes from, so that all of one cell lies together. */
export function putAside(table: Table, { at, sums, columns }: CellContributions, slot: number): void {
  const names: string[] = [];
  const numbers = new Uint16Array(sums.names.length);
  for (let i = 0; i < numbers.length; i++) {
    const name = sums.names[i]!;
    const known = names.indexOf(name);
    numbers[i] = known < 0 ? names.push(name) - 1 : known;
  }
  const stored: StoredContributions = [
    names,
    bytesOf(Float64Array.from(sums.times)),
    bytesOf(numbers),
    bytesOf(Float64Array.from(sums.by)),
    columns.map(
      ({ name, times, values, signs }) =>
        [
          name,
          bytesOf(Float64Array.from(times)),
          bytesOf(Float64Array.from(values)),
          bytesOf(Int8Array.from(signs)),
        ] as const,
    ),
  ];
  table.putSync(asideKey(at, slot), asBuffer(pack(stored)));
}

/** Brings some of what was put aside to its cells. @returns whether there is more */
export function settleSome(tables: Tables): boolean {
  let settled = 0;
  while (settled < settledAtOnce) {
    const [first] = tables.aside.getKeys({ limit: 1 });
    if (first === undefined) return false;
    settled += settleCell(tables, first.subarray(0, endOfCell(first) + 1));
  }
  return true;
}

function settleCell(tables: Tables, cell: Buffer): number {
  const stored = [...tables.aside.getRange({ start: cell, end: Buffer.concat([cell, Buffer.from([0xff])]) })];
  const at = decodePath(cell.subarray(1, -1));
  const contributions = joined(
    at,
    stored.map(({ value }) => unpack<StoredContributions>(value)),
  );
  changeHead(tables, at, netOf(contributions));
  let steps: CellStep[] = [];
  for (const step of stepsOf(contributions)) {
    if (steps.push(step) < stepsAtOnce) continue;
    addSteps(tables, at, steps);
    steps = [];
  }
  addSteps(tables, at, steps);
  for (const { key } of stored) tables.aside.removeSync(key);
  return contributions.columns.reduce((sum, { times }) => sum + times.length, contributions.sums.times.length);
}

/** Contributions of one cell from several slots, as if they had come one after the other. */
function joined(at: CellPath, stored: readonly StoredContributions[]): CellContributions {
  const names = stored.flatMap(([own, , numbers]) => Array.from(numbersOf(Uint16Array, numbers), (n) => own[n]!));
  const columns = new Map<string, Uint8Array[][]>();
  for (const [, , , , ofSlot] of stored) {
    for (const [name, ...parts] of ofSlot) {
      const known = columns.get(name);
      if (known === undefined) columns.set(name, [parts]);
      else known.push(parts);
    }
  }
  return {
    at,
    sums: {
      times: numbersOf(Float64Array, ...stored.map(([, times]) => times)),
      names,
      by: numbersOf(Float64Array, ...stored.map(([, , , by]) => by)),
    },
    columns: Array.from(columns, ([name, parts]) => ({
      name,
      times: numbersOf(Float64Array, ...parts.map(([times]) => times!)),
      values: numbersOf(Float64Array, ...parts.map(([, values]) => values!)),
      signs: numbersOf(Int8Array, ...parts.map(([, , signs]) => signs!)),
    })),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Copies: what is read from a page need not lie as numbers must. */
function numbersOf<Numbers>(kind: new (buffer: ArrayBuffer) => Numbers, ...parts: readonly Uint8Array[]): Numbers {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const part of parts) {
    bytes.set(part, length);
    length += part.length;
  }
  return new kind(bytes.buffer);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
