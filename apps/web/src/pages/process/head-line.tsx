import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { useMadeOf } from './made-of.js';
import styles from './process.module.css';

/** How much there is of a process, or of its chosen cases. */
export function HeadLine({ answer }: { readonly answer: ProcessAnswer }) {
  const { count, duration, exactDuration } = useLanguage();
  const madeOf = useMadeOf(answer);
  const words = texts.process;
  const figures = [
    [words.cases, answer.cases, texts.counts.processCases, 'cases'],
    ...(answer.open === undefined ? [] : [[words.open, answer.open, texts.counts.open, 'open'] as const]),
    [words.events, answer.events, texts.counts.events, 'steps'],
    [words.activities, answer.activities.length, texts.counts.activities, undefined],
  ] as const;
  const evidence = (part: string) => madeOf(['case', answer.process], part);
  return (
    <p className={styles['facts']}>
      {answer.comparison !== undefined && <span className="quiet">{words.comparison.left}</span>}
      {figures.map(([label, value, definition, part]) => (
        <span key={label}>
          <WhyNumber
            title={label}
            value={count(value)}
            definition={definition}
            evidence={part === undefined ? undefined : evidence(part)}
          />{' '}
          {label}
        </span>
      ))}
      {answer.caseDuration.n > 0 && (
        <span>
          {words.median}{' '}
          <WhyNumber
            title={words.caseDuration}
            value={exactDuration(answer.caseDuration.median)}
            definition={texts.counts.caseDuration}
            evidence={evidence('durationMs')}
          >
            {duration(answer.caseDuration.median)}
          </WhyNumber>
        </span>
      )}
    </p>
  );
}
