/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing made here is no file for img */
import { useQuery } from '@tanstack/react-query';
import { useMatch } from 'react-router';
import { density } from '../api/reads.js';
import { useLanguage } from '../language/language.js';
import { texts } from '../texts.js';
import { densityBars, silentFrom, type DensityBar } from './density-bars.js';
import styles from './frame.module.css';

/** Part of the bar that a date needs on a narrow window. */
const roomToSay = 0.4;
const iso = (ms: number): string => new Date(ms).toISOString();

/** When touchpoints happened: all of them, or those of the relationship that is open. The page shows now. */
export function TimeBar() {
  const match = useMatch('/relationships/:id');
  const { data } = useQuery(density(match?.params.id));
  const { instants, count } = useLanguage();
  const bars = data ? densityBars(data) : [];
  if (bars.length === 0) {
    return (
      <footer className={styles['bar']} aria-label={texts.timeBar.label}>
        <span>{data && texts.timeBar.none}</span>
        <span />
        <span className={styles['now']}>{texts.timeBar.now}</span>
      </footer>
    );
  }
  const [from, to] = [iso(bars[0]!.fromMs), iso(bars.at(-1)!.toMs)];
  const last = data?.last ?? to;
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  return (
    <footer className={styles['bar']} aria-label={texts.timeBar.label}>
      <span>{instants.date(from)}</span>
      <div className={styles['bars']}>
        <svg
          viewBox={`0 0 ${bars.length} 1`}
          preserveAspectRatio="none"
          role="img"
          aria-label={texts.timeBar.summary(count(total), instants.date(from), instants.date(last))}
        >
          {bars.map((bar, at) => (
            <g key={bar.fromMs}>
              <title>
                {texts.timeBar.bucket(instants.date(iso(bar.fromMs)), instants.date(iso(bar.toMs)), count(bar.count))}
              </title>
              <rect x={at} y={0} width={1} height={1} className={styles['catch']} />
              <rect x={at + 0.1} y={1 - bar.height} width={0.8} height={bar.height} />
            </g>
          ))}
        </svg>
        <Silence since={last} bars={bars} />
      </div>
      <span className={styles['now']}>{texts.timeBar.now}</span>
    </footer>
  );
}

/** When the last touchpoint was, where nothing came after it for so long that there is room to say so. */
function Silence({ since, bars }: { readonly since: string; readonly bars: readonly DensityBar[] }) {
  const { instants } = useLanguage();
  const from = silentFrom(bars);
  if (1 - from < roomToSay) return null;
  return (
    <span className={styles['silence']} style={{ left: `${100 * from}%` }}>
      {texts.timeBar.silent(instants.date(since))}
    </span>
  );
}
