/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing made here is no file for img */
import type { LoadAnswer } from '#workspace/processes/parts/time-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { loadSteps } from './load-steps.js';
import styles from './sections.module.css';

const words = texts.process.load;
const [width, height] = [1000, 100];

/** How many cases were open, over time; nothing where it is known of fewer than two periods. */
export function LoadChart({ load }: { readonly load: LoadAnswer }) {
  const { count } = useLanguage();
  const steps = loadSteps(load);
  if (steps.length < 2) return null;
  const peak = steps.reduce((most, step) => (step.open > most.open ? step : most));
  const y = (open: number): number => height - (open / Math.max(1, peak.open)) * (height - 4);
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const line = steps.map(({ open, from, to }) => `${from * width} ${y(open)} L ${to * width} ${y(open)}`).join(' L ');
  return (
    <figure className={styles['load']}>
      <figcaption className="quiet small">
        {words.chart} · {words.most(count(peak.open))}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.chartSays(first.period, last.period, count(peak.open), peak.period, count(last.open))}
      >
        <path d={`M 0 ${height} L ${line} L ${width} ${height} Z`} className={styles['under']} />
        <path d={`M ${line}`} className={styles['line']} />
        {steps.map(({ period, open, from, to }) => (
          <rect
            key={period}
            x={from * width}
            y={0}
            width={(to - from) * width}
            height={height}
            className={styles['catch']}
          >
            <title>{words.at(period, count(open))}</title>
          </rect>
        ))}
      </svg>
      <p className={`${styles['ends']} quiet small`}>
        <span>{first.period}</span>
        <span>{last.period}</span>
      </p>
    </figure>
  );
}
