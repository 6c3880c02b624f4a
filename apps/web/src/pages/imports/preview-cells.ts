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

/** What the file of refused rows is called. */
export function rejectsName(file: string): string {
  const known = /\.(?:csv|tsv|txt|ndjson|jsonl)$/i.exec(file)?.[0];
  const base = known === undefined ? file : file.slice(0, -known.length);
  return `${base}.rejects${known ?? '.csv'}`;
}
