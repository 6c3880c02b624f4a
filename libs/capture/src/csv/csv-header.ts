import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { isLabel } from '#domain/fields.js';

/**
 * The names of the columns, told apart: blanks around and within a name become single ones or none, a second "Variant" becomes "Variant (2)", a column
 * without a name "Column 3".
 * @throws LedgerError `file-unreadable` when the first row can be no header, `limit-exceeded` for too many columns
 */
export function columnNames(header: readonly string[]): readonly string[] {
  if (header.length > limits.csvColumns) {
    throw new LedgerError(
      'limit-exceeded',
      `The file has ${header.length} columns; at most ${limits.csvColumns} are read`,
    );
  }
  const used = new Set<string>();
  return header.map((cell, index) => {
    const name = cell.trim().replace(/\s+/g, ' ') || `Column ${index + 1}`;
    if (!isLabel(name)) {
      throw new LedgerError(
        'file-unreadable',
        `The name of column ${index + 1} is no name: the first row must be a header`,
      );
    }
    let unique = name;
    for (let copy = 2; used.has(unique); copy++) unique = `${name} (${copy})`;
    used.add(unique);
    return unique;
  });
}
