import type { FunnelAnswer } from '#workspace/processes/parts/part-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { Bar } from './bar.js';
import styles from './sections.module.css';

const words = texts.process.funnel;
const outcomeNames = ['won', 'lost', 'abandoned', 'endedWithout', 'open', 'undeclared'] as const;
const shownReasons = 8;

/** How cases came out: the win rate with what it is a share of, and why cases were lost. Nothing where none has an outcome. */
export function OutcomeFacts({ outcomes }: { readonly outcomes: FunnelAnswer['outcomes'] }) {
  const { count, share } = useLanguage();
  const { counts, winRate, wonOfEnded, wonOfAll, reasons } = outcomes;
  if (counts.won + counts.lost + counts.abandoned === 0) return null;
  return (
    <>
      {winRate.share !== undefined && (
        <p className={styles['facts']}>
          <span>
            {words.winRate}{' '}
            <WhyNumber
              title={words.winRate}
              value={share(winRate.share)}
              definition={words.winRateWhy}
              because={words.limits(share(winRate.low!), share(winRate.high!))}
            />{' '}
            <span className="quiet">
              {words.winRateOf(count(winRate.count), count(winRate.of))},{' '}
              {words.limits(share(winRate.low!), share(winRate.high!))}
            </span>
          </span>
          <span className="quiet">
            {wonOfEnded.share !== undefined && words.ofEnded(share(wonOfEnded.share), count(wonOfEnded.of))},{' '}
            {wonOfAll.share !== undefined && words.ofAll(share(wonOfAll.share), count(wonOfAll.of))}
          </span>
        </p>
      )}
      <p className={styles['facts']}>
        {outcomeNames.map((name) =>
          counts[name] === 0 ? null : (
            <span key={name}>
              {count(counts[name])} <span className="quiet">{words.outcomes[name]}</span>
            </span>
          ),
        )}
      </p>
      <div className={styles['pair']}>
        <Reasons title={words.reasons.lost} rows={reasons.lost} />
        <Reasons title={words.reasons.abandoned} rows={reasons.abandoned} />
      </div>
    </>
  );
}

interface ReasonsProps {
  readonly title: string;
  readonly rows: FunnelAnswer['outcomes']['reasons']['lost'];
}

function Reasons({ title, rows }: ReasonsProps) {
  const { count, share } = useLanguage();
  if (rows.length === 0) return null;
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  return (
    <section>
      <h3>{title}</h3>
      <ol className={styles['reasons']}>
        {rows.slice(0, shownReasons).map((row) => (
          <li key={row.reason ?? ''}>
            <span>{row.reason ?? words.noReason}</span>
            <Bar part={row.count / all} />
            <span>
              {count(row.count)} <span className="quiet small">{share(row.count / all)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
