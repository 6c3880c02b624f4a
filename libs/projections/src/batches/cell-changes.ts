import type { Instant } from '#core/time.js';
import { stepsOf } from '#read-store/cell-contributions.js';
import type { CellChange, CellContributions, CellPath } from '#read-store/port.js';
import type { ContributionChange } from '../folding/contribution-change.js';
import type { FlatContribution } from '../definition/contributions.js';

/** `CellContributions` that grow. */
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
      const steps = [...stepsOf(cell)];
      if (steps.length > 0) list.push({ at: cell.at, steps });
    }
    return list;
  }

  /** All of it as it came, cell by cell. */
  toContributions(): readonly CellContributions[] {
    return this.cells;
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
