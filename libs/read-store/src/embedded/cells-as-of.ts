import type { Transaction } from 'lmdb';
import { afterPrefix, decodePath } from '../cell-path.js';
import { ColumnChanges, shownSums } from '../cell-steps.js';
import type { Sums } from '../cell-steps.js';
import type { Cell, CellPath } from '../port.js';
import type { Tables } from './build-database.js';
import { cellKey, endOfCell } from './cell-keys.js';
import { addSumsUpTo, addValuesUpTo, sumBlocks, TimedBlocks, valueBlocks } from './timed-blocks.js';

interface PastCell {
  readonly path: Buffer;
  readonly sums: Sums;
  readonly columns: Map<string, ColumnChanges>;
}

/** Cells as their steps up to an instant left them. A cell that is empty now may have held something then. */
export function cellsAsOf(
  tables: Tables,
  prefix: CellPath,
  { columns, time }: { readonly columns: boolean; readonly time: number },
  reading: { readonly transaction: Transaction },
): Cell[] {
  const start = cellKey(prefix);
  const after = afterPrefix(start);
  const cells = new Map<string, PastCell>();
  const cellAt = (key: Buffer): PastCell => {
    const path = key.subarray(0, endOfCell(key));
    const name = path.toString('latin1');
    let cell = cells.get(name);
    if (cell === undefined) cells.set(name, (cell = { path, sums: new Map(), columns: new Map() }));
    return cell;
  };
  const sumsOfCells = new TimedBlocks(tables['cell-steps'], sumBlocks);
  for (const { owner, block } of sumsOfCells.blocksUpTo(start, after, time, reading))
    addSumsUpTo(block, time, cellAt(owner).sums);
  const valuesOfCells = new TimedBlocks(tables['column-steps'], valueBlocks);
  for (const { owner, block } of columns ? valuesOfCells.blocksUpTo(start, after, time, reading) : []) {
    const cell = cellAt(owner);
    const [name] = decodePath(owner.subarray(cell.path.length + 1)) as [string];
    let column = cell.columns.get(name);
    if (column === undefined) cell.columns.set(name, (column = new ColumnChanges()));
    addValuesUpTo(block, time, column);
  }
  return [...cells.values()]
    .sort((a, b) => Buffer.compare(a.path, b.path))
    .map(({ path, sums, columns: changed }) => ({
      at: decodePath(path.subarray(1)),
      sums: shownSums(sums),
      columns: Object.fromEntries(
        [...changed].flatMap(([name, changes]) => {
          const column = changes.left();
          return column.count === 0 ? [] : [[name, column]];
        }),
      ),
    }))
    .filter(({ sums, columns: left }) => Object.keys(sums).length > 0 || Object.keys(left).length > 0);
}
