import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { encodePath } from '#read-store/cell-path.js';
import type { Cell, CellPath } from '#read-store/port.js';
import { buildOfCursor, cursorBehind, placeBehind } from '#read-store/row-list.js';
import type { SortedColumn } from '#read-store/sorted-column.js';
import { pathOf } from './document-filter.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import type { ColumnSummary, TotalRow, TotalsAnswer, TotalsQuery, WholeNumber } from './made-answers.js';
import { answeredBy } from '../relationships/portfolio.js';
import { readAt } from '../moments/read-at.js';
import { pageLimit } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/**
 * A page of the totals of a projection below a place, in the order of places, now or at a moment.
 * @throws LedgerError `not-found`, `invalid`, `cursor-expired`, `unavailable`, `busy`, `cancelled`
 */
export async function totalsOf(
  workspace: Workspace,
  projection: string,
  query: TotalsQuery,
  moment?: Moment,
  work?: Work,
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
  return readAt(workspace, projection, moment, ask, { ...work, begunIn, totals: true });
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
