import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { status, timeline } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { Entry } from './entry.js';
import { timelineRows } from './timeline-rows.js';
import styles from './timeline.module.css';

const estimatedPx = { day: 48, entry: 36 };
const overscanRows = 12;
const covered = { topPx: 64, bottomPx: 72 };

/** All touchpoints of a relationship on every channel, newest first. Only those in sight exist; older ones are fetched on the way. */
export function Timeline({ id, touchpoints }: { readonly id: string; readonly touchpoints: number }) {
  const query = useInfiniteQuery(timeline(id));
  const { instants, count } = useLanguage();
  useFreshFirstPage(query.data?.pages[0]?.head, query.data?.pages.length ?? 0, query.refetch);
  const rows = useMemo(
    () => timelineRows(query.data?.pages.flatMap((page) => page.rows) ?? [], instants.dayKey, !query.hasNextPage),
    [query.data, query.hasNextPage, instants],
  );
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(
    () => setScrollMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY),
    [rows.length > 0],
  );
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (at) => estimatedPx[rows[at]!.kind],
    getItemKey: (at) => rows[at]!.key,
    overscan: overscanRows,
    scrollMargin,
    scrollPaddingStart: covered.topPx,
    scrollPaddingEnd: covered.bottomPx,
  });
  const items = virtualizer.getVirtualItems();
  const lastInSight = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (lastInSight >= rows.length - overscanRows && hasNextPage && !isFetching) void fetchNextPage();
  }, [lastInSight, rows.length, hasNextPage, isFetching, fetchNextPage]);

  const toggle = (key: string): void => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const onKeyDown = useEntryKeys(
    rows.length,
    (at) => rows[at]?.kind === 'entry',
    (at) => virtualizer.scrollToIndex(at),
    list,
  );
  return (
    <section className={styles['timeline']} aria-label={texts.relationship.timeline}>
      <div className={styles['head']}>
        <h2>{texts.relationship.timeline}</h2>
        <span className="quiet">
          {count(touchpoints)}, {texts.relationship.newestFirst}
        </span>
        <span className={`quiet small ${styles['keys']}`}>{texts.relationship.keys}</span>
      </div>
      {query.error && !query.data && <ProblemState error={query.error} retry={query.refetch} />}
      {!query.data && !query.error && <SkeletonLines count={10} />}
      {query.data && rows.length === 0 && <p className="quiet">{texts.relationship.nothing}</p>}
      <div
        ref={list}
        role="list"
        style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        onKeyDown={onKeyDown}
      >
        {items.map(({ index, key, start }) => {
          const row = rows[index]!;
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              role="listitem"
              className={styles['item']}
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              {row.kind === 'day' ? (
                <h3 className={styles['day']}>
                  {instants.day(row.occurredAt)}{' '}
                  {row.count !== undefined && row.count > 1 && <span className="quiet">{count(row.count)}</span>}
                </h3>
              ) : (
                <Entry entry={row.entry} open={open.has(row.key)} toggle={() => toggle(row.key)} />
              )}
            </div>
          );
        })}
      </div>
      {query.isFetchingNextPage && <SkeletonLines count={3} />}
      {query.data && !hasNextPage && rows.length > 12 && <p className="quiet small">{texts.relationship.theEnd}</p>}
    </section>
  );
}

/** Asks again when the ledger has grown, as long as only the first page is shown: further down the list would jump. */
function useFreshFirstPage(shownHead: number | undefined, pages: number, refetch: () => unknown): void {
  const { data } = useQuery(status);
  const head = data?.head.sequence;
  const asked = useRef(head);
  useEffect(() => {
    if (head === undefined || shownHead === undefined || pages > 1 || head <= shownHead || asked.current === head)
      return;
    asked.current = head;
    void refetch();
  }, [head, shownHead, pages, refetch]);
}

/** j and k, as the arrows, move from touchpoint to touchpoint. */
function useEntryKeys(
  rows: number,
  isEntry: (at: number) => boolean,
  scrollTo: (at: number) => void,
  list: React.RefObject<HTMLDivElement | null>,
): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const step =
      event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
    const item = event.target.closest<HTMLElement>('[data-index]');
    if (step === 0 || !item || event.target.getAttribute('aria-expanded') === null) return;
    event.preventDefault();
    let at = Number(item.dataset['index']) + step;
    if (!isEntry(at)) at += step;
    if (at < 0 || at >= rows) return;
    scrollTo(at);
    requestAnimationFrame(() => {
      list.current
        ?.querySelector<HTMLElement>(`[data-index="${at}"] button[aria-expanded]`)
        ?.focus({ preventScroll: true });
    });
  };
}
