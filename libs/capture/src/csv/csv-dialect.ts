import { CsvRows } from './csv-rows.js';

/** Delimiters that are tried. */
export const delimiters = [',', ';', '\t', '|'] as const;

/** How many rows of the beginning are compared. */
const sampleRows = 25;

/**
 * The delimiter that cuts the beginning of a file most evenly: by how many rows have as many cells as the header, then by
 * the number of cells. A file of one column has none, and a comma is as good as any.
 *
 * @param head beginning of the file in UTF-8; its last row may be cut off
 */
export function guessDelimiter(head: Buffer, isWhole: boolean): string {
  let best: { delimiter: string; even: number; cells: number } = { delimiter: ',', even: 0, cells: 1 };
  for (const delimiter of delimiters) {
    const rows = rowsOf(head, delimiter, isWhole);
    const cells = rows[0]?.length ?? 0;
    if (cells < 2) continue;
    const even = rows.filter((row) => row.length === cells).length / rows.length;
    if (even > best.even || (even === best.even && cells > best.cells)) best = { delimiter, even, cells };
  }
  return best.delimiter;
}

/** The first rows of a head, the header among them; what cannot be cut is left out. */
export function rowsOf(head: Buffer, delimiter: string, isWhole: boolean): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const cutter = new CsvRows(delimiter);
  for (const row of [...cutter.feed(head), ...(isWhole ? cutter.finish() : [])]) {
    if ('cells' in row) rows.push(row.cells);
    if (rows.length > sampleRows) break;
  }
  return rows;
}
