import { Button, NativeSelect } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SignalRow, SignalsAnswer, SignalsAnswered } from '#workspace/signals/signal-answers.js';
import { signals, type SignalFilter } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { FalseAlarms, Kinds, NotShownLine } from './inbox-foot.js';
import { SignalFilters, useSignalFilter } from './signal-filters.js';
import { isShownBy } from './signal-undo.js';
import styles from './signals.module.css';
import { SignalsTable } from './signals-table.js';
import { UndoBar } from './undo-bar.js';
import { useSignalWork } from './use-signal-work.js';
import { WebhooksSection } from './webhooks-section.js';

const words = texts.signals;
const spans = Object.entries(words.actions.spans).map(([value, label]) => ({ value, label }));
const usualSpan = '3d';

/** The inbox: what all projections raise, the newest first, and what people do about it. */
export default function SignalsPage() {
  useDocumentTitle(`${texts.pages.signals} · ${texts.name}`);
  const { filter, show } = useSignalFilter();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(signals(filter));
  const { count } = useLanguage();
  const working = useSignalWork();
  const [span, setSpan] = useState(usualSpan);
  const isPast = filter.asOf !== undefined || filter.knownBy !== undefined;
  const first = data?.pages[0];
  const hasEnded = filter.state !== undefined;
  const rows = (data?.pages.flatMap((page) => page.rows) ?? []).filter((row: SignalRow) =>
    isShownBy(filter.work, working.workOf(row), hasEnded),
  );
  const total = !hasEnded ? words.total : filter.state === 'ended' ? words.totalEnded : words.totalWithdrawn;
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
      {first && <Kinds kinds={first.kinds} filter={filter} />}
      {!isPast && <UndoBar working={working} />}
      {first && rows.length === 0 && !hasNextPage && <Nothing answer={first} filter={filter} />}
      {first && rows.length > 0 && (
        <>
          <div className={styles['head']}>
            <p className="quiet">
              {total(count(first.total))}. {isPast ? words.past : <span className={styles['keys']}>{words.keys}</span>}
            </p>
            {!isPast && (
              <NativeSelect
                size="xs"
                label={words.actions.snoozeFor}
                value={span}
                data={spans}
                onChange={({ currentTarget }) => setSpan(currentTarget.value)}
              />
            )}
          </div>
          <SignalsTable rows={rows} working={working} span={span} isPast={isPast} />
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
      {first && <NotShownLine notShown={first.notShown} filter={filter} />}
      {first?.expectedFalseAlarms && <FalseAlarms expected={first.expectedFalseAlarms} />}
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

/** Why there is nothing: nothing is raised, all is dealt with, or nothing can be. Where none could be asked, that has been said. */
function Nothing({
  answer: { answered, missing, notShown },
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
  const isDone = notShown.historic + notShown.snoozed + notShown.resolved > 0;
  if (isDone) {
    return (
      <section className={states['state']}>
        <h2>{words.done}</h2>
        <p>{words.doneDetail}</p>
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
