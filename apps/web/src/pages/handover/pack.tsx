import { Link } from 'react-router';
import type { HandoverLine, HandoverPack } from '#workspace/handover/handover-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { eventList } from '../../parts/event-list.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './handover.module.css';

const words = texts.handover;

interface PackProps {
  readonly pack: HandoverPack;
  /** Where the relationship itself is, at the same moment. */
  readonly to: string;
}

/** One relationship, as it is read by whoever takes it over; on paper each line names the event that says so. */
export function Pack({ pack, to }: PackProps) {
  const { instants, count } = useLanguage();
  const { relationship, sections, readingSeconds, horizon, asClaimed, events } = pack;
  return (
    <article className={styles['pack']}>
      <h2>
        <Link to={to}>{nameOf(relationship)}</Link>
      </h2>
      <p className="quiet">
        {words.asOf(instants.exact(horizon))}
        {asClaimed === true && `, ${words.asClaimed}`} ·{' '}
        {words.reading(count(Math.max(1, Math.round(readingSeconds / 60))))}
      </p>
      {sections.map(({ topic, title, lines, more }) => (
        <section key={topic}>
          <h3>{title}</h3>
          <ul>
            {lines.map((line) => (
              <li key={`${line.text} ${line.evidence[0] ?? ''}`}>
                {line.text} <Behind line={line} events={events} />
              </li>
            ))}
            {more > 0 && <li className="quiet">{words.moreLines(count(more))}</li>}
          </ul>
        </section>
      ))}
    </article>
  );
}

function Behind({
  line: { text, evidence },
  events,
}: {
  readonly line: HandoverLine;
  readonly events: HandoverPack['events'];
}) {
  const [first, ...others] = evidence;
  if (first === undefined) return null;
  return (
    <small className="quiet">
      <span className={styles['screen']}>
        <WhyNumber
          title={words.because}
          value={words.evidence(evidence.length)}
          definition={text}
          events={eventList(evidence, events)}
        />
      </span>
      <code className={styles['paper']}>{others.length === 0 ? first : `${first} +${others.length}`}</code>
    </small>
  );
}
