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
    const path = JSON.stringify(at);
    const cell = this.cells.get(path);
    if (cell === undefined) this.cells.set(path, { at, pending: [pending] });
    else cell.pending.push(pending);
  }
}

function stepsOf(pending: Pending[]): CellStep[] {
  pending.sort((a, b) => a.time - b.time);
  const steps: CellStep[] = [];
  for (let begin = 0, end = 0; begin < pending.length; begin = end) {
    const { time } = pending[begin]!;
    while (end < pending.length && pending[end]!.time === time) end++;
    const step = stepOf(time, pending.slice(begin, end));
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** All that happens to a cell at one instant. */
function stepOf(time: Instant, pending: readonly Pending[]): CellStep | undefined {
  const [first] = pending;
  if (pending.length === 1 && first!.entry[2].length === 0) return stepOfSums(time, first!);
  const sums = new Map<string, number | bigint>();
  const columns = new Map<string, Map<number, number>>();
  for (const { sign, entry } of pending) {
    const [, numbers, values] = entry;
    for (let i = 0; i < numbers.length; i += 2) {
      const name = numbers[i] as string;
      sums.set(name, plus(sums.get(name) ?? 0, sign * (numbers[i + 1] as number)));
    }
    for (let i = 0; i < values.length; i += 2) {
      const name = values[i] as string;
      let copies = columns.get(name);
      if (copies === undefined) columns.set(name, (copies = new Map()));
      for (const value of values[i + 1] as readonly number[]) copies.set(value, (copies.get(value) ?? 0) + sign);
    }
  }
  const changedSums = [...sums].filter(([, by]) => by !== 0);
  const changedColumns = [...columns].flatMap(([name, copies]) => {
    const changes = valueChanges(copies);
    return changes.values.length === 0 ? [] : [[name, changes] as const];
  });
  if (changedSums.length === 0 && changedColumns.length === 0) return undefined;
  return { time, sums: changedSums, columns: changedColumns };
}

/** Mostly one entry changes some sums. */
function stepOfSums(time: Instant, { sign, entry: [, numbers] }: Pending): CellStep | undefined {
  const sums: (readonly [string, number])[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const by = sign * (numbers[i + 1] as number);
    if (by !== 0) sums.push([numbers[i] as string, by]);
  }
  return sums.length === 0 ? undefined : { time, sums, columns: [] };
}

function valueChanges(copies: ReadonlyMap<number, number>): ValueChanges {
  const changed = [...copies].filter(([, by]) => by !== 0).sort(([a], [b]) => a - b);
  return { values: Float64Array.from(changed, ([value]) => value), copies: Int32Array.from(changed, ([, by]) => by) };
}
