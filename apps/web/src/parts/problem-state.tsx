import { Button } from '@mantine/core';
import { noAnswer, Problem } from '../api/request.js';
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
}

/** An error in words: what happened, what about it, what to do. */
export function ProblemState({ error, retry, page = false }: ProblemStateProps) {
  const { title, detail, hint } = tell(error);
  const violations = error instanceof Problem ? error.violations : [];
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
    </section>
  );
}
