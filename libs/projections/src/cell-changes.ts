import type { Instant } from '#core/time.js';
import { plus } from '#read-store/cell-steps.js';
import type { CellChange, CellPath, CellStep, ValueChanges } from '#read-store/port.js';
import type { ContributionChange } from './contribution-change.js';
import type { FlatContribution } from './contributions.js';

/**
 * What comes to one cell, in the order in which it comes: numbers side by side and no objects, because a batch has as many
 * of them as events, and all live until its end.
 */
interface PendingCell {
  readonly at: CellPath;
  readonly sums: { readonly times: Instant[]; readonly names: string[]; readonly by: number[] };
  readonly columns: PendingColumn[];
}

interface PendingColumn {
  readonly name: string;
  readonly times: Instant[];
  readonly values: number[];
  readonly signs: number[];
}

/** The difference that a batch makes to the totals, by instant: what came of old steps is taken out, what new ones bring put in. */
export class CellChanges {
  private readonly root: CellsBelow = { cell: undefined, below: new Map() };
  private readonly cells: PendingCell[] = [];

  add(time: Instant, { plus: came, minus: went }: ContributionChange): void {
    for (const entry of came) this.push(time, 1, entry);
    for (const entry of went) this.push(time, -1, entry);
  }

  /** What is left of it, cell by cell; cells where nothing changes are left out. */
  toList(): CellChange[] {
    const list: CellChange[] = [];
    for (const cell of this.cells) {
      const steps = stepsOf(cell);
      if (steps.length > 0) list.push({ at: cell.at, steps });
    }
    return list;
  }

  private push(time: Instant, sign: 1 | -1, [at, numbers, values]: FlatContribution): void {
    const { sums, columns } = this.cellAt(at);
    for (let i = 0; i < numbers.length; i += 2) {
      sums.times.push(time);
      sums.names.push(numbers[i] as string);
      sums.by.push(sign * (numbers[i + 1] as number));
    }
    for (let i = 0; i < values.length; i += 2) {
      const column = columnOf(columns, values[i] as string);
      for (const value of values[i + 1] as readonly number[]) {
        column.times.push(time);
        // −0 and 0 are one value.
        column.values.push(value + 0);
        column.signs.push(sign);
      }
    }
  }

  private cellAt(at: CellPath): PendingCell {
    let node = this.root;
    for (const element of at) {
      let next = node.below.get(element);
      if (next === undefined) node.below.set(element, (next = { cell: undefined, below: new Map() }));
      node = next;
    }
    if (node.cell === undefined) {
      node.cell = { at, sums: { times: [], names: [], by: [] }, columns: [] };
      this.cells.push(node.cell);
    }
    return node.cell;
  }
}

/** Cells by their paths, element by element: no text is made of a path to find its cell. */
interface CellsBelow {
  cell: PendingCell | undefined;
  readonly below: Map<string | number, CellsBelow>;
}

/** A cell has few columns. */
function columnOf(columns: PendingColumn[], name: string): PendingColumn {
  let column = columns.find((other) => other.name === name);
  if (column === undefined) columns.push((column = { name, times: [], values: [], signs: [] }));
  return column;
}

function stepsOf({ sums, columns }: PendingCell): CellStep[] {
  const ofSums = new InOrder(sums.times);
  const ofColumns = columns.map(({ times, values }) => new InOrder(times, values));
  const steps: CellStep[] = [];
  for (;;) {
    let time = ofSums.time;
    for (const column of ofColumns) if (column.time < time) time = column.time;
    if (time === Infinity) return steps;
    const changedSums = sumsAt(time, sums, ofSums);
    const changedColumns: (readonly [string, ValueChanges])[] = [];
    for (const [c, column] of columns.entries()) {
      const changes = valuesAt(time, column, ofColumns[c]!);
      if (changes !== undefined) changedColumns.push([column.name, changes]);
    }
    if (changedSums.length > 0 || changedColumns.length > 0)
      steps.push({ time, sums: changedSums, columns: changedColumns });
  }
}

/** Goes through entries by time, and at one instant by value. */
class InOrder {
  /** A plain array, whose sort merges the runs that it finds: those of one key ascend. */
  private readonly order: number[];
  private next = 0;

  constructor(
    private readonly times: readonly Instant[],
    values: readonly number[] = times,
  ) {
    this.order = times.map((_, i) => i);
    this.order.sort((a, b) => times[a]! - times[b]! || values[a]! - values[b]!);
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
function sumsAt(time: Instant, { names, by }: PendingCell['sums'], entries: InOrder): CellStep['sums'] {
  const sums: [name: string, by: number | bigint][] = [];
  while (entries.time === time) {
    const i = entries.take();
    const known = sums.find(([name]) => name === names[i]);
    if (known === undefined) sums.push([names[i]!, by[i]!]);
    else known[1] = plus(known[1], by[i]!);
  }
  return sums.some(([, changed]) => changed === 0) ? sums.filter(([, changed]) => changed !== 0) : sums;
}

function valuesAt(time: Instant, column: PendingColumn, entries: InOrder): ValueChanges | undefined {
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
