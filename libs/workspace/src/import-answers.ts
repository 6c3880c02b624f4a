import { formatInstant, type Id } from '#core/time.js';
import type { RowOf } from '#projections/define-projection.js';
import type { imports } from '#read-models/imports.projection.js';
import type { ImportRow } from './answers.js';

export type ImportIndexRow = RowOf<typeof imports>;

/**
 * Past and present imports, the newest first.
 * @param running ids of the imports that go on now: one that has started, is not complete and does not go on was
 *   interrupted, and running it again completes it
 */
export function importRows(
  rows: Iterable<{ readonly key: Id; readonly row: ImportIndexRow }>,
  running: ReadonlySet<Id>,
  zone: string,
): ImportRow[] {
  return [...rows]
    .filter(({ row }) => row.startedAt !== null)
    .sort((a, b) => b.row.startedAt! - a.row.startedAt! || (a.key < b.key ? -1 : 1))
    .map(({ key, row }) => ({
      importId: key,
      dataset: row.dataset,
      format: row.format,
      startedAt: formatInstant(row.startedAt!, zone),
      ...(row.completedAt === null ? {} : { completedAt: formatInstant(row.completedAt, zone) }),
      state: stateOf(key, row, running),
      read: row.read,
      appended: row.appended,
      known: row.known,
      refused: row.refused,
      differing: row.differing,
    }));
}

/** The import that started last, if there was one. */
export function newestImport(rows: Iterable<{ readonly key: Id; readonly row: ImportIndexRow }>): ReadonlySet<Id> {
  const [newest] = importRows(rows, new Set(), 'UTC');
  return new Set(newest === undefined ? [] : [newest.importId]);
}

function stateOf(key: Id, row: ImportIndexRow, running: ReadonlySet<Id>): ImportRow['state'] {
  if (row.completedAt !== null) return 'completed';
  return running.has(key) ? 'running' : 'interrupted';
}
