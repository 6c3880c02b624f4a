import type { EvidenceEvent } from '#workspace/documents/made-answers.js';
import { useLanguage } from '../../language/language.js';
import styles from './made.module.css';

/** Events as evidence, the newest first. */
export function EventsList({ events }: { readonly events: readonly EvidenceEvent[] }) {
  const { instants } = useLanguage();
  return (
    <ul className={styles['events']}>
      {events.map(({ id, type, occurredAt }) => (
        <li key={id}>
          <time dateTime={occurredAt}>{instants.exact(occurredAt)}</time> {type} <code className="quiet">{id}</code>
        </li>
      ))}
    </ul>
  );
}
