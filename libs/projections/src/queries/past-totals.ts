import { encodePath } from '#read-store/cell-path.js';
import { ColumnChanges, plus, shownSums } from '#read-store/cell-steps.js';
import type { Sums } from '#read-store/cell-steps.js';
import type { Cell, CellPath } from '#read-store/port.js';
import type { ContributionChange } from '../folding/contribution-change.js';
import type { FlatContribution } from '../definition/contributions.js';

interface PastCell {
  readonly at: CellPath;
  readonly sums: Sums;
  readonly columns: Map<string, ColumnChanges>;
}

/** Cells below a path on their way to another moment: as they are read, and what comes to them and goes. */
export class PastTotals {
  private readonly all = new Map<string, PastCell>();

  constructor(
    private readonly prefix: CellPath,
    private readonly withColumns: boolean,
  ) {}

  begin({ at, sums, columns }: Cell): void {
    const cell = this.cellAt(at);
    for (const [name, sum] of Object.entries(sums)) cell.sums.set(name, plus(0, sum));
    for (const [name, column] of Object.entries(columns)) {
      const changes = columnOf(cell, name);
      for (let i = 0; i < column.values.length; i++) changes.change(column.values[i]!, column.copies(i));
    }
  }

  add({ plus: come, minus: gone }: ContributionChange): void {
    for (const entry of come) this.change(entry, 1);
    for (const entry of gone) this.change(entry, -1);
  }

  /** In the order of their paths, what is empty left out. */
  cells(): Cell[] {
    const shown = Array.from(this.all.values(), ({ at, sums, columns }): Cell => {
      const left = Array.from(columns, ([name, changes]) => [name, changes.left()] as const);
      return { at, sums: shownSums(sums), columns: Object.fromEntries(left.filter(([, { count }]) => count > 0)) };
    });
    return shown
      .filter(({ sums, columns }) => Object.keys(sums).length > 0 || Object.keys(columns).length > 0)
      .sort((a, b) => Buffer.compare(encodePath(a.at), encodePath(b.at)));
  }

  private change([at, sums, values]: FlatContribution, sign: 1 | -1): void {
    if (!this.prefix.every((element, i) => at[i] === element)) return;
    const cell = this.cellAt(at);
    for (let i = 0; i < sums.length; i += 2) {
      const name = sums[i] as string;
      cell.sums.set(name, plus(cell.sums.get(name) ?? 0, sign * (sums[i + 1] as number)));
    }
    if (!this.withColumns) return;
    for (let i = 0; i < values.length; i += 2) {
      const changes = columnOf(cell, values[i] as string);
      for (const value of values[i + 1] as readonly number[]) changes.change(value, sign);
    }
  }

  private cellAt(at: CellPath): PastCell {
    const path = JSON.stringify(at);
    let cell = this.all.get(path);
    if (cell === undefined) this.all.set(path, (cell = { at, sums: new Map(), columns: new Map() }));
    return cell;
  }
}

function columnOf({ columns }: PastCell, name: string): ColumnChanges {
  let changes = columns.get(name);
  if (changes === undefined) columns.set(name, (changes = new ColumnChanges()));
  return changes;
}
