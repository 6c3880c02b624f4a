import { Button } from '@mantine/core';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { activityColours, colourLegend } from './activity-colours.js';
import styles from './variants.module.css';

interface VariantsProps {
  readonly answer: ProcessAnswer;
  readonly more: (() => void) | undefined;
  /** Looks at the cases alone that went one way; absent where these are looked at. */
  readonly only: ((activities: readonly string[]) => void) | undefined;
}

/** The most frequent ways through the process, each a strip of coloured steps with the names on them. */
export function Variants({ answer, more, only }: VariantsProps) {
  const { count, share } = useLanguage();
  const { top, count: all } = answer.variants;
  const colourOf = activityColours(answer.activities);
  const { own, rarer } = colourLegend(answer.activities);
  const words = texts.process;
  if (top.length === 0) return null;
  return (
    <section className={styles['variants']}>
      <h2>
        {words.variants} <span className="quiet small">{words.variantsOf(count(top.length), count(all))}</span>
      </h2>
      <ul className={styles['legend']}>
        {[...own, ...(rarer.count > 0 ? [{ activity: words.otherActivities, colour: rarer.colour }] : [])].map(
          ({ activity, colour }) => (
            <li key={activity}>
              <span className={styles['swatch']} style={{ background: colour }} aria-hidden="true" />
              {activity}
            </li>
          ),
        )}
      </ul>
      <ol>
        {top.map(({ count: cases, activities }) => (
          <li key={activities.join('\n')} className={styles['variant']}>
            <span className={styles['cases']}>
              {count(cases)} <span className="quiet small">{share(cases / Math.max(1, answer.cases))}</span>
            </span>
            <div className={styles['steps']}>
              <Strip activities={activities} colourOf={colourOf} />
              {only !== undefined && (
                <button
                  type="button"
                  className={styles['only']}
                  aria-label={words.onlyVariant(activities.join(' → '))}
                  onClick={() => only(activities)}
                >
                  {words.onlyWith}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
      {more && (
        <p>
          <Button variant="default" onClick={more}>
            {words.showMore}
          </Button>
        </p>
      )}
    </section>
  );
}

interface StripProps {
  readonly activities: readonly string[];
  readonly colourOf: (activity: string) => string;
}

/** The steps of one way, each in the colour of its activity. */
export function Strip({ activities, colourOf }: StripProps) {
  return (
    <ol className={styles['strip']}>
      {activities.map((activity, at) => (
        // A strip never changes its order, and an activity can stand in it twice.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at} style={{ '--step': colourOf(activity) } as React.CSSProperties} title={activity}>
          {activity}
        </li>
      ))}
    </ol>
  );
}
