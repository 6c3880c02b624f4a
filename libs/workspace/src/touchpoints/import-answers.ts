import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id } from '#core/time.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { imports } from '#read-models/imports.projection.js';
import type { ImportRow } from '../answers.js';
import { isWritable, type Workspace } from '../workspace.js';

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
      ...(row.revertedAt === null ? {} : { revertedAt: formatInstant(row.revertedAt, zone) }),
      state: stateOf(key, row, running),
      read: row.read,
      appended: row.appended,
      known: row.known,
      refused: row.refused,
      differing: row.differing,
    }));
}

/**
 * The imports of a workspace.
 * @param running those that this process makes
 */
export function importsOf(workspace: Workspace, running: ReadonlySet<Id>): ImportRow[] {
  const rows = workspace.projections.list('imports').rows as unknown as Parameters<typeof importRows>[0];
  // One that another process makes is its newest: there is one at a time.
  return importRows(rows, isWritable(workspace) ? running : newestImport(rows), workspace.directory.zone);
}

/** The import that started last, if there was one. */
export function newestImport(rows: Iterable<{ readonly key: Id; readonly row: ImportIndexRow }>): ReadonlySet<Id> {
  const [newest] = importRows(rows, new Set(), 'UTC');
  return new Set(newest === undefined ? [] : [newest.importId]);
}

function stateOf(key: Id, row: ImportIndexRow, running: ReadonlySet<Id>): ImportRow['state'] {
  if (row.revertedAt !== null) return 'reverted';
  if (row.completedAt !== null) return 'completed';
  return running.has(key) ? 'running' : 'interrupted';
}

/**
 * The import that a person means by the beginning of its id, or by its dataset when only one import of it can be meant.
 * @throws LedgerError `not-found`, `invalid` when several are meant
 */
export function importMeant<Row extends { readonly importId: Id; readonly dataset: string; readonly state: string }>(
  imports: readonly Row[],
  text: string,
): Row {
  const byId = text.length < shortestPrefix ? [] : imports.filter(({ importId }) => importId.startsWith(text));
  const found = byId.length > 0 ? byId : imports.filter((row) => row.dataset === text && row.state !== 'reverted');
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new LedgerError('not-found', `No import is known as “${text}”.`, {
      hint: 'See `tend imports` for their ids.',
    });
  throw new LedgerError('invalid', `“${text}” means ${found.length} imports; give the beginning of an id.`, {
    violations: found.map(({ importId, dataset }) => ({ field: importId, message: dataset })),
    hint: 'See `tend imports` for their ids.',
  });
}

const shortestPrefix = 4;
