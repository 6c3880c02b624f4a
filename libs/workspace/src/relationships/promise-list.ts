import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { tallyPromises } from '#measures/promises/promise-outcome.js';
import { isWaiting } from '#measures/promises/promise-state.js';
import { tallyOfCells } from '#measures/promises/promise-totals.js';
import { partOfKey, projectionKey, valueOfKey } from '#projections/definition/projection-key.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { promises } from '#read-models/promises.projection.js';
import { pack } from '#read-store/packing.js';
import { buildOfCursor, listRows, type Row, type RowPage, type RowQuery } from '#read-store/row-list.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { codeOf, readAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { promiseKeysIn, readPromises } from './part-readings.js';
import { answeredBy } from './portfolio.js';
import type { PromiseRow, PromisesAnswer, PromisesQuery, PromiseStateAsked } from './promise-answers.js';
import { countsOf, isOpen, promiseRow, ratesOf } from './relationship-promises.js';
import { textOfEvent } from './text-of-event.js';
import { pageLimit, relationshipNames } from './timeline.js';

type PromiseIndexRow = RowOf<typeof promises>;

/**
 * A page of promises, the oldest due first, with the counts and rates of all that were made by that side.
 * @param relationship id of the one whose promises are wanted; counts are of it alone then
 * @throws LedgerError `invalid`, `cursor-expired`, `unavailable`, `busy`, `cancelled`
 */
export async function promisesOf(
  workspace: Workspace,
  query: PromisesQuery,
  relationship: Id | undefined,
  moment?: Moment,
  work?: Work,
): Promise<PromisesAnswer> {
  const { state, by = 'ours', asOf, knownBy } = query;
  const limit = pageLimit(query.limit);
  const question = ['promises', state, by, relationship, asOf, knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  const begunIn = after === undefined ? undefined : buildOfCursor(after);
  const own = relationship === undefined ? undefined : await tallyOf(workspace, relationship, by, moment, work);
  const ask = (view: ProjectionView): PromisesAnswer => {
    const at = moment?.asOf ?? Math.max(workspace.clock.now(), view.horizonMs);
    const isWanted = wantedAs(state, at, dueSoonMsOf(workspace, view));
    const page = listOf(view, relationship, moment, {
      sort: 'dueAt',
      filter: { by },
      where: (row) => isWanted(row as PromiseIndexRow),
      limit,
      ...(after === undefined ? {} : { after }),
    });
    const tally = own ?? tallyOfCells(view.cells([], { columns: false }), { by });
    return {
      ...answeredBy(workspace, view),
      by,
      counts: countsOf(tally),
      rates: ratesOf(tally),
      rows: rowsOf(workspace, page.rows, at, moment?.known),
      total: page.total,
      ...(page.next === undefined ? {} : { next: boundCursor(page.next, question, moment) }),
    };
  };
  return readAt(workspace, promises.name, moment, ask, { ...work, begunIn, totals: true });
}

/** A page of all rows, or of those of a relationship: of now nothing else is looked at for these. */
function listOf(
  view: ProjectionView,
  relationship: Id | undefined,
  moment: Moment | undefined,
  query: Omit<RowQuery, 'time'>,
): RowPage {
  if (relationship === undefined) return view.list(query);
  if (moment !== undefined) {
    const ofThem = projectionKey(relationship, '');
    return view.list({ ...query, where: (row, key) => query.where!(row, key) && key.startsWith(ofThem) });
  }
  const packed = (key: string): Uint8Array | undefined => {
    const row = view.row(key);
    return row === undefined ? undefined : pack(row);
  };
  const rows = function* () {
    for (const key of promiseKeysIn(view, relationship)) {
      const row = packed(key);
      if (row !== undefined) yield { key, row };
    }
  };
  return listRows({ rows, row: packed }, view.build, query);
}

async function tallyOf(
  workspace: Workspace,
  id: Id,
  by: 'ours' | 'customer',
  moment: Moment | undefined,
  work: Work | undefined,
) {
  const { found } = await readPromises(workspace, id, moment, work);
  return tallyPromises((found?.promises ?? []).flatMap(({ promise }) => (promise.by === by ? promise : [])));
}

/** As long before it is due as its signal is raised. */
function dueSoonMsOf(workspace: Workspace, view: ProjectionView): number {
  const days = codeOf(workspace, promises.name, view)?.parameters['dueSoonDays'];
  return (typeof days === 'number' ? days : 0) * dayMs;
}

function wantedAs(
  state: PromiseStateAsked | undefined,
  at: Instant,
  dueSoonMs: number,
): (row: Pick<PromiseIndexRow, 'state' | 'dueAt'>) => boolean {
  const waits = (row: Pick<PromiseIndexRow, 'state'>) => isWaiting({ status: row.state });
  switch (state) {
    case undefined:
      return (row) => isOpen({ status: row.state });
    case 'all':
      return () => true;
    case 'open':
      return waits;
    case 'due-soon':
      return (row) => waits(row) && row.dueAt! >= at && row.dueAt! - at <= dueSoonMs;
    case 'overdue':
      return (row) => isOpen({ status: row.state }) && row.dueAt! < at;
    case 'kept':
    case 'kept-late':
    case 'broken':
    case 'unconfirmed':
      return (row) => row.state === state;
  }
}

function rowsOf(
  workspace: Workspace,
  rows: readonly { readonly key: string; readonly row: Row }[],
  at: Instant,
  known: number | undefined,
): PromiseRow[] {
  const owners = rows.map(({ key }) => valueOfKey(promises.key, key));
  const names = relationshipNames(workspace, [...new Set(owners)], known, promises.purpose);
  const shown = { zone: workspace.directory.zone, at, textOf: (event: Id) => textOfEvent(workspace, event) };
  return rows.map(({ key, row }, i) => {
    const { state: status, source, keptEvent, notKeptEvent, movedEvent, ...promise } = row as PromiseIndexRow;
    const found = { id: partOfKey(key), source, keptEvent, notKeptEvent, movedEvent, promise: { ...promise, status } };
    return promiseRow(found, shown, names.get(owners[i]!));
  });
}
