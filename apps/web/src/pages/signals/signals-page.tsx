import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { SignalsAnswer, SignalsAnswered } from '#workspace/signals/signal-answers.js';
import { signals, type SignalFilter } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { SignalFilters, useSignalFilter } from './signal-filters.js';
import { SignalsTable } from './signals-table.js';
import { WebhooksSection } from './webhooks-section.js';

const words = texts.signals;

/** The inbox: what all projections raise, the newest first. */
export default function SignalsPage() {
  useDocumentTitle(`${texts.pages.signals} · ${texts.name}`);
  const { filter, show } = useSignalFilter();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(signals(filter));
  const { count } = useLanguage();
  const first = data?.pages[0];
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const total = filter.state === 'ended' ? words.totalEnded : words.total;
  return (
    <>
      <h1>{words.list}</h1>
      <p className="quiet">{words.says}</p>
      <SignalFilters key={JSON.stringify(filter)} filter={filter} show={show} />
      {error && !first && <ProblemState error={error} retry={refetch} />}
      {!error && !first && <SkeletonLines count={8} />}
      {first?.missing !== undefined && <output>{words.missing(first.missing.join(', '))}</output>}
      {first?.answered.map((one) => (
        <NotHere key={one.projection} {...one} />
      ))}
      {first && rows.length === 0 && <Nothing answer={first} filter={filter} />}
      {first && rows.length > 0 && (
        <>
          <p className="quiet">{total(count(first.total))}</p>
          <SignalsTable rows={rows} />
        </>
      )}
      {isFetchNextPageError && <ProblemState error={error} retry={fetchNextPage} />}
      {hasNextPage && !isFetchNextPageError && (
        <p>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.older}
          </Button>
        </p>
      )}
      <WebhooksSection />
    </>
  );
}

/** What stands, or might, and is not in the list. */
function NotHere({ projection, setApart, rest }: SignalsAnswered) {
  const { count } = useLanguage();
  if (setApart === undefined && rest === undefined) return null;
  return (
    <output>
      {setApart !== undefined && `${words.setApart(count(setApart), projection)} `}
      {rest !== undefined && `${words.rest(count(rest), projection)} `}
      <Link to={`/projections/${encodeURIComponent(projection)}`}>{projection}</Link>
    </output>
  );
}

/** Why there is nothing: nothing is raised, or nothing can be. Where none could be asked, that has been said. */
function Nothing({
  answer: { answered, missing },
  filter,
}: {
  readonly answer: SignalsAnswer;
  readonly filter: SignalFilter;
}) {
  const names = answered.map(({ projection }) => projection);
  if (names.length === 0 && missing !== undefined) return null;
  if (names.length > 0 && Object.keys(filter).length > 0) {
    return (
      <section className={states['state']}>
        <h2>{words.nothingFits}</h2>
        <p>{words.nothingFitsDetail}</p>
        <p>
          <Link to="/signals">{words.all}</Link>
        </p>
      </section>
    );
  }
  const [title, detail] =
    names.length === 0 ? [words.none, words.noneDetail] : [words.nothing, words.nothingDetail(names.join(', '))];
  return (
    <section className={states['state']}>
      <h2>{title}</h2>
      <p>{detail}</p>
      <p>
        <Link to="/projections">{texts.pages.projections}</Link>
      </p>
    </section>
  );
}
