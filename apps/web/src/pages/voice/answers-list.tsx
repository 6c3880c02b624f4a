import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { countedAnswers, type VoiceChoice } from '../../api/voice-reads.js';
import type { Moment } from '../../api/made-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './voice.module.css';

const words = texts.voice;
const { columns } = words;

interface AnswersProps {
  readonly choice: VoiceChoice;
  readonly moment: Moment;
  readonly closeAt: string;
}

/** The answers that count, each with whose it is and what was said. */
export function AnswersList({ choice, moment, closeAt }: AnswersProps) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    countedAnswers(choice, moment),
  );
  const { instants, nowMs } = useLanguage();
  const title = words.answersTitle(choice.instrument ?? words.any);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section className={styles['answers']} aria-label={title}>
      <h2>
        {title}{' '}
        <Link className="small" to={closeAt}>
          {words.close}
        </Link>
      </h2>
      {error && <ProblemState error={error} retry={refetch} />}
      {!error && !data && <SkeletonLines count={6} />}
      {data && rows.length === 0 && <p className="quiet">{words.noAnswers}</p>}
      {rows.length > 0 && (
        <WideTable>
          <table aria-label={title}>
            <thead>
              <tr>
                {Object.entries(columns).map(([name, heading]) => (
                  <th key={name} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ event, relationship, person, answeredAt, score, verbatim, erased }) => (
                <tr key={event}>
                  <th scope="row">
                    <time dateTime={answeredAt} title={`${instants.exact(answeredAt)} · ${event}`}>
                      {instants.ago(answeredAt, nowMs)}
                    </time>
                  </th>
                  <td data-label={columns.relationship}>
                    <Link to={`/relationships/${encodeURIComponent(relationship.id)}`}>{nameOf(relationship)}</Link>
                  </td>
                  <td data-label={columns.person}>{person === undefined ? words.nobody : nameOf(person)}</td>
                  <td data-label={columns.score} className={countCell}>
                    {score}
                  </td>
                  <td data-label={columns.said} className={styles['said']}>
                    {erased === true ? words.erased : (verbatim ?? words.nobody)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
      {hasNextPage && (
        <p>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.older}
          </Button>
        </p>
      )}
    </section>
  );
}
