import { Packr } from 'msgpackr';
import type { Batch, CellChange, CellContributions, CellStep, ColumnContributions } from '../port.js';

/**
 * A batch as bytes, so that it is the same batch for whoever reads them. Within one message names of members stand once
 * (records of msgpackr, whose definitions are part of the message); lists of numbers are the bytes of their numbers.
 */
const packr = new Packr({ useRecords: true, moreTypes: false });

/** What an entry of a build's log does. */
export type LogEntry = { readonly batch: Batch } | { readonly settles: true };

/** Packs of what is read back later are copied by whoever keeps them. */
export function encodeEntry(entry: LogEntry): Buffer {
  if ('settles' in entry) return packr.pack(null);
  const { batch } = entry;
  return packr.pack({
    ...batch,
    ...(batch.cells === undefined ? {} : { cells: batch.cells.map(packedCell) }),
    ...(batch.aside === undefined ? {} : { aside: batch.aside.map(packedContributions) }),
  });
}

export function decodeEntry(bytes: Uint8Array): LogEntry {
  const packed = packr.unpack(bytes) as PackedBatch | null;
  if (packed === null) return { settles: true };
  const { cells, aside, ...batch } = packed;
  return {
    batch: {
      ...batch,
      ...(cells === undefined ? {} : { cells: cells.map(cellOf) }),
      ...(aside === undefined ? {} : { aside: aside.map(contributionsOf) }),
    },
  };
}

interface PackedBatch extends Omit<Batch, 'cells' | 'aside'> {
  readonly cells?: readonly PackedCell[];
  readonly aside?: readonly PackedContributions[];
}

/** Changes that are bigints are texts. */
type PackedStep = readonly [
  time: number,
  sums: readonly (readonly [name: string, change: number | string])[],
  columns: readonly (readonly [name: string, values: Uint8Array, copies: Uint8Array])[],
];
type PackedCell = readonly [at: CellChange['at'], steps: readonly PackedStep[]];

function packedCell({ at, steps }: CellChange): PackedCell {
  return [
    at,
    steps.map(({ time, sums, columns }) => [
      time,
      sums.map(([name, by]) => [name, typeof by === 'bigint' ? String(by) : by] as const),
      columns.map(
        ([name, { values, copies }]) =>
          [name, bytesOf(Float64Array.from(values)), bytesOf(Int32Array.from(copies))] as const,
      ),
    ]),
  ];
}

function cellOf([at, steps]: PackedCell): CellChange {
  return {
    at,
    steps: steps.map(([time, sums, columns]): CellStep => ({
      time,
      sums: sums.map(([name, by]) => [name, typeof by === 'string' ? BigInt(by) : by]),
      columns: columns.map(([name, values, copies]) => [
        name,
        { values: numbersOf(Float64Array, values), copies: numbersOf(Int32Array, copies) },
      ]),
    })),
  };
}

/** There are few names, so that each contribution has the number of its. */
type PackedContributions = readonly [
  at: CellContributions['at'],
  times: Uint8Array,
  names: readonly string[],
  numbers: Uint8Array,
  by: Uint8Array,
  columns: readonly (readonly [name: string, times: Uint8Array, values: Uint8Array, signs: Uint8Array])[],
];

function packedContributions({ at, sums, columns }: CellContributions): PackedContributions {
  const known = new Map<string, number>();
  const numbers = Uint32Array.from(sums.names, (name) => {
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
  return [
    at,
    bytesOf(Float64Array.from(sums.times)),
    [...known.keys()],
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
}

function contributionsOf([at, times, names, numbers, by, columns]: PackedContributions): CellContributions {
  return {
    at,
    sums: {
      times: numbersOf(Float64Array, times),
      names: Array.from(numbersOf(Uint32Array, numbers), (number) => names[number]!),
      by: numbersOf(Float64Array, by),
    },
    columns: columns.map(([name, ofColumn, values, signs]): ColumnContributions => ({
      name,
      times: numbersOf(Float64Array, ofColumn),
      values: numbersOf(Float64Array, values),
      signs: numbersOf(Int8Array, signs),
    })),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Copies: within a message numbers need not lie as they must. */
function numbersOf<Numbers>(kind: new (buffer: ArrayBuffer) => Numbers, bytes: Uint8Array): Numbers {
  return new kind(Uint8Array.from(bytes).buffer);
}
