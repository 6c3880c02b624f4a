import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { RelationshipAnswer } from '#workspace/answers.js';
import type { SignalsPart, StandingSignal } from '#workspace/relationships/signals-part.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { EventList } from '../../parts/event-list.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { SignalWhy } from '../signals/signal-why.js';
import { inboxOf, momentIn } from './addresses.js';
import styles from './standing.module.css';

const words = texts.standing.signals;
const shownAtFirst = 5;

/** What stands of it and nobody has dealt with, the gravest first; that nothing does is said in one line. */
export function StandingSignals({ answer }: { readonly answer: RelationshipAnswer }) {
  const { count } = useLanguage();
  const define = useDefinitions();
  const [search] = useSearchParams();
  const [all, setAll] = useState(false);
  const { signals, id } = answer;
  // Why they cannot be told stands under the name, as that of other parts.
  if (signals === undefined) return null;
  const { rows, more, sentence, total } = signals;
  return (
    <section className={styles['signals']} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>
        <WhyNumber title={words.title} value={sentence} definition={define('signals')} />
      </p>
      <NotAsked notAsked={signals.notAsked} />
      {rows.length > 0 && (
        <ul className={styles['rows']}>
          {rows.slice(0, all ? rows.length : shownAtFirst).map((row) => (
            <SignalItem key={[row.id, row.key].join(' ')} row={row} answer={answer} />
          ))}
        </ul>
      )}
      <p>
        {rows.length > shownAtFirst && (
          <button type="button" className={styles['unfold']} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? words.fewer : words.more(count(rows.length - shownAtFirst))}
          </button>
        )}
        {total > 0 && <Link to={inboxOf(id, momentIn(search))}>{words.all}</Link>}
        {all && more > 0 && <span className="quiet"> {words.beyond(count(more))}</span>}
      </p>
    </section>
  );
}

function NotAsked({ notAsked }: Pick<SignalsPart, 'notAsked'>) {
  if (notAsked.length === 0) return null;
  return (
    <ul className="quiet small">
      {notAsked.map(({ projection, says }) => (
        <li key={projection}>{texts.standing.cannotTell(words.notAsked(projection), says)}</li>
      ))}
    </ul>
  );
}

interface SignalItemProps {
  readonly row: StandingSignal;
  readonly answer: RelationshipAnswer;
}

/** Why it stands and what to do; how grave, since when, of which case, what people do about it, and where in the inbox. */
function SignalItem({ row, answer: { id, events } }: SignalItemProps) {
  const { instants, nowMs } = useLanguage();
  const [search] = useSearchParams();
  const { kind, severity, since, todo, historic, work } = row;
  const moment = momentIn(search);
  const narrowed = {
    ...moment,
    kind,
    ...(work.state === 'snoozed' ? { work: 'snoozed' } : {}),
    ...(historic === true ? { historic: 'true' } : {}),
  };
  return (
    <li data-state={severity}>
      <span>
        <SignalWhy row={row} events={<EventList ids={row.evidence} events={events} />} />
        {todo !== undefined && <span className="quiet"> {todo}</span>}
      </span>
      <span className={`quiet small ${styles['about']}`}>
        <span>{texts.signals.severities[severity]}</span>
        <time dateTime={since} title={instants.exact(since)}>
          {words.began(instants.ago(since, nowMs))}
        </time>
        {row.case && (
          <span>
            {row.case.process !== undefined && (
              <Link to={`/processes/${encodeURIComponent(row.case.process)}`}>{row.case.process}</Link>
            )}{' '}
            <Link to={{ search: new URLSearchParams({ ...moment, case: row.case.id }).toString() }}>
              {nameOf(row.case)}
            </Link>
          </span>
        )}
        <Handling row={row} />
        {historic === true && <span>{words.historic}</span>}
        <Link to={inboxOf(id, narrowed)} aria-label={words.inboxOf(kind)}>
          {words.inbox}
        </Link>
      </span>
    </li>
  );
}

/** What people do about it, where they do anything. */
function Handling({ row: { work } }: Pick<SignalItemProps, 'row'>) {
  const { instants, nowMs } = useLanguage();
  const { state, by, at, until } = work;
  if (state === 'new') return null;
  const { until: untilWords, by: byWords, ...states } = texts.signals.work;
  const parts = [
    states[state],
    until !== undefined && untilWords(instants.date(until)),
    by !== undefined && at !== undefined && byWords(nameOf(by), instants.ago(at, nowMs)),
  ];
  return <span>{parts.filter((part) => part !== false).join(' ')}</span>;
}
