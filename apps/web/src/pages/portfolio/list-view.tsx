import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { StatusAnswer } from '#workspace/answers.js';
import type { PortfolioFilter } from '#workspace/portfolio/standing-answers.js';
import { relationships } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { portfolioTexts } from '../../portfolio-texts.js';
import { texts } from '../../texts.js';
import { columns, isOrdered, orderOf, type Order } from './columns.js';
import { isNarrowed, nothingNarrowed, usePortfolioAddress } from './narrowing.js';
import { PartFilters, SegmentFilter } from './part-filters.js';
import { PhaseChips } from './phase-chips.js';
import { RelationshipGrid } from './relationship-grid.js';
import { VerbStrip } from './verb-strip.js';
import styles from './portfolio.module.css';

const typingMs = 200;

/** The list of relationships, with what it is narrowed to and sorted by. */
export function ListView({ status }: { readonly status: StatusAnswer }) {
  const { search, narrowed, change } = usePortfolioAddress();
  const { filter, setFilter } = useFilter();
  const [wanted] = useDebouncedValue(filter, typingMs);
  const order = orderOf(search);
  const sought = wanted.trim();
  const byFit = sought !== '' && !isOrdered(search);
  const asked = byFit ? { sort: undefined, direction: undefined } : order;
  const query = useInfiniteQuery(relationships({ ...asked, filter: sought, narrowed: narrowed as PortfolioFilter }));
  const setOrder = (next: Order): void => change({ sort: next.sort, direction: next.direction }, { replace: true });
  const showAll = (): void => {
    if (sought !== '') setFilter('');
    else change(nothingNarrowed);
  };
  const pages = query.data?.pages;
  const total = pages?.[0]?.total;
  const missing = pages?.[0]?.missing ?? [];
  const isPast = narrowed.asOf !== undefined || narrowed.knownBy !== undefined;
  return (
    <>
      <VerbStrip isWanted={!query.isPending} />
      <div className={styles['tools']}>
        <TextInput
          aria-label={texts.portfolio.filterPlaceholder}
          placeholder={texts.portfolio.filterPlaceholder}
          size="xs"
          type="search"
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <SortSelect order={byFit ? undefined : order} onChange={setOrder} />
        <fieldset className={styles['parts']} aria-label={portfolioTexts.chips.part}>
          <SegmentFilter />
          <PartFilters />
        </fieldset>
        <Count total={total} />
        {pages && !isPast && (
          <Fresh
            behind={status.head.sequence - pages[0]!.position.to}
            refresh={() => void query.refetch()}
            few={pages.length < 2}
          />
        )}
        <span className={`quiet small ${styles['keys']}`}>{texts.portfolio.keys}</span>
      </div>
      <PhaseChips />
      {missing.length > 0 && <p className="quiet small">{portfolioTexts.chips.missing(missing.join(', '))}</p>}
      {query.error && <ProblemState error={query.error} retry={pages ? query.fetchNextPage : query.refetch} />}
      {!pages && !query.error && <SkeletonLines count={16} />}
      {pages &&
        total !== 0 &&
        pages.every(({ rows }) => rows.every(({ lastContact }) => lastContact === undefined)) && (
          <p className="quiet small">{texts.noContact.all}</p>
        )}
      {pages && total === 0 && <Nothing filter={wanted} isNarrowed={isNarrowed(narrowed)} showAll={showAll} />}
      {pages && total !== 0 && (
        <RelationshipGrid
          key={`${asked.sort} ${asked.direction} ${wanted} ${JSON.stringify(narrowed)}`}
          query={query}
          order={byFit ? undefined : order}
          onOrder={setOrder}
        />
      )}
    </>
  );
}

/** The filter is a name, so it stands in the history of this browser tab and not in the address. */
function useFilter(): { filter: string; setFilter: (filter: string) => void } {
  const { state, search } = useLocation() as { state: { filter?: string } | null; search: string };
  const navigate = useNavigate();
  const [filter, setLocal] = useState(state?.filter ?? '');
  const setFilter = (next: string): void => {
    setLocal(next);
    void navigate({ search }, { replace: true, state: { filter: next } });
  };
  return { filter, setFilter };
}

/** Narrow windows have no header row to click on. */
function SortSelect({
  order,
  onChange,
}: {
  readonly order: Order | undefined;
  readonly onChange: (order: Order) => void;
}) {
  const value = order ? `${order.sort} ${order.direction}` : '';
  return (
    <NativeSelect
      className={styles['sort']}
      size="xs"
      aria-label={texts.portfolio.sortBy}
      value={value}
      onChange={({ currentTarget }) => {
        if (currentTarget.value === '') return;
        const [sort, direction] = currentTarget.value.split(' ') as [Order['sort'], Order['direction']];
        onChange({ sort, direction });
      }}
      data={[
        ...(order ? [] : [{ value: '', label: texts.portfolio.byFit }]),
        ...columns.flatMap(({ name }) =>
          (['descending', 'ascending'] as const).map((direction) => ({
            value: `${name} ${direction}`,
            label: `${texts.portfolio.columns[name]}, ${texts.portfolio[direction]}`,
          })),
        ),
      ]}
    />
  );
}

function Count({ total }: { readonly total: number | undefined }) {
  const { count } = useLanguage();
  if (total === undefined) return null;
  return (
    <output className="quiet">{total === 1 ? texts.portfolio.countOne : texts.portfolio.count(count(total))}</output>
  );
}

interface FreshProps {
  readonly behind: number;
  readonly refresh: () => void;
  /** A short list is asked for again by itself; a long one would jump under the reader. */
  readonly few: boolean;
}

function Fresh({ behind, refresh, few }: FreshProps) {
  const { count } = useLanguage();
  useEffect(() => {
    if (behind > 0 && few) refresh();
    // Once for each new head of the ledger.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [behind, few]);
  if (behind <= 0 || few) return null;
  return (
    <span>
      {texts.portfolio.fresh(count(behind))}{' '}
      <Button variant="subtle" onClick={refresh}>
        {texts.portfolio.refresh}
      </Button>
    </span>
  );
}

interface NothingProps {
  readonly filter: string;
  readonly isNarrowed: boolean;
  readonly showAll: () => void;
}

function Nothing({ filter, isNarrowed: narrowed, showAll }: NothingProps) {
  if (filter.trim() === '' && !narrowed) {
    return (
      <section className={states['state']}>
        <h2>{texts.empty.noRelationships}</h2>
        <p>{texts.empty.noRelationshipsDetail}</p>
      </section>
    );
  }
  return (
    <section className={states['state']}>
      <p>{filter.trim() === '' ? portfolioTexts.chips.nothing : texts.portfolio.nothingFiltered(filter.trim())}</p>
      <p>
        <Button variant="default" onClick={showAll}>
          {texts.portfolio.showAll}
        </Button>
      </p>
    </section>
  );
}
