/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing made here is no file for img */
import { Link } from 'react-router';
import type { VoiceAnswer, VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { figureText, limitsText, placeOf } from './measure-text.js';
import { MonthChart } from './month-chart.js';
import styles from './voice.module.css';

const words = texts.voice;

interface MeasureProps {
  readonly measure: VoiceMeasure;
  readonly answer: VoiceAnswer;
  /** Where its answers are shown. */
  readonly answersAt: string;
}

/** One question: the figure with its limits, the answers as they were given, and the months. */
export function MeasureSection({ measure, answer: { definitions, groups = [] }, answersAt }: MeasureProps) {
  const { count } = useLanguage();
  const { instrument, scale, polarity, n, figure } = measure;
  const { name, says, source } = definitions[measure.measure];
  const title = measure.measure === 'own' ? instrument : name;
  const text = figureText(measure);
  const few = measure.suppressed === true ? words.suppressed : words.tooFew;
  const limits = limitsText(measure, count);
  const lowIsGood = polarity === 'lower-is-better';
  return (
    <section className={styles['measure']} aria-label={title}>
      <h2>
        {title} <span className="quiet small">{words.scale(count(scale.min), count(scale.max), lowIsGood)}</span>
      </h2>
      <p className={styles['figure']}>
        <WhyNumber
          title={title}
          value={text === '' ? words.answers(count(n)) : text}
          definition={`${says} (${source})`}
          because={figure === undefined && text === '' ? few : limits}
          more={<Link to={answersAt}>{words.behind}</Link>}
        />
        {text !== '' && <span className="quiet">{words.answers(count(n))}</span>}
        {measure.measure === 'ces' && measure.mean !== undefined && (
          <span className="quiet">{words.mean(measure.mean.toFixed(2))}</span>
        )}
        <Link to={answersAt}>{words.behind}</Link>
      </p>
      {figure !== undefined && <LimitsBar measure={measure} says={limits} />}
      {text === '' && <p className="quiet">{few}</p>}
      <Scores measure={measure} />
      <MonthChart measure={measure} groups={groups} />
    </section>
  );
}

/** The figure as a point with its limits, on the whole scale of the measure. */
function LimitsBar({ measure, says }: { readonly measure: VoiceMeasure; readonly says: string }) {
  const { value, interval } = measure.figure!;
  const x = (of: number): number => 1000 * placeOf(measure, of);
  return (
    <div className={styles['bar']}>
      <svg viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label={says}>
        <line x1={0} x2={1000} y1={12} y2={12} className={styles['axis']} />
        <line x1={500} x2={500} y1={4} y2={20} className={styles['zero']} />
        {interval !== undefined && (
          <line x1={x(interval.low)} x2={x(interval.high)} y1={12} y2={12} className={styles['limits']} />
        )}
        <line x1={x(value)} x2={x(value)} y1={2} y2={22} className={styles['mark']} />
      </svg>
      <span className="quiet small">{says}</span>
    </div>
  );
}

/** How often each score was given, a bar each. */
function Scores({ measure: { scale, counts } }: { readonly measure: VoiceMeasure }) {
  const { count } = useLanguage();
  if (counts.length === 0) return null;
  const isWhole = scale.max - scale.min <= 10 && counts.every(({ score }) => Number.isInteger(score));
  const given = new Map(counts.map((one) => [one.score, one.count]));
  const scores = isWhole
    ? Array.from({ length: scale.max - scale.min + 1 }, (_, at) => scale.min + at)
    : counts.map(({ score }) => score);
  const most = Math.max(...counts.map((one) => one.count));
  return (
    <ol className={styles['scores']} aria-label={words.given}>
      {scores.map((score) => {
        const times = given.get(score) ?? 0;
        return (
          <li key={score} title={words.givenOnce(String(score), count(times))}>
            <span className="small">{times === 0 ? '' : count(times)}</span>
            <i style={{ height: `${(times / most) * 48}px` }} />
            <span className="quiet small">{score}</span>
          </li>
        );
      })}
    </ol>
  );
}
