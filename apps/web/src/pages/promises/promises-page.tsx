import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { promises } from '../../api/promise-reads.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { PromiseFilters, usePromiseFilter } from './promise-filters.js';
import { PromiseSaid } from './promise-actions.js';
import { PromisesTable } from './promises-table.js';
import styles from './promises.module.css';
import { usePromiseWork } from './use-promise-work.js';

const words = texts.promises;

/** Promises made, kept, broken, unconfirmed and due, of all relationships or of one. */
export default function PromisesPage() {
  useDocumentTitle(`${texts.pages.promises} · ${texts.name}`);
  const { filter, show } = usePromiseFilter();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(promises(filter));
  const { count } = useLanguage();
  const working = usePromiseWork();
  const isPast = filter.asOf !== undefined || filter.knownBy !== undefined;
  const first = data?.pages[0];
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <h1>{words.list}</h1>
      <p className="quiet">{words.says}</p>
      <PromiseFilters key={JSON.stringify(filter)} filter={filter} show={show} />
      {error && !first && <ProblemState error={error} retry={refetch} />}
      {!error && !first && <SkeletonLines count={8} />}
      {first && <Counts answer={first} />}
      {!isPast && <PromiseSaid working={working} />}
      {first && rows.length === 0 && <Nothing answer={first} />}
      {first && rows.length > 0 && (
        <>
          <p className="quiet">{words.some(count(rows.length), count(first.total))}</p>
          <PromisesTable rows={rows} horizon={first.horizon} working={working} isPast={isPast} />
          {isPast && <p className="quiet small">{words.past}</p>}
        </>
      )}
      {isFetchNextPageError && <ProblemState error={error} retry={fetchNextPage} />}
      {hasNextPage && !isFetchNextPageError && (
        <p>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </p>
      )}
    </>
  );
}

/** How they went, whatever is listed below; rates by how it is known, never added up. */
function Counts({ answer: { counts, rates } }: { readonly answer: PromisesAnswer }) {
  const { count, share } = useLanguage();
  const define = useDefinitions();
  if (isEmpty(counts)) return null;
  return (
    <div className={styles['counts']}>
      <p className={styles['numbers']}>
        {(['kept', 'broken', 'open', 'unconfirmed'] as const).map((name) => (
          <span key={name}>
            <WhyNumber title={words.counts[name]} value={count(counts[name])} definition={define('promises')} />{' '}
            {words.counts[name]}
          </span>
        ))}
      </p>
      {rates.map(({ evidence, rate, low, high, kept, broken }) => (
        <p key={evidence}>
          <WhyNumber
            title={words.list}
            value={words.rate(
              rate === null ? '–' : share(rate),
              share(low),
              share(high),
              count(kept + broken),
              words.evidence[evidence],
            )}
            definition={define('promiseRate')}
          />
        </p>
      ))}
    </div>
  );
}

function Nothing({ answer: { counts } }: { readonly answer: PromisesAnswer }) {
  return (
    <section className={states['state']}>
      <h2>{isEmpty(counts) ? words.none : words.noneFits}</h2>
      {isEmpty(counts) ? (
        <>
          <p>{words.noneDetail}</p>
          <p>
            <Link to="/imports">{texts.pages.imports}</Link>
          </p>
        </>
      ) : (
        <p>
          <Link to="/promises?state=all">{words.all}</Link>
        </p>
      )}
    </section>
  );
}

function isEmpty({ open, kept, broken, unconfirmed }: PromisesAnswer['counts']): boolean {
  return open + kept + broken + unconfirmed === 0;
}
