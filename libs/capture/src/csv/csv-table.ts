import { LedgerError } from '#core/errors.js';
import type { Bytes } from '../byte-source.js';
import { peek } from '../byte-source.js';
import { headBytes } from '../format-detection.js';
import { utf8Bytes } from '../text-encoding.js';
import type { Encoding } from '../text-encoding.js';
import { guessDelimiter } from './csv-dialect.js';
import { columnNames } from './csv-header.js';
import { CsvRows } from './csv-rows.js';
import type { CsvRow } from './csv-rows.js';

export interface CsvOptions {
  readonly delimiter?: string | undefined;
  readonly encoding?: Encoding | undefined;
}

/** A CSV file whose header has been read. */
export interface CsvTable {
  readonly delimiter: string;
  /** As they stand in the file, in the order of the cells. */
  readonly header: readonly string[];
  /** The same, told apart. */
  readonly columns: readonly string[];
  /** The rows behind the header, as many at a time as a piece of the file held. */
  readonly rows: AsyncIterable<readonly CsvRow[]>;
}

/**
 * Reads the header of a CSV file, and gives the rest as rows.
 * @throws LedgerError `file-unreadable` when there is no header
 */
export async function openCsv(bytes: Bytes, options: CsvOptions = {}): Promise<CsvTable> {
  const { head, all } = await peek(utf8Bytes(bytes, options.encoding), headBytes);
  const delimiter = options.delimiter ?? guessDelimiter(head, head.length < headBytes);
  const pieces = rowPieces(all, delimiter);
  let first: readonly CsvRow[] = [];
  while (first.length === 0) {
    const next = await pieces.next();
    if (next.done === true) throw new LedgerError('file-unreadable', 'The file has no header: it holds no row');
    first = next.value;
  }
  const [header, ...rest] = first;
  if (header === undefined || !('cells' in header)) {
    await pieces.return();
    throw new LedgerError('file-unreadable', `The header in line ${header!.line} ${header!.refused}`);
  }
  const columns = columnNames(header.cells);
  return { delimiter, header: header.cells, columns, rows: continued(rest, pieces) };
}

async function* rowPieces(bytes: Bytes, delimiter: string): AsyncGenerator<readonly CsvRow[], void> {
  const cutter = new CsvRows(delimiter);
  for await (const piece of bytes) {
    const rows = [...cutter.feed(Buffer.from(piece.buffer, piece.byteOffset, piece.length))];
    if (rows.length > 0) yield rows;
  }
  const rows = [...cutter.finish()];
  if (rows.length > 0) yield rows;
}

async function* continued(
  first: readonly CsvRow[],
  pieces: AsyncGenerator<readonly CsvRow[], void>,
): AsyncGenerator<readonly CsvRow[]> {
  if (first.length > 0) yield first;
  yield* pieces;
}
