import type { Instant } from '#core/time.js';
import { addSums, plus } from './cell-steps.js';
import type { Sums } from './cell-steps.js';
import type { CellContributions, CellStep, ColumnContributions } from './port.js';
import type { ValueChanges } from './sorted-column.js';
import { orderByTime } from './time-order.js';

/** All of it made one: what the cell at the head changes by. */
export function netOf({ sums, columns }: CellContributions): Pick<CellStep, 'sums' | 'columns'> {
  const net: Sums = new Map();
  for (let i = 0; i < sums.by.length; i++) addSums(net, [[sums.names[i]!, sums.by[i]!]]);
  return {
    sums: [...net].filter(([, by]) => by !== 0),
    columns: columns.flatMap((column) => {
      const changes = netValues(column);
      return changes.values.length === 0 ? [] : [[column.name, changes] as const];
    }),
  };
}

function netValues({ values, signs }: ColumnContributions): ValueChanges {
  const come = sorted(values, signs, 1);
  const gone = sorted(values, signs, -1);
  const net: number[] = [];
  const copies: number[] = [];
  let [c, g] = [0, 0];
  while (c < come.length || g < gone.length) {
    const value = Math.min(come[c] ?? Infinity, gone[g] ?? Infinity);
    let by = 0;
    for (; come[c] === value; c++) by++;
    for (; gone[g] === value; g++) by--;
    if (by === 0) continue;
    net.push(value);
    copies.push(by);
  }
  return { values: net, copies };
}

function sorted(values: ArrayLike<number>, signs: ArrayLike<number>, sign: number): Float64Array {
  let length = 0;
  for (let i = 0; i < values.length; i++) if (signs[i] === sign) length++;
  const found = new Float64Array(length);
  length = 0;
  for (let i = 0; i < values.length; i++) if (signs[i] === sign) found[length++] = values[i]!;
  return found.sort();
}

/** Its steps, ascending by time: what comes at one instant is one step, and what comes to nothing is left out. */
export function* stepsOf({ sums, columns }: CellContributions): Generator<CellStep> {
  const ofSums = new InOrder(sums.times);
  const ofColumns = columns.map(({ times, values }) => new InOrder(times, values));
  for (;;) {
    let time = ofSums.time;
    for (const column of ofColumns) if (column.time < time) time = column.time;
    if (time === Infinity) return;
    const changedSums = sumsAt(time, sums, ofSums);
    const changedColumns: (readonly [string, ValueChanges])[] = [];
    for (const [c, column] of columns.entries()) {
      const changes = valuesAt(time, column, ofColumns[c]!);
      if (changes !== undefined) changedColumns.push([column.name, changes]);
    }
    if (changedSums.length > 0 || changedColumns.length > 0) yield { time, sums: changedSums, columns: changedColumns };
  }
}

/** Goes through entries by time, and at one instant by value. */
class InOrder {
  private readonly order: Uint32Array;
  private next = 0;

  constructor(
    private readonly times: ArrayLike<Instant>,
    values?: ArrayLike<number>,
  ) {
    this.order = orderByTime(times, values);
  }

  /** Of the next entry; Infinity behind the last. */
  get time(): Instant {
    return this.next < this.order.length ? this.times[this.order[this.next]!]! : Infinity;
  }

  /** The index of the next entry. */
  peek(): number {
    return this.order[this.next]!;
  }

  /** The same, and goes on. */
  take(): number {
    return this.order[this.next++]!;
  }
}

/** By what each sum changes at an instant. It has few names, so that they are found by looking at each. */
function sumsAt(time: Instant, { names, by }: CellContributions['sums'], entries: InOrder): CellStep['sums'] {
  const sums: [name: string, by: number | bigint][] = [];
  while (entries.time === time) {
    const i = entries.take();
    const known = sums.find(([name]) => name === names[i]);
    if (known === undefined) sums.push([names[i]!, by[i]!]);
    else known[1] = plus(known[1], by[i]!);
  }
  return sums.some(([, changed]) => changed === 0) ? sums.filter(([, changed]) => changed !== 0) : sums;
}

function valuesAt(time: Instant, column: ColumnContributions, entries: InOrder): ValueChanges | undefined {
  if (entries.time !== time) return undefined;
  const values: number[] = [];
  const copies: number[] = [];
  while (entries.time === time) {
    const i = entries.take();
    const value = column.values[i]!;
    let by = column.signs[i]!;
    while (entries.time === time && column.values[entries.peek()] === value) by += column.signs[entries.take()]!;
    if (by === 0) continue;
    values.push(value);
    copies.push(by);
  }
  return values.length === 0 ? undefined : { values, copies };
}
