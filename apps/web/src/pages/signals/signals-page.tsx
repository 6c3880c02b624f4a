import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { SignalsAnswer, SignalsAnswered } from '#workspace/answers.js';
import { signals } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { SignalsTable } from './signals-table.js';

const words = texts.signals;

/** The inbox: what all projections raise, the newest first. */
export default function SignalsPage() {
  useDocumentTitle(`${texts.pages.signals} · ${texts.name}`);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(signals);
  const { count } = useLanguage();
  const first = data?.pages[0];
  if (error && !first) return <ProblemState error={error} retry={refetch} page />;
  if (!first) return <SkeletonLines count={8} />;
  const rows = data.pages.flatMap((page) => page.rows);
  return (
    <>
      <h1>{words.list}</h1>
      <p className="quiet">{words.says}</p>
      {first.missing !== undefined && <output>{words.missing(first.missing.join(', '))}</output>}
      {first.answered.map((one) => (
        <NotHere key={one.projection} {...one} />
      ))}
      {rows.length === 0 ? (
        <Nothing answer={first} />
      ) : (
        <>
          <p className="quiet">{words.total(count(first.total))}</p>
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
function Nothing({ answer: { answered, missing } }: { readonly answer: SignalsAnswer }) {
  const names = answered.map(({ projection }) => projection);
  if (names.length === 0 && missing !== undefined) return null;
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
