import { memo } from 'react';
import type { TimelineEntry } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf, typeWords } from '../../language/words.js';
import { Icon, isIconName } from '../../parts/icon.js';
import { texts } from '../../texts.js';
import { EntryDetails } from './entry-details.js';
import { peopleOf } from './timeline-rows.js';
import styles from './timeline.module.css';

interface EntryProps {
  readonly entry: TimelineEntry;
  readonly open: boolean;
  readonly toggle: () => void;
  /** Narrows the timeline to one case; absent where it is already. */
  readonly showCase?: ((caseId: string) => void) | undefined;
}

/** A touchpoint in one line: when, what, in which case, who with whom. It opens to the whole event, its case to all its steps. */
export const Entry = memo(function Entry({ entry, open, toggle, showCase }: EntryProps) {
  const { instants } = useLanguage();
  const { actor, others } = peopleOf(entry);
  const { process } = entry;
  return (
    <article className={classesOf(entry, open)}>
      <div className={styles['summary']}>
        <button type="button" className={styles['line']} aria-expanded={open} onClick={toggle}>
          <time dateTime={entry.occurredAt} title={instants.exact(entry.occurredAt)}>
            {instants.time(entry.occurredAt)}
          </time>
          <Icon name={isIconName(entry.family) ? entry.family : 'other'} />
          <span className={styles['what']}>
            {process?.activity ?? typeWords(entry.type)}
            {process && <span className="quiet"> {process.definition}</span>}
          </span>
          <span className={styles['who']}>
            {nameOf(actor)} <span className="quiet">{texts.entry.direction}</span>{' '}
            {others.length === 0 ? <span className="quiet">{texts.entry.nobody}</span> : others.map(nameOf).join(', ')}
          </span>
          <Aside entry={entry} />
        </button>
        {process && (
          <button
            type="button"
            className={styles['case']}
            aria-label={texts.relationship.showCase(nameOf(process.case))}
            title={nameOf(process.case)}
            disabled={!showCase}
            onClick={() => showCase?.(process.case.id)}
          >
            {nameOf(process.case)}
          </button>
        )}
      </div>
      {open && <EntryDetails entry={entry} />}
    </article>
  );
});

/** What was taken back still stands there, struck out: it is what we knew then. */
function classesOf({ withdrawal }: TimelineEntry, open: boolean): string {
  const classes = [styles['entry'], open && styles['open'], withdrawal && styles['withdrawn']];
  return classes.filter(Boolean).join(' ');
}

/** Why it counts no more, else by which channel it came. */
function Aside({ entry: { withdrawal, data } }: { readonly entry: TimelineEntry }) {
  const classes = `quiet small ${styles['channel']}`;
  if (withdrawal) {
    return (
      <span className={classes} title={texts.entry.withdrawn[withdrawal]}>
        {texts.entry.withdrawal[withdrawal]}
      </span>
    );
  }
  return <span className={classes}>{typeof data['channel'] === 'string' ? data['channel'] : ''}</span>;
}
