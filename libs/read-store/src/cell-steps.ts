import type { CellStep } from './port.js';
import { SortedColumn } from './sorted-column.js';

/** Sums by name. Numbers as long as they are exact. */
export type Sums = Map<string, number | bigint>;

/** Adds exactly: what a double no longer holds goes on as a bigint. */
export function plus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  return sum >= leastSafe && sum <= greatestSafe ? Number(sum) : sum;
}

const leastSafe = BigInt(Number.MIN_SAFE_INTEGER);
const greatestSafe = BigInt(Number.MAX_SAFE_INTEGER);

export function addSums(sums: Sums, changes: CellStep['sums']): void {
  for (const [name, by] of changes) sums.set(name, plus(sums.get(name) ?? 0, by));
}

/** As a cell shows them: nothing that is 0. */
export function shownSums(sums: Sums): Record<string, bigint> {
  return Object.fromEntries([...sums].flatMap(([name, sum]) => (BigInt(sum) === 0n ? [] : [[name, BigInt(sum)]])));
}

/** Values that came and went, in any order: a column as of some instant. */
export class ColumnChanges {
  private readonly put = new Numbers();
  private readonly taken = new Numbers();

  change(value: number, copies: number): void {
    const side = copies > 0 ? this.put : this.taken;
    for (let i = Math.abs(copies); i > 0; i--) side.push(value);
  }

  /** What is left. Both sides sorted, the one is taken out of the other in one pass. */
  left(): SortedColumn {
    const put = this.put.sorted();
    const taken = this.taken.sorted();
    const values = new Float64Array(put.length);
    const copies = new Uint32Array(put.length);
    let size = 0;
    let t = 0;
    for (let p = 0; p < put.length; p++) {
      const value = put[p]!;
      // −0 and 0 are one value.
      if (t < taken.length && taken[t] === value) t++;
      else if (size > 0 && values[size - 1] === value) copies[size - 1]!++;
      else {
        values[size] = value;
        copies[size++] = 1;
      }
    }
    return new SortedColumn(values.slice(0, size), copies);
  }
}

/** A list of numbers that grows: as many as a column has values, so no objects. */
class Numbers {
  private numbers = new Float64Array(16);
  private length = 0;

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.numbers);
      this.numbers = longer;
    }
    this.numbers[this.length++] = number;
  }

  sorted(): Float64Array {
    return this.numbers.subarray(0, this.length).sort();
  }
}

/** A cell's steps made one: what the cell at the head changes by. */
export function netChange(steps: readonly CellStep[]): Pick<CellStep, 'sums' | 'columns'> {
  if (steps.length === 1) return steps[0]!;
  const sums: Sums = new Map();
  const columns = new Map<string, Map<number, number>>();
  for (const step of steps) {
    addSums(sums, step.sums);
    for (const [name, { values, copies }] of step.columns) {
      let net = columns.get(name);
      if (net === undefined) columns.set(name, (net = new Map()));
      for (let i = 0; i < values.length; i++) net.set(values[i]!, (net.get(values[i]!) ?? 0) + copies[i]!);
    }
  }
  return {
    sums: [...sums].filter(([, by]) => by !== 0),
    columns: [...columns].flatMap(([name, net]) => {
      const changed = [...net].filter(([, by]) => by !== 0).sort(([a], [b]) => a - b);
      if (changed.length === 0) return [];
      return [[name, { values: changed.map(([value]) => value), copies: changed.map(([, by]) => by) }] as const];
    }),
  };
}
