import assert from 'node:assert';
import type { Transaction } from 'lmdb';
import type { CellChange, CellPath } from '../port.js';
import type { Tables } from './build-database.js';
import { columnStepsKey } from './cell-keys.js';
import { copiesOf } from './column-blocks.js';

/**
 * That all values that changes take out of cells are there: asked where a change is told to others before it is made,
 * because one that cannot be made must not be told.
 * @throws AssertionError
 */
export function requireHeld(
  { columns }: Pick<Tables, 'columns'>,
  changes: readonly CellChange[],
  reading: { transaction: Transaction },
): void {
  for (const [, { at, column, values }] of takingColumns(changes)) {
    for (const [value, by] of values) {
      const isHeld = by >= 0 || copiesOf(columns, { at, column, value }, reading) + by >= 0;
      assert(isHeld, 'only values that are there are taken out of a column');
    }
  }
}

interface ChangedColumn {
  readonly at: CellPath;
  readonly column: string;
  /** Value → by how many copies. */
  readonly values: Map<number, number>;
}

/** All that happens to columns that values are taken out of. */
function takingColumns(changes: readonly CellChange[]): Map<string, ChangedColumn> {
  const found = new Map<string, ChangedColumn>();
  const each = (
    visit: (at: CellPath, column: string, values: ArrayLike<number>, copies: ArrayLike<number>) => void,
  ) => {
    for (const { at, steps } of changes)
      for (const { columns } of steps)
        for (const [column, { values, copies }] of columns) visit(at, column, values, copies);
  };
  each((at, column, _values, copies) => {
    if (!Array.prototype.some.call(copies, (by: number) => by < 0)) return;
    found.set(columnStepsKey(at, column).toString('latin1'), { at, column, values: new Map() });
  });
  if (found.size === 0) return found;
  each((at, column, values, copies) => {
    const changed = found.get(columnStepsKey(at, column).toString('latin1'))?.values;
    if (changed === undefined) return;
    for (let i = 0; i < values.length; i++) changed.set(values[i]!, (changed.get(values[i]!) ?? 0) + copies[i]!);
  });
  return found;
}
