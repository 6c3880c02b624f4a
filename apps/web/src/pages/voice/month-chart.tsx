/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing made here is no file for img */
import type { VoiceGroup, VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { figureText, isSameQuestion, limitsText, placeOf } from './measure-text.js';
import styles from './voice.module.css';

const words = texts.voice;
const [step, height, countsHeight] = [24, 96, 32];

interface MonthChartProps {
  readonly measure: VoiceMeasure;
  readonly groups: readonly VoiceGroup[];
}

/** A measure by month: a point with its limits where a month has 20 answers, and how many answers each month has. */
export function MonthChart({ measure, groups }: MonthChartProps) {
  const { count } = useLanguage();
  const months = groups.map(({ group, surveys }) => ({
    month: group,
    of: surveys.find((one) => isSameQuestion(one, measure)),
  }));
  const most = Math.max(1, ...months.map(({ of }) => of?.n ?? 0));
  const hasPoints = months.some(({ of }) => of?.figure !== undefined);
  const top = hasPoints ? height : 0;
  const y = (value: number): number => 4 + (1 - placeOf(measure, value)) * (height - 8);
  return (
    <figure className={styles['months']}>
      <figcaption className="quiet small">
        {words.byMonth} · {words.lastMonths(count(months.length))}
        {!hasPoints && ` · ${words.noMonth}`}
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(1, months.length) * step} ${top + countsHeight}`}
        role="img"
        aria-label={`${words.byMonth}: ${months.flatMap(({ month, of }) => (of === undefined ? [] : [told(month, of)])).join('; ')}`}
      >
        {hasPoints && measure.measure === 'nps' && (
          <line x1={0} x2={months.length * step} y1={y(0)} y2={y(0)} className={styles['zero']} />
        )}
        {months.map(({ month, of }, at) => {
          const middle = (at + 0.5) * step;
          const bar = ((of?.n ?? 0) / most) * (countsHeight - 4);
          const { value, interval } = of?.figure ?? {};
          return (
            <g key={month}>
              <title>{of === undefined ? words.month(month, count(0), '') : told(month, of)}</title>
              <rect x={at * step} y={0} width={step} height={top + countsHeight} className={styles['catch']} />
              <rect x={middle - 6} y={top + countsHeight - bar} width={12} height={bar} className={styles['count']} />
              {interval !== undefined && (
                <line x1={middle} x2={middle} y1={y(interval.low)} y2={y(interval.high)} className={styles['limits']} />
              )}
              {value !== undefined && <circle cx={middle} cy={y(value)} r={4} className={styles['point']} />}
            </g>
          );
        })}
      </svg>
      <p className={`${styles['ends']} quiet small`}>
        <span>{months[0]?.month}</span>
        <span>{months.at(-1)?.month}</span>
      </p>
    </figure>
  );

  function told(month: string, of: VoiceMeasure): string {
    return words.month(
      month,
      count(of.n),
      [figureText(of), limitsText(of, count)].filter((one) => one !== '').join(', '),
    );
  }
}
