import type { DurationSummary } from '#workspace/answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { useMadeOf } from './made-of.js';
import styles from './process.module.css';

const shownActivities = 6;

/** The numbers of the whole process: how long cases take, where they begin and end. */
export function Numbers({ answer }: { readonly answer: ProcessAnswer }) {
  const words = texts.process;
  return (
    <>
      {answer.caseDuration.n > 0 && (
        <section>
          <h2>{words.caseDuration}</h2>
          <Durations duration={answer.caseDuration} />
        </section>
      )}
      <Counted title={words.starts} rows={answer.start} answer={answer} part="starts" />
      <Counted title={words.ends} rows={answer.end} answer={answer} part="ends" />
    </>
  );
}

/** A distribution of durations in seven numbers. */
export function Durations({ duration: summary }: { readonly duration: DurationSummary }) {
  const { count, duration, exactDuration } = useLanguage();
  const words = texts.process.summary;
  const times = ['median', 'mean', 'p90', 'min', 'max', 'sum'] as const;
  return (
    <>
      <dl className={styles['summary']}>
        <dt>{words.n}</dt>
        <dd>{count(summary.n)}</dd>
        {times.map((name) => (
          <div key={name} className={styles['together']}>
            <dt>{words[name]}</dt>
            <dd title={exactDuration(summary[name])}>{duration(summary[name])}</dd>
          </div>
        ))}
      </dl>
      {summary.clamped !== undefined && summary.clamped > 0 && (
        <p className="quiet small">{texts.process.clamped(count(summary.clamped))}</p>
      )}
    </>
  );
}

interface CountedProps {
  readonly title: string;
  readonly rows: ProcessAnswer['start'];
  readonly answer: ProcessAnswer;
  readonly part: 'starts' | 'ends';
}

function Counted({ title, rows, answer, part }: CountedProps) {
  const { count, share } = useLanguage();
  const madeOf = useMadeOf(answer);
  const { process, cases } = answer;
  return (
    <section>
      <h2>{title}</h2>
      <dl className={styles['summary']}>
        {rows
          .toSorted((a, b) => b.count - a.count)
          .slice(0, shownActivities)
          .map((row) => (
            <div key={row.activity} className={styles['together']}>
              <dt title={row.activity}>{row.activity}</dt>
              <dd>
                <span title={share(cases === 0 ? 0 : row.count / cases)}>
                  <WhyNumber
                    title={row.activity}
                    value={count(row.count)}
                    definition={texts.counts[part]}
                    evidence={madeOf(['activity', process, row.activity], part)}
                  />
                </span>
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
