import { startTransition, useOptimistic } from 'react';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import styles from './relationship.module.css';
import type { PageMoment } from './use-moment.js';

/** Says that the page is of a moment before now, who tells what was known then, and how to get back. */
export function MomentBand({
  moment: { query, isPast, showClaimed, showNow },
  horizon,
}: {
  readonly moment: PageMoment;
  /** Up to when time had passed; absent before there is an answer. */
  readonly horizon: string | undefined;
}) {
  const { instants } = useLanguage();
  const words = texts.moment;
  const { asOf, knownBy, asClaimed = false } = query;
  // The address changes when the page behind it is drawn; a click is seen at once.
  const [isSwitched, switchTo] = useOptimistic(asClaimed);
  if (!isPast) return null;
  const when = horizon === undefined ? (asOf ?? knownBy!) : instants.exact(horizon);
  const known = knownBy === undefined ? words.knownNow : asClaimed ? words.asClaimed : words.knownThen;
  return (
    <p className={styles['moment']}>
      <output>{words.asOf(when, known)}</output>
      {knownBy !== undefined && (
        <label>
          <input
            type="checkbox"
            checked={isSwitched}
            onChange={({ target: { checked } }) =>
              startTransition(() => {
                switchTo(checked);
                showClaimed(checked);
              })
            }
          />{' '}
          {words.switch}
        </label>
      )}
      <button type="button" onClick={showNow}>
        {words.now}
      </button>
    </p>
  );
}
