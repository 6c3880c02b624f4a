import type { Bytes } from '../byte-source.js';
import type { Mapping } from '../mapping.js';
import { checkColumns } from '../mapping-validation.js';
import { refuse } from '../reading.js';
import type { Reading, Readings } from '../reading.js';
import { placeField } from '../reject-fields.js';
import { openCsv } from './csv-table.js';
import type { CsvTable } from './csv-table.js';
import { rowMapper } from './row-draft.js';

export interface CsvReaderOptions {
  readonly mapping: Mapping;
  /** Name of the process that rows with a case are steps of. */
  readonly process: string;
  /** Zone of times without offset, unless the mapping gives one. */
  readonly zone: string;
}

/** A CSV file that a mapping fits: its header, and its rows as drafts. */
export interface CsvReading {
  readonly table: CsvTable;
  readonly readings: Readings;
}

/**
 * Reads CSV rows as drafts. The position of a row is its place behind the header, 0-based, refused rows counted too.
 * @throws LedgerError `mapping-invalid` when the file lacks a column that the mapping names, `file-unreadable`
 */
export async function readCsv(bytes: Bytes, options: CsvReaderOptions): Promise<CsvReading> {
  const { mapping } = options;
  const table = await openCsv(bytes, { delimiter: mapping.delimiter, encoding: mapping.encoding });
  checkColumns(mapping, table.columns);
  return { table, readings: readingsOf(table, options) };
}

async function* readingsOf(table: CsvTable, options: CsvReaderOptions): AsyncGenerator<readonly Reading[]> {
  const { mapping, process, zone } = options;
  const read = rowMapper(mapping, table.columns, { process, zone: mapping.zone ?? zone });
  let position = 0;
  const placeAt = table.columns.indexOf(placeField);
  for await (const rows of table.rows) {
    const readings: Reading[] = [];
    for (const row of rows) {
      const place = ('cells' in row ? placeOf(row.cells[placeAt]) : undefined) ?? position;
      const made =
        'cells' in row ? read(row.cells, row.line, place) : [refuse(row.line, row.refused, { raw: row.text })];
      for (const reading of made) readings.push({ ...reading, place });
      position++;
    }
    yield readings;
  }
}

/** A row of a rejects file keeps the place that it had in the file it came from: ties are in the order of places. */
function placeOf(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d{1,9}$/.test(cell) ? Number(cell) : undefined;
}
