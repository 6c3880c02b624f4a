import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { noAnswer, Problem } from '../api/request.js';
import { searchKeys } from './search-keys.js';
import { texts } from '../texts.js';
import styles from './states.module.css';

const unauthorised = 401;

/** Asking again helps against accidents, not against what is wrong with the question. */
function isWorthAsking(error: unknown): boolean {
  return (
    !(error instanceof Problem) || error.status === noAnswer || error.status === unauthorised || error.status >= 500
  );
}

interface Told {
  readonly title: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

function tell(error: unknown): Told {
  if (!(error instanceof Problem)) return { title: texts.problem.unknown, detail: String(error) };
  if (error.status === noAnswer) return { title: texts.problem.offline, hint: texts.problem.offlineHint };
  if (error.status === unauthorised) {
    return {
      title: texts.problem.unauthorised,
      detail: texts.problem.unauthorisedDetail,
      hint: texts.problem.unauthorisedHint,
    };
  }
  return error;
}

interface ProblemStateProps {
  readonly error: unknown;
  readonly retry?: () => unknown;
  /** It stands for a whole page, not for a part of one. */
  readonly page?: boolean;
  /** The page that one came from, most likely: a way on for who followed a dead link. */
  readonly back?: keyof typeof ways;
}

const ways = { portfolio: '/', processes: '/processes' } as const;

/** An error in words: what happened, what about it, what to do. */
export function ProblemState({ error, retry, page = false, back }: ProblemStateProps) {
  const { title, detail, hint } = tell(error);
  const all = error instanceof Problem ? error.violations : [];
  const violations = all.filter(({ field, message }) => detail?.startsWith(`${field} ${message}`) !== true);
  const Title = page ? 'h1' : 'h2';
  return (
    <section className={page ? `${styles['state']} ${styles['page']}` : styles['state']} role="alert">
      <Title>{title}</Title>
      {detail !== undefined && detail !== title && <p>{detail}</p>}
      {violations.length > 0 && (
        <ul className={styles['violations']}>
          {violations.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {hint !== undefined && <p className="quiet">{hint}</p>}
      {retry && isWorthAsking(error) && (
        <p>
          <Button variant="default" onClick={() => void retry()}>
            {texts.problem.retry}
          </Button>
        </p>
      )}
      {back && (
        <p>
          <Link to={ways[back]}>{texts.problem.back[back]}</Link>{' '}
          <span className="quiet">
            {texts.problem.back.search} <kbd>{searchKeys}</kbd>
          </span>
        </p>
      )}
    </section>
  );
}
