import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Moment } from '#projections/as-of.js';
import type { Contributor, ContributorPlace } from '#projections/contributor.js';
import type { ProjectionView } from '#projections/projection-reader.js';
import { encodePath } from '#read-store/cell-path.js';
import type { Cell, CellPath } from '#read-store/port.js';
import { buildOfCursor, cursorBehind, placeBehind } from '#read-store/row-list.js';
import { SortedColumn } from '#read-store/sorted-column.js';
import { pathOf } from './document-filter.js';
import { evidenceEvent, ofMember } from './documents.js';
import { boundCursor, placeOfCursor } from './list-cursor.js';
import type {
  ColumnSummary,
  ContributorRow,
  TotalEventsAnswer,
  TotalEventsQuery,
  TotalRow,
  TotalsAnswer,
  TotalsQuery,
  WholeNumber,
} from './made-answers.js';
import { namesOfKeys } from './names-of-keys.js';
import { answeredBy } from './portfolio.js';
import { codeOf, readAt } from './read-at.js';
import { pageLimit } from './timeline.js';
import type { Workspace } from './workspace.js';

/**
 * A page of the totals of a projection below a place, in the order of places, now or at a moment.
 * @throws LedgerError `not-found`, `invalid`, `cursor-expired`, `unavailable`
 */
export async function totalsOf(
  workspace: Workspace,
  projection: string,
  query: TotalsQuery,
  moment?: Moment,
): Promise<TotalsAnswer> {
  const limit = pageLimit(query.limit);
  const prefix = pathOf('prefix', query.prefix ?? []);
  const question = ['totals', projection, JSON.stringify(prefix), query.asOf, query.knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  const begunIn = after === undefined ? undefined : buildOfCursor(after);
  const ask = (view: ProjectionView): TotalsAnswer => {
    const behind = after === undefined ? undefined : pathOf('after', placeIn(view, after));
    const rows: TotalRow[] = [];
    let next: string | undefined;
    for (const cell of cellsBehind(view, prefix, behind)) {
      if (rows.length === limit) {
        next = cursorBehind(view.build, JSON.stringify(rows.at(-1)!.at));
        break;
      }
      rows.push(totalRow(cell));
    }
    return {
      projection,
      prefix,
      rows,
      ...(next === undefined ? {} : { next: boundCursor(next, question, moment) }),
      ...answeredBy(workspace, view),
    };
  };
  return readAt(workspace, projection, moment, ask, begunIn);
}

/**
 * A page of what stands behind one total: of a moment, also where none is asked for, so that all pages are of one.
 * @param moment of the question; of now where nobody gave one
 * @throws LedgerError `not-found`, `invalid`, `cursor-expired`, `unavailable`
 */
export async function totalEventsOf(
  workspace: Workspace,
  projection: string,
  query: TotalEventsQuery,
  moment: Moment,
): Promise<TotalEventsAnswer> {
  const limit = pageLimit(query.limit);
  const at = pathOf('at', query.at);
  const question = ['total events', projection, JSON.stringify(at), query.asOf, query.knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  const ask = (view: ProjectionView): TotalEventsAnswer => {
    let place: ContributorPlace | undefined = after === undefined ? undefined : (placeIn(view, after) as object);
    const found: Contributor[] = [];
    let looked = 0;
    let isOver = true;
    for (const one of view.contributors!(at, place)) {
      // Told of only when there is more behind it.
      if (found.length === limit || looked >= limits.contributorsLooked) {
        isOver = false;
        break;
      }
      place = one.place;
      looked += one.looked;
      if (one.found !== undefined) found.push(one.found);
    }
    const next = isOver ? undefined : cursorBehind(view.build, JSON.stringify(place ?? {}));
    return {
      projection,
      at,
      rows: contributorRows(workspace, projection, view, found),
      ...(next === undefined ? {} : { next: boundCursor(next, question, moment) }),
      ...answeredBy(workspace, view),
    };
  };
  return readAt(workspace, projection, moment, ask);
}

function contributorRows(
  workspace: Workspace,
  projection: string,
  view: ProjectionView,
  found: readonly Contributor[],
): readonly ContributorRow[] {
  const { ledger } = workspace;
  const code = codeOf(workspace, projection, view);
  const names = namesOfKeys(
    workspace,
    code,
    found.map(({ key }) => key),
    view.position.to,
  );
  return found.map(({ key, event, sums, values, sequences }) => {
    const distinct = [...new Set(sequences)];
    const latest = distinct.slice(-limits.evidenceEvents).reverse();
    return {
      key,
      ...ofMember(names.get(key)),
      ...(event === undefined ? {} : { isCounted: true as const }),
      sums: wholeNumbers(sums),
      columns: Object.fromEntries(Object.entries(values).map(([name, list]) => [name, summaryOf(columnOf(list))])),
      events: latest.map((sequence) => evidenceEvent(workspace, ledger.at(sequence)!)),
      eventCount: distinct.length,
    };
  });
}

function* cellsBehind(view: ProjectionView, prefix: CellPath, after: CellPath | undefined): Generator<Cell> {
  const last = after === undefined ? undefined : encodePath(after);
  for (const cell of view.cells(prefix, after === undefined ? {} : { after })) {
    if (last === undefined || Buffer.compare(encodePath(cell.at), last) > 0) yield cell;
  }
}

function placeIn({ build }: ProjectionView, cursor: string): unknown {
  try {
    return JSON.parse(placeBehind(build, cursor)) as unknown;
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError('invalid', 'The cursor is not one that a page gave.');
  }
}

function totalRow({ at, sums, columns }: Cell): TotalRow {
  const summaries = Object.entries(columns).map(([name, column]) => [name, summaryOf(column)] as const);
  return { at, sums: wholeNumbers(sums), columns: Object.fromEntries(summaries) };
}

function wholeNumbers(sums: Readonly<Record<string, bigint>>): Record<string, WholeNumber> {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, wholeNumber(sum)]));
}

function wholeNumber(sum: bigint): WholeNumber {
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : String(sum);
}

function summaryOf(column: SortedColumn): ColumnSummary {
  return {
    count: column.count,
    min: column.at(0),
    median: column.quantile(0.5),
    p90: column.quantile(0.9),
    max: column.at(column.count - 1),
    sum: wholeNumber(column.sum()),
  };
}

function columnOf(values: readonly number[]): SortedColumn {
  return new SortedColumn(
    Float64Array.from(values),
    values.map(() => 1),
  );
}
