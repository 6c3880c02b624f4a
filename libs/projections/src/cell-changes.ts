import type { Instant } from '#core/time.js';
import { plus } from '#read-store/cell-steps.js';
import type { CellChange, CellPath, CellStep, ValueChanges } from '#read-store/port.js';
import type { ContributionChange } from './contribution-change.js';
import type { FlatContribution } from './contributions.js';

interface Pending {
  readonly time: Instant;
  readonly sign: 1 | -1;
  readonly entry: FlatContribution;
}

interface PendingCell {
  readonly at: CellPath;
  readonly pending: Pending[];
}

/** The difference that a batch makes to the totals, by instant: what came of old steps is taken out, what new ones bring put in. */
export class CellChanges {
  private readonly cells = new Map<string, PendingCell>();

  add(time: Instant, { plus: came, minus: went }: ContributionChange): void {
    for (const entry of came) this.push({ time, sign: 1, entry });
    for (const entry of went) this.push({ time, sign: -1, entry });
  }

  /** What is left of it, cell by cell; cells where nothing changes are left out. */
  toList(): CellChange[] {
    const list: CellChange[] = [];
    for (const { at, pending } of this.cells.values()) {
      const steps = stepsOf(pending);
      if (steps.length > 0) list.push({ at, steps });
    }
    return list;
  }

  private push(pending: Pending): void {
    const [at] = pending.entry;
    const path = nameOf(at);
    const cell = this.cells.get(path);
    if (cell === undefined) this.cells.set(path, { at, pending: [pending] });
    else cell.pending.push(pending);
  }
}

/** A text for each path, another for another. */
function nameOf(at: CellPath): string {
  let name = '';
  for (const element of at)
    name += typeof element === 'number' ? `#${element === 0 ? 0 : element};` : `${element.length}:${element}`;
  return name;
}

function stepsOf(pending: Pending[]): CellStep[] {
  pending.sort((a, b) => a.time - b.time);
  const steps: CellStep[] = [];
  for (let begin = 0, end = 0; begin < pending.length; begin = end) {
    const { time } = pending[begin]!;
    while (end < pending.length && pending[end]!.time === time) end++;
    const step = stepOf(time, pending, begin, end);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** Values of one column that come and go at one instant. */
interface ColumnPending {
  readonly name: string;
  readonly values: { readonly value: number; readonly by: number }[];
}

/** All that happens to a cell at one instant. A cell has few names, so that they are found by looking at each. */
function stepOf(time: Instant, pending: readonly Pending[], begin: number, end: number): CellStep | undefined {
  const sums: [name: string, by: number | bigint][] = [];
  const columns: ColumnPending[] = [];
  for (let p = begin; p < end; p++) {
    const { sign, entry } = pending[p]!;
    const [, numbers, values] = entry;
    for (let i = 0; i < numbers.length; i += 2)
      addSum(sums, numbers[i] as string, sign * (numbers[i + 1] as number), p === begin);
    for (let i = 0; i < values.length; i += 2) {
      const column = columnOf(columns, values[i] as string);
      // −0 and 0 are one value.
      for (const value of values[i + 1] as readonly number[]) column.values.push({ value: value + 0, by: sign });
    }
  }
  const changedSums = sums.some(([, by]) => by === 0) ? sums.filter(([, by]) => by !== 0) : sums;
  const changedColumns: (readonly [string, ValueChanges])[] = [];
  for (const { name, values } of columns) {
    const changes = valueChanges(values);
    if (changes.values.length > 0) changedColumns.push([name, changes]);
  }
  if (changedSums.length === 0 && changedColumns.length === 0) return undefined;
  return { time, sums: changedSums, columns: changedColumns };
}

/** @param isNew no sum of this name is there yet */
function addSum(sums: [name: string, by: number | bigint][], name: string, by: number, isNew: boolean): void {
  const known = isNew ? undefined : sums.find(([other]) => other === name);
  if (known === undefined) sums.push([name, by]);
  else known[1] = plus(known[1], by);
}

function columnOf(columns: ColumnPending[], name: string): ColumnPending {
  let column = columns.find((other) => other.name === name);
  if (column === undefined) columns.push((column = { name, values: [] }));
  return column;
}

function valueChanges(pending: ColumnPending['values']): ValueChanges {
  if (pending.length > 1) pending.sort((a, b) => a.value - b.value);
  const values: number[] = [];
  const copies: number[] = [];
  for (let begin = 0, end = 0; begin < pending.length; begin = end) {
    const { value } = pending[begin]!;
    let by = 0;
    for (; end < pending.length && pending[end]!.value === value; end++) by += pending[end]!.by;
    if (by === 0) continue;
    values.push(value);
    copies.push(by);
  }
  return { values, copies };
}
