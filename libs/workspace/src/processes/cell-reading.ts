import type { Cell } from '#read-store/port.js';

/** A sum of a cell as a number. A sum of 0 is left out of a cell. */
export function sumOf(cell: Cell | undefined, name: string): number {
  return Number(cell?.sums[name] ?? 0n);
}

/** A text in the path of a cell. */
export function textAt(cell: Cell, index: number): string {
  return String(cell.at[index]);
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
