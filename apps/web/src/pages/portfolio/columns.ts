import type { PortfolioRow, RelationshipRow } from '#workspace/answers.js';
import { texts } from '../../texts.js';

/** A column of the portfolio. Its name is what the API sorts by. */
export type ColumnName = keyof typeof texts.portfolio.columns;

export interface Column {
  readonly name: ColumnName;
  readonly kind: 'name' | 'time' | 'count' | 'standing';
  /** Of what `standing` shows, parts of it: `standing-cells.ts` writes it. */
  readonly value: (row: PortfolioRow) => string | number | undefined;
  /** Which way a first click sorts it. */
  readonly firstDirection: 'ascending' | 'descending';
}

const standing = (name: ColumnName, value: Column['value'], firstDirection: Column['firstDirection']): Column => ({
  name,
  kind: 'standing',
  value,
  firstDirection,
});
const time = (name: 'firstContact' | 'lastContact' | 'lastTouchpoint'): Column => ({
  name,
  kind: 'time',
  value: (row) => row[name],
  firstDirection: 'descending',
});
const count = (name: ColumnName, value: Column['value']): Column => ({
  name,
  kind: 'count',
  value,
  firstDirection: 'descending',
});

export const columns: readonly Column[] = [
  { name: 'name', kind: 'name', value: ({ name }) => name, firstDirection: 'ascending' },
  standing('phase', ({ phase, cause }) => cause ?? phase, 'descending'),
  standing('silence', ({ silence }) => silence?.days, 'descending'),
  standing('value', ({ value }) => value?.[0]?.amount, 'descending'),
  standing('valueAtRisk', ({ atRisk }) => atRisk?.join(' '), 'descending'),
  standing('brokenPromises', ({ promises }) => promises?.broken, 'descending'),
  standing('nextRenewal', ({ nextRenewal }) => nextRenewal, 'ascending'),
  time('lastTouchpoint'),
  count('touchpoints', ({ touchpoints }) => touchpoints),
  count('theirs', ({ contactDays }) => contactDays.theirs),
  count('ours', ({ contactDays }) => contactDays.ours),
  time('lastContact'),
  time('firstContact'),
  count('openCases', ({ openCases }) => openCases),
  count('cases', ({ cases }) => cases),
];

export interface Order {
  readonly sort: ColumnName;
  readonly direction: 'ascending' | 'descending';
}

/** Nobody chose an order yet, so that one of names that are sought may be better. */
export const isOrdered = (search: URLSearchParams): boolean => columns.some(({ name }) => name === search.get('sort'));

const defaultOrder: Order = { sort: 'valueAtRisk', direction: 'descending' };

/** The order that the address asks for; what it does not know is the default. */
export function orderOf(search: URLSearchParams): Order {
  const column = columns.find(({ name }) => name === search.get('sort'));
  if (!column) return defaultOrder;
  const direction = search.get('direction');
  return {
    sort: column.name,
    direction: direction === 'ascending' || direction === 'descending' ? direction : column.firstDirection,
  };
}

/** The order after a click on a column: its first direction, then the other. */
export function orderAfterClick(order: Order | undefined, clicked: ColumnName): Order {
  if (clicked === order?.sort)
    return { sort: clicked, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
  return { sort: clicked, direction: columns.find(({ name }) => name === clicked)!.firstDirection };
}

const countsOnNarrow = ['openCases', 'theirs', 'ours', 'touchpoints', 'cases'] as const;
const narrowCounts = 3;

/** The counts that a narrow window has room for: the first that are not nothing in all of these rows. */
export function narrowColumns(rows: readonly RelationshipRow[]): ReadonlySet<ColumnName> {
  const used = countsOnNarrow.filter((name) => {
    const { value } = columns.find((column) => column.name === name)!;
    return rows.some((row) => Number(value(row)) > 0);
  });
  return new Set(used.slice(0, narrowCounts));
}
