import type { ReactNode } from 'react';
import type { EvidenceEvent } from '#workspace/documents/made-answers.js';
import { useLanguage } from '../language/language.js';
import { typeWords } from '../language/words.js';
import { texts } from '../texts.js';
import styles from './why.module.css';

interface EventListProps {
  readonly ids: readonly string[];
  /** Those that may be told of. */
  readonly events: readonly EvidenceEvent[];
}

/** Events that say so: which, when, and the id by which each is found in the ledger. */
export function EventList({ ids, events }: EventListProps) {
  const { instants } = useLanguage();
  if (ids.length === 0) return null;
  const known = new Map(events.map((event) => [event.id, event]));
  return (
    <section className={styles['evidence']} aria-label={texts.why.evidence}>
      <h3>{texts.why.evidence}</h3>
      <ul>
        {ids.map((id) => {
          const event = known.get(id);
          return (
            <li key={id}>
              {event === undefined ? texts.standing.notTold : typeWords(event.type)}{' '}
              {event && <span className="quiet small">{instants.exact(event.occurredAt)}</span>}{' '}
              <code className="quiet">{id}</code>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The same for who is called with it. */
export function eventList(ids: readonly string[], events: readonly EvidenceEvent[]): ReactNode {
  return <EventList ids={ids} events={events} />;
}
