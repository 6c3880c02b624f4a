import { texts } from '../../texts.js';
import type { CaseChoice } from './case-choice.js';
import { Durations } from './numbers.js';
import type { Flow } from './sorted-flows.js';
import styles from './process.module.css';

interface ChosenFlowProps {
  readonly flow: Flow;
  readonly choice: CaseChoice;
  readonly unselect: () => void;
}

/** The numbers of the arrow that is chosen, and the way to its cases alone. */
export function ChosenFlow({ flow: { from, to, duration }, choice, unselect }: ChosenFlowProps) {
  const words = texts.process;
  const condition = `follows=${from} > ${to}`;
  return (
    <section aria-live="polite">
      <h2>
        {words.selected}{' '}
        <button type="button" className={styles['clear']} onClick={unselect}>
          {words.unselect}
        </button>
      </h2>
      <p className={styles['chosen']}>
        {from} → {to}
      </p>
      <Durations duration={duration} />
      {!choice.question.filter.includes(condition) && (
        <button type="button" className={styles['clear']} onClick={() => choice.add('filter', [condition])}>
          {words.onlyWithFlow}
        </button>
      )}
    </section>
  );
}
