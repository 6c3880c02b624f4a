import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ReadPosition } from '#projections/queries/projection-reader.js';
import type { Cell, CellPath } from '#read-store/port.js';
import type { Row } from '#read-store/row-list.js';
import { readAt, searchAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** Rows of a projection at a moment, by key, and which build gave them. */
export interface RowsAt<R> {
  readonly rows: ReadonlyMap<string, R>;
  readonly read: ReadPosition;
}

interface WithRows extends ReadPosition {
  rows(): IterableIterator<{ readonly key: string; readonly row: Row }>;
}

/**
 * All rows of a projection as they are kept, without what drifts with time, so that thousands are read at once.
 * @returns undefined before the first build is complete
 * @throws LedgerError `busy`, `cancelled`
 */
export async function rowsAt<R>(
  workspace: Workspace,
  projection: string,
  moment: Moment | undefined,
  work: Work = {},
): Promise<RowsAt<R> | undefined> {
  const gather = (view: WithRows): RowsAt<R> => {
    const rows = new Map<string, R>();
    for (const { key, row } of view.rows()) rows.set(key, row as R);
    const { build, position, horizonMs } = view;
    return { rows, read: { build, position, horizonMs } };
  };
  return whereBuilt(async () => {
    if (moment === undefined) return headRows(workspace, projection, gather) as RowsAt<R>;
    return readAt(workspace, projection, moment, gather, { ...work, kept: true });
  });
}

/** What was read of heads a moment ago: pages of one list are asked for one after the other. */
const remembered = new WeakMap<object, Map<string, { readonly at: Instant; readonly found: RowsAt<unknown> }>>();
/** So long, as long as nothing is recorded; the answer names the horizon that it was read at. */
export const rememberedMs = 5_000;
/** More rows are not kept in memory for so little. */
const rememberedRowsMax = 20_000;

function headRows(
  { projections, clock }: Workspace,
  projection: string,
  gather: (view: WithRows) => RowsAt<unknown>,
): RowsAt<unknown> {
  let known = remembered.get(projections);
  if (known === undefined) remembered.set(projections, (known = new Map()));
  return projections.read(projection, (head) => {
    const kept = known.get(projection);
    const now = clock.now();
    const age = kept === undefined ? Infinity : Math.abs(now - kept.at);
    if (kept !== undefined && age <= rememberedMs && isSameState(kept.found.read, head)) return kept.found;
    const found = gather(head);
    if (found.rows.size <= rememberedRowsMax) known.set(projection, { at: now, found });
    else known.delete(projection);
    return found;
  });
}

/** While parts of a build catch up, its position does not say what it has folded. */
export function isSameState(a: ReadPosition, b: ReadPosition): boolean {
  const { from, to } = b.position;
  return a.build === b.build && from === to && a.position.from === from && a.position.to === to;
}

/** Some rows as readers see them. @returns as `rowsAt` */
export async function seenRowsAt<R extends Row>(
  workspace: Workspace,
  projection: string,
  keys: readonly string[],
  moment: Moment | undefined,
  work: Work = {},
): Promise<RowsAt<R> | undefined> {
  return whereBuilt(async () =>
    readAt(
      workspace,
      projection,
      moment,
      (view) => {
        const { build, position, horizonMs } = view;
        const found = keys.flatMap((key) => {
          const row = view.row<R>(key);
          return row === undefined ? [] : [[key, row] as const];
        });
        return { rows: new Map(found), read: { build, position, horizonMs } };
      },
      work,
    ),
  );
}

/** Some documents, without what drifts with time. @returns undefined before the first build is complete */
export async function documentsAt<Doc>(
  workspace: Workspace,
  projection: string,
  keys: readonly string[],
  moment: Moment | undefined,
  work: Work = {},
): Promise<ReadonlyMap<string, Doc> | undefined> {
  interface WithDocuments {
    document(key: string): { readonly document?: Doc } | undefined;
  }
  return whereBuilt(async () => {
    const found = new Map<string, Doc>();
    const look = (view: WithDocuments, key: string): void => {
      const document = view.document(key)?.document;
      if (document !== undefined) found.set(key, document);
    };
    if (moment === undefined)
      return workspace.projections.read(projection, (head) => {
        for (const key of keys) look(head, key);
        return found;
      });
    // Of the past each document is a fold.
    const all = function* ({ view }: { readonly view: unknown }) {
      for (const key of keys) {
        look(view as WithDocuments, key);
        yield;
      }
      return found;
    };
    return searchAt(workspace, projection, moment, all, work);
  });
}

/** Totals below some places. @returns undefined before the first build is complete */
export async function cellsAt(
  workspace: Workspace,
  projection: string,
  prefixes: readonly CellPath[],
  moment: Moment | undefined,
  work: Work = {},
): Promise<readonly Cell[] | undefined> {
  const ask = (view: { cells(prefix: CellPath): IterableIterator<Cell> }): Cell[] =>
    prefixes.flatMap((prefix) => [...view.cells(prefix)]);
  return whereBuilt(async () => readAt(workspace, projection, moment, ask, { ...work, totals: true }));
}

/** Several projections are read one after the other: in between whatever else waits has its turn. */
async function whereBuilt<T>(read: () => Promise<T>): Promise<T | undefined> {
  await setImmediate();
  try {
    return await read();
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'unavailable') return undefined;
    throw error;
  }
}
