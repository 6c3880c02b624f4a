/** A row as it would be read, in cells: the fields of all rows are the columns, in the order in which they first come. */
export function previewTable(rows: readonly Readonly<Record<string, unknown>>[]): {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
} {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row).filter((key) => cellText(row[key]) !== '')))];
  return { columns, cells: rows.map((row) => columns.map((column) => cellText(row[column]))) };
}

/** A value in one line: what is nested as `key: value`, lists separated by semicolons. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cellText).filter(Boolean).join('; ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, each]) => [key, cellText(each)] as const)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ');
}

/** `tickets.csv` → `tickets.rejects.csv`: in the format of the file, but never packed. */
export function rejectsName(file: string): string {
  const plain = file.replace(/\.gz$/i, '');
  const ending = /[^.]\.([^.]+)$/.exec(plain)?.[1];
  return ending === undefined ? `${plain}.rejects.txt` : `${plain.slice(0, -ending.length - 1)}.rejects.${ending}`;
}
