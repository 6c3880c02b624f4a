import { rejectColumns } from './csv/csv-header.js';
import type { Raw } from './reading.js';

/** Writes one refused row, so that it can be corrected and imported again. */
export interface RejectsFormat {
  /** The line before all others; undefined when the format has none. */
  readonly header: string | undefined;
  line(raw: Raw | undefined, line: number, reason: string): string;
}

/**
 * CSV like the file: its own columns, then `_line` and `_reason`, which mean nothing when it is read again. A row that
 * could not be cut into cells stands in the first column as it was.
 */
export function csvRejects(header: readonly string[], delimiter: string): RejectsFormat {
  // A rejects file that is imported again has the two columns already; they are replaced.
  const kept = header
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => !rejectColumns.some((own) => own === name));
  const row = (cells: readonly string[]) => cells.map((cell) => csvCell(cell, delimiter)).join(delimiter);
  return {
    header: row([...kept.map(({ name }) => name), ...rejectColumns]),
    line(raw, line, reason) {
      const cells = typeof raw === 'string' ? [raw] : (raw ?? []);
      const values = kept.map(({ index }) => cells[index] ?? '');
      const surplus = cells.length > header.length ? ` (surplus: ${cells.slice(header.length).join(' | ')})` : '';
      return row([...values, String(line), reason + surplus]);
    },
  };
}

/** NDJSON like the file: the same object with `_line` and `_reason` before its members; what is none, as text. */
export function ndjsonRejects(): RejectsFormat {
  return {
    header: undefined,
    line(raw, line, reason) {
      const text = (typeof raw === 'string' ? raw : '').trim();
      const added = `{"_line":${line},"_reason":${JSON.stringify(reason)}`;
      if (!isObjectText(text)) return `${added},"_text":${JSON.stringify(text)}}`;
      const members = text.slice(1).trimStart();
      return members === '}' ? `${added}}` : `${added},${members}`;
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
