import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useLanguage } from '../../language/language.js';
import { firstInSight, useListKeys } from '../../parts/list-keys.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { CaseHead, useCaseFilter } from './case-filter.js';
import { Entry } from './entry.js';
import type { TimelineRow } from './timeline-rows.js';
import type { PageMoment } from './use-moment.js';
import { useTimeline } from './use-timeline.js';
import styles from './timeline.module.css';

const estimatedPx = { day: 48, entry: 36 };
const overscanRows = 12;
/** Header above, time bar below: no touchpoint is scrolled under them. */
const covered = { topPx: 64, bottomPx: 72 };

/** All touchpoints of a relationship on every channel, newest first. */
export function Timeline({ id, moment }: { readonly id: string; readonly moment: PageMoment }) {
  const { shown, show } = useCaseFilter();
  const { rows, total, error, isLoaded, hasOlder, isFetchingOlder, retry, fetchOlder } = useTimeline(id, moment, shown);
  const { count } = useLanguage();
  return (
    <section className={styles['timeline']} aria-label={texts.relationship.timeline}>
      <div className={styles['head']}>
        <h2>{texts.relationship.timeline}</h2>
        {total !== undefined && <span className="quiet">{texts.relationship.entries(count(total))}</span>}
        <span className={`quiet small ${styles['keys']}`}>{texts.relationship.keys}</span>
      </div>
      {!isLoaded && !error && <SkeletonLines count={10} />}
      {isLoaded && shown !== undefined && (
        <CaseHead
          steps={rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []))}
          complete={!hasOlder}
          showAll={() => show(undefined)}
        />
      )}
      {isLoaded && rows.length === 0 && !hasOlder && (
        <p className="quiet">{shown === undefined ? texts.relationship.nothing : texts.relationship.noCase}</p>
      )}
      {rows.length > 0 && (
        <Rows key={shown ?? ''} rows={rows} fetchOlder={fetchOlder} showCase={shown === undefined ? show : undefined} />
      )}
      {error && <ProblemState error={error} retry={retry} />}
      {isFetchingOlder && <SkeletonLines count={3} />}
      {isLoaded && !hasOlder && shown === undefined && rows.length > overscanRows && (
        <p className="quiet small">{texts.relationship.theEnd}</p>
      )}
    </section>
  );
}

interface RowsProps {
  readonly rows: readonly TimelineRow[];
  readonly fetchOlder: () => void;
  readonly showCase: ((caseId: string) => void) | undefined;
}

/** Only the rows in sight exist; older ones are fetched on the way to them. */
function Rows({ rows, fetchOlder, showCase }: RowsProps) {
  const { instants, count } = useLanguage();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLOListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => setScrollMargin(list.current!.getBoundingClientRect().top + window.scrollY), []);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by the compiler
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
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - overscanRows;
  useEffect(() => {
    if (isNearEnd) fetchOlder();
  }, [isNearEnd, fetchOlder]);

  const toggle = (key: string): void => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => moveByKey(event, rows, list, (at) => virtualizer.scrollToIndex(at));
  useListKeys((key) => {
    const lines = list.current?.querySelectorAll<HTMLElement>('button[aria-expanded]') ?? [];
    const first = firstInSight(lines, covered.topPx);
    if (!['j', 'k'].includes(key) || !first) return false;
    first.focus({ preventScroll: true });
    return true;
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of the buttons in it
    <ol ref={list} className={styles['rows']} style={{ height: virtualizer.getTotalSize() }} onKeyDown={onKeyDown}>
      {items.map(({ index, key, start }) => {
        const row = rows[index]!;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className={styles['item']}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            {row.kind === 'day' ? (
              <h3 className={styles['day']}>
                {instants.day(row.occurredAt)}{' '}
                {row.count !== undefined && row.count > 1 && <span className="quiet">{count(row.count)}</span>}
              </h3>
            ) : (
              <Entry entry={row.entry} open={open.has(row.key)} toggle={() => toggle(row.key)} showCase={showCase} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** j and k, as the arrows, move from touchpoint to touchpoint. */
function moveByKey(
  event: KeyboardEvent,
  rows: readonly TimelineRow[],
  list: RefObject<HTMLElement | null>,
  scrollTo: (at: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  const step = ['j', 'ArrowDown'].includes(event.key) ? 1 : ['k', 'ArrowUp'].includes(event.key) ? -1 : 0;
  const item = event.target.closest<HTMLElement>('[data-index]');
  if (step === 0 || !item || event.target.getAttribute('aria-expanded') === null) return;
  event.preventDefault();
  let at = Number(item.dataset['index']) + step;
  // The head of a day is passed over.
  if (rows[at]?.kind === 'day') at += step;
  if (!rows[at]) return;
  scrollTo(at);
  requestAnimationFrame(() => {
    const button = list.current?.querySelector<HTMLElement>(`[data-index="${at}"] button[aria-expanded]`);
    button?.focus({ preventScroll: true });
  });
}
