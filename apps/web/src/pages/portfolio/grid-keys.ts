/** The cell of a grid that has the focus. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** How many rows PageUp and PageDown move. */
  readonly pageRows: number;
}

/**
 * Where a key moves to in a grid (ARIA grid pattern, and j and k as in a list).
 * @returns undefined when the key moves nowhere
 */
export function moveInGrid({ row, column }: GridCell, key: string, size: GridSize): GridCell | undefined {
  const to = (nextRow: number, nextColumn: number): GridCell => ({
    row: Math.max(0, Math.min(size.rows - 1, nextRow)),
    column: Math.max(0, Math.min(size.columns - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(row + 1, column);
    case 'ArrowUp':
    case 'k':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + size.pageRows, column);
    case 'PageUp':
      return to(row - size.pageRows, column);
    case 'Home':
      return to(0, column);
    case 'End':
      return to(size.rows - 1, column);
    default:
      return undefined;
  }
}
