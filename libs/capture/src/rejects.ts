import type { Raw } from './reading.js';
import { isRejectField, rejectFields } from './reject-fields.js';
import type { Encoding } from './text-encoding.js';

/** Writes refused rows, so that they can be corrected and imported again. */
export interface RejectsFormat {
  /** The lines before and behind all others, where the format has them. */
  readonly header?: string;
  readonly footer?: string;
  /**
   * @param place of the row in the file of its source; a corrected one keeps it
   * @returns undefined where nothing is written now: it stands in the file already, or comes with the footer
   */
  line(raw: Raw | undefined, line: number, reason: string, place?: number): string | undefined;
}

/**
 * CSV like the file: its own columns, then `_position`, `_line` and `_reason`. A row that could not be cut into cells, or
 * has too few or too many, stands in the first column as it was: nothing is guessed, so it is refused again until it is
 * corrected.
 *
 * @param encoding that the mapping says. What is written is UTF-8, and says so where it would be taken for something else
 */
export function csvRejects(header: readonly string[], delimiter: string, encoding?: Encoding): RejectsFormat {
  // A rejects file that is imported again has these columns already; they are replaced.
  const kept = header.map((name, index) => ({ name, index })).filter(({ name }) => !isRejectField(name));
  const mark = encoding === undefined || encoding === 'utf-8' ? '' : '\ufeff';
  const row = (cells: readonly string[]) => cells.map((cell) => csvCell(cell, delimiter)).join(delimiter);
  return {
    header: mark + row([...kept.map(({ name }) => name), ...rejectFields]),
    line(raw, line, reason, place) {
      const cells = Array.isArray(raw) ? (raw as readonly string[]) : undefined;
      const text = cells === undefined ? raw : row(cells);
      const values = kept.map(({ index }, at) =>
        cells?.length === header.length ? cells[index]! : at === 0 && typeof text === 'string' ? text : '',
      );
      return row([...values, place === undefined ? '' : String(place), String(line), reason]);
    },
  };
}

/** What this program has put before the members of an object, so that it stands there once however often it is refused. */
const added = /^\{"_position":\d+,"_line":\d+,"_reason":"(?:[^"\\]|\\.)*",?/;

/** NDJSON like the file: the same object with its place, line and reason before its members; what is none, as text. */
export function ndjsonRejects(): RejectsFormat {
  return {
    line(raw, line, reason, place = 0) {
      const text = (typeof raw === 'string' ? raw : '').trim().replace(added, '{');
      const head = `{"_position":${place},"_line":${line},"_reason":${JSON.stringify(reason)}`;
      if (!isObjectText(text)) return `${head},"_text":${JSON.stringify(text)}}`;
      const members = text.slice(1).trimStart();
      return members === '}' ? `${head}}` : `${head},${members}`;
    },
  };
}

function isObjectText(text: string): boolean {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** A cell of CSV: in quotes where it must be. */
export function csvCell(text: string, delimiter: string): string {
  const mustQuote = /["\r\n]/.test(text) || text.includes(delimiter) || text !== text.trim();
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}
