/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows that are taken out of the flow cannot be those of a table: this is the grid pattern of ARIA */
import { useMediaQuery } from '@mantine/hooks';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import type { RelationshipsAnswer } from '#workspace/answers.js';
import { firstInSight, useListKeys } from '../../parts/list-keys.js';
import { texts } from '../../texts.js';
import { columns, narrowColumns, orderAfterClick, type Order } from './columns.js';
import { moveInGrid, type GridCell } from './grid-keys.js';
import { GridRow, SkeletonRow } from './grid-row.js';
import { relationshipAddress, usePortfolioAddress } from './narrowing.js';
import styles from './portfolio.module.css';

const rowPx = { wide: 40, narrow: 92 };
const overscanRows = 10;
const pageRows = 20;
/** Header and head row above, time bar below: no row is scrolled under them. */
const covered = { topPx: 96, bottomPx: 72 };

interface RelationshipGridProps {
  readonly query: UseInfiniteQueryResult<InfiniteData<RelationshipsAnswer>>;
  /** Absent: the names that fit best are first. */
  readonly order: Order | undefined;
  readonly onOrder: (order: Order) => void;
}

/** The portfolio as a grid: only the rows in sight exist, and pages are fetched as they come into sight. */
export function RelationshipGrid({ query, order, onOrder }: RelationshipGridProps) {
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const narrowCounts = useMemo(() => narrowColumns(rows), [rows]);
  const total = Math.max(rows.length, query.data?.pages[0]?.total ?? 0);
  const { narrowed } = usePortfolioAddress();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const body = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => setScrollMargin(body.current?.offsetTop ?? 0), []);
  const rowHeight = narrow ? rowPx.narrow : rowPx.wide;
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by the compiler
  const virtualizer = useWindowVirtualizer({
    count: total,
    estimateSize: () => rowHeight,
    overscan: overscanRows,
    scrollMargin,
    scrollPaddingStart: covered.topPx,
    scrollPaddingEnd: covered.bottomPx,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();

  const lastInSight = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (lastInSight >= rows.length && hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [lastInSight, rows.length, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);

  const { cell, onKeyDown, onFocusCell } = useGridFocus(
    total,
    body,
    (row) => virtualizer.scrollToIndex(row),
    (row) => rows[row]?.id,
    (id) => relationshipAddress(id, narrowed),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its cells has the focus, as the pattern wants
    <div
      role="grid"
      aria-label={texts.portfolio.grid}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      className={styles['grid']}
      onKeyDown={onKeyDown}
    >
      <HeadRow order={order} onOrder={onOrder} />
      <div ref={body} role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          const place = { index, top: start - scrollMargin, height: rowHeight };
          if (!row) return <SkeletonRow key={index} {...place} />;
          return (
            <GridRow
              key={index}
              {...place}
              row={row}
              narrow={narrowCounts}
              focused={cell.row === index ? cell.column : undefined}
              onFocusCell={onFocusCell}
            />
          );
        })}
      </div>
    </div>
  );
}

/** One cell can be tabbed to; the arrows, j and k move it. */
function useGridFocus(
  rows: number,
  body: React.RefObject<HTMLDivElement | null>,
  scrollTo: (row: number) => void,
  idOf: (row: number) => string | undefined,
  addressOf: (id: string) => string,
) {
  const [cell, setCell] = useState<GridCell>({ row: 0, column: 0 });
  const moved = useRef(false);
  const navigate = useNavigate();
  useEffect(() => {
    if (!moved.current) return;
    // The row exists once the list has scrolled to it.
    const frame = requestAnimationFrame(() => {
      body.current
        ?.querySelector<HTMLElement>(`[data-cell="${cell.row} ${cell.column}"]`)
        ?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [cell, body]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target instanceof HTMLElement) || event.target.dataset['cell'] === undefined) return;
    const id = idOf(cell.row);
    if (event.key === 'Enter' && cell.column === 0 && id !== undefined) {
      event.preventDefault();
      void navigate(addressOf(id));
      return;
    }
    const next = moveInGrid(cell, event.key, { rows, columns: columns.length, pageRows });
    if (!next) return;
    event.preventDefault();
    moved.current = true;
    scrollTo(next.row);
    setCell(next);
  };
  // The arrows scroll the page until a cell has the focus.
  useListKeys((key) => {
    const first = firstInSight(body.current?.querySelectorAll<HTMLElement>('[data-cell$=" 0"]') ?? [], covered.topPx);
    if (!['j', 'k'].includes(key) || !first) return false;
    first.focus({ preventScroll: true });
    return true;
  });
  return { cell, onKeyDown, onFocusCell: setCell };
}

function HeadRow({ order, onOrder }: Pick<RelationshipGridProps, 'order' | 'onOrder'>) {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['row']}>
        {columns.map(({ name, kind }) => (
          <div
            key={name}
            role="columnheader"
            aria-sort={order?.sort === name ? order.direction : 'none'}
            className={`${styles[kind]} ${styles[name]}`}
          >
            <button type="button" onClick={() => onOrder(orderAfterClick(order, name))}>
              {texts.portfolio.columns[name]}
              <span aria-hidden="true">
                {order?.sort === name ? (order.direction === 'ascending' ? ' ↑' : ' ↓') : ''}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
