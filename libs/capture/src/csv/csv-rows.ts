import { isUtf8 } from 'node:buffer';
import { CsvError, Parser } from 'csv-parse';
import { limits } from '#core/limits.js';

/** One row as cut from the file, or why it cannot be. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly refused: string; readonly text: string };

/** csv-parse without the stream around it: rows come out while the bytes go in. */
class RowParser extends Parser {
  rows: { cells: readonly string[]; endByte: number }[] = [];
  failure: CsvError | undefined;
  /** Public in csv-parse, though its types leave it out. */
  declare readonly state: { recordHasError: boolean };

  constructor(delimiter: string) {
    super({
      delimiter,
      bom: false,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: limits.rowBytes,
      skip_records_with_error: true,
      on_skip: (error) => this.onError(error),
    });
  }

  /**
   * A quote within a cell that does not begin with one is text, as in coordinates (37°36'37.8"N); csv-parse would drop
   * the row, or, relaxed, accept text behind a closing quote too. Anything else ends the parser.
   */
  private onError(error: CsvError | undefined): undefined {
    if (error?.code !== 'INVALID_OPENING_QUOTE') throw error ?? new Error('csv-parse failed without an error');
    this.state.recordHasError = false;
  }

  // oxlint-disable-next-line no-explicit-any -- the signature of Readable
  override push(record: any): boolean {
    // A record of 0 cells does not exist; null is the end.
    if (record !== null) this.rows.push({ cells: record as string[], endByte: this.info.bytes });
    return true;
  }

  /** Cuts on; without bytes, ends. */
  cut(bytes: Buffer | undefined): void {
    const done = (error?: Error | null) => {
      if (error) this.failure = error as CsvError;
    };
    if (bytes === undefined) this._flush(done);
    else this._transform(bytes, 'buffer' as BufferEncoding, done);
  }
}

/**
 * Cuts UTF-8 bytes into rows of cells: any of CR, LF and CRLF ends a row, quotes as in RFC 4180. Lines are counted as an
 * editor does. A row with broken quotes, bytes that are not UTF-8 or more than `limits.rowBytes` is refused as the one
 * physical line at which it begins, and reading goes on with the next.
 */
export class CsvRows {
  private parser: RowParser;
  /** Bytes given to the parser of which no whole row has come yet; its first byte is at `parserByte` of the parser. */
  private pending: Buffer = Buffer.alloc(0);
  private parserByte = 0;
  private line = 1;
  /** A refused line of which the end has not come yet. */
  private broken: { readonly line: number; readonly refused: string; bytes: Buffer } | undefined;

  private isAfterCr = false;

  constructor(private readonly delimiter: string) {
    this.parser = new RowParser(delimiter);
  }

  /** Rows that end in these bytes. */
  *feed(bytes: Buffer): Generator<CsvRow> {
    yield* this.read(bytes, false);
  }

  /** The rows that the end of the file ends. */
  *finish(): Generator<CsvRow> {
    yield* this.read(Buffer.alloc(0), true);
  }

  private *read(bytes: Buffer, isEnd: boolean): Generator<CsvRow> {
    let given: Buffer = bytes;
    if (this.isAfterCr && given.length > 0) {
      // The second half of the CRLF that ended a refused line.
      if (given[0] === lf) given = given.subarray(1);
      this.isAfterCr = false;
    }
    for (;;) {
      if (this.broken !== undefined) {
        const end = lineEnd(given, isEnd);
        this.broken.bytes = Buffer.concat([this.broken.bytes, given.subarray(0, end)]).subarray(0, limits.rowBytes);
        if (end === undefined) return;
        const { line, refused, bytes: text } = this.broken;
        yield { line, refused, text: text.toString('utf8').trimEnd() };
        this.broken = undefined;
        this.line++;
        this.isAfterCr = end === given.length && given[end - 1] === cr;
        given = given.subarray(end);
      }
      this.pending = this.pending.length === 0 ? given : Buffer.concat([this.pending, given]);
      if (given.length > 0) this.parser.cut(given);
      if (isEnd && this.parser.failure === undefined) this.parser.cut(undefined);
      yield* this.whole();
      const { failure } = this.parser;
      if (failure === undefined) return;
      given = this.giveUp(failure);
    }
  }

  /** The rows that the parser has finished, each checked for its bytes. */
  private *whole(): Generator<CsvRow> {
    const { rows } = this.parser;
    if (rows.length === 0) return;
    this.parser.rows = [];
    const last = rows.at(-1)!.endByte - this.parserByte;
    const areUtf8 = isUtf8(this.pending.subarray(0, last));
    let start = 0;
    for (const { cells, endByte } of rows) {
      const end = endByte - this.parserByte;
      const bytes = this.pending.subarray(start, end);
      // Empty lines before a row are skipped by the parser, but belong to the bytes since the row before.
      const line = this.line + emptyLines(bytes);
      this.line = line + 1 + innerLines(bytes);
      start = end;
      if (areUtf8 || isUtf8(bytes)) yield { line, cells };
      else yield { line, refused: 'holds bytes that are not UTF-8', text: bytes.toString('utf8').trim() };
    }
    this.pending = this.pending.subarray(last);
    this.parserByte += last;
  }

  /**
   * Gives up the line at which the broken row begins, and starts afresh behind it.
   * @returns what is to be read again, from the beginning of that line on
   */
  private giveUp(failure: CsvError): Buffer {
    const empty = emptyLinesLength(this.pending);
    this.line += emptyLines(this.pending);
    const again = this.pending.subarray(empty);
    this.broken = { line: this.line, refused: reasonOf(failure), bytes: Buffer.alloc(0) };
    this.parser = new RowParser(this.delimiter);
    this.parserByte = 0;
    this.pending = Buffer.alloc(0);
    return again;
  }
}

const [lf, cr] = [10, 13];

/** Length of the first line with its end; undefined when it does not end here. */
function lineEnd(bytes: Buffer, isEnd: boolean): number | undefined {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === lf) return i + 1;
    if (bytes[i] === cr) return i + (bytes[i + 1] === lf ? 2 : 1);
  }
  return isEnd ? bytes.length : undefined;
}

function emptyLinesLength(bytes: Buffer): number {
  let i = 0;
  while (bytes[i] === lf || bytes[i] === cr) i++;
  return i;
}

function emptyLines(bytes: Buffer): number {
  return breaksIn(bytes.subarray(0, emptyLinesLength(bytes)));
}

/** Line ends within a row, but for the one that ends it. */
function innerLines(bytes: Buffer): number {
  const row = bytes.subarray(emptyLinesLength(bytes));
  // The common row holds one line end, at its end.
  const first = row.indexOf(lf);
  if (first === row.length - 1 && row.indexOf(cr) === -1) return 0;
  const breaks = breaksIn(row);
  const ends = row.length > 0 && (row.at(-1) === lf || row.at(-1) === cr);
  return ends ? breaks - 1 : breaks;
}

function breaksIn(bytes: Buffer): number {
  let breaks = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === lf && bytes[i - 1] !== cr) breaks++;
    else if (bytes[i] === cr) breaks++;
  }
  return breaks;
}

function reasonOf(failure: CsvError): string {
  switch (failure.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'opens a quote that is never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has something between a closing quote and the next delimiter; write a quote within quotes twice';
    case 'CSV_MAX_RECORD_SIZE':
      return `is larger than ${limits.rowBytes} bytes, or opens a quote that is not closed`;
    default:
      return 'cannot be cut into cells';
  }
}
