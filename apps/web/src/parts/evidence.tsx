import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { EvidenceRow } from '#workspace/documents/evidence-answers.js';
import { evidence, type EvidenceQuestion } from '../api/reads.js';
import { useLanguage } from '../language/language.js';
import { nameOf, typeWords } from '../language/words.js';
import { texts } from '../texts.js';
import styles from './why.module.css';

interface EvidenceProps {
  readonly question: EvidenceQuestion;
  /** Where the document of a key is; with it each part is told too. */
  readonly addressOf?: (key: string) => string;
}

/** What a number is made of: who contributes to it, and the newest event of each; further ones when they are wanted. */
export function Evidence({ question, addressOf }: EvidenceProps) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(evidence(question));
  const { instants, count } = useLanguage();
  const words = texts.why;
  if (error && !data) return <p className="quiet">{words.noEvidence(error.message)}</p>;
  if (!data) return <p className="quiet">{words.looking}</p>;
  const rows = data.pages.flatMap((page) => page.rows);
  return (
    <section className={styles['evidence']} aria-label={words.evidence}>
      <h3>{words.evidence}</h3>
      {rows.length === 0 && <p className="quiet">{words.nothing}</p>}
      <ul>
        {rows.map(({ key, of, isCounted, events: [newest], eventCount, ...part }) => (
          <li key={`${key} ${newest?.id}`}>
            {addressOf === undefined || isCounted === true ? (
              <span>{of === undefined ? key : nameOf(of)}</span>
            ) : (
              <Link to={addressOf(key)} relative="path">
                {of === undefined ? key : nameOf(of)}
              </Link>
            )}{' '}
            {addressOf !== undefined && <span>{partText(part, count)} </span>}
            <span className="quiet small">
              {newest && `${instants.date(newest.occurredAt)} ${newest.process?.activity ?? typeWords(newest.type)}`}
              {eventCount > 1 && ` ${words.andMore(count(eventCount - 1))}`}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {words.more}
        </button>
      )}
    </section>
  );
}

/** Units are those of the definition, so the numbers stand as they are. */
function partText({ sums, values }: Pick<EvidenceRow, 'sums' | 'values'>, count: (value: number) => string): string {
  return [
    ...Object.entries(sums).map(([name, sum]) => `${name} ${count(sum)}`),
    ...Object.entries(values).map(([name, copies]) => `${name} ×${count(copies)}`),
  ].join(', ');
}
