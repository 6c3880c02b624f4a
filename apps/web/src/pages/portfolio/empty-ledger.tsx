import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { ProblemState } from '../../parts/problem-state.js';
import states from '../../parts/states.module.css';
import { WorkProgressBar } from '../../parts/work-progress.js';
import { texts } from '../../texts.js';
import type { Demonstration } from './demonstration.js';
import styles from './empty-ledger.module.css';

/** What to do with an empty ledger: look at made-up customers, or bring in one's own file. */
export function EmptyLedger({
  offered,
  demonstration,
}: {
  readonly offered: boolean;
  readonly demonstration: Demonstration;
}) {
  const { progress, running, problem, load, cancel } = demonstration;
  return (
    <section className={`${states['state']} ${styles['empty']}`}>
      <h1>{texts.empty.title}</h1>
      <p>{texts.empty.detail}</p>
      {(offered || running) && (
        <div className={styles['way']}>
          <h2>{texts.empty.demonstration}</h2>
          <p>{texts.empty.demonstrationDetail}</p>
          {running ? (
            <WorkProgressBar title={texts.empty.demonstrationRunning} progress={progress} cancel={cancel} />
          ) : (
            <p>
              <Button onClick={load}>{texts.empty.demonstration}</Button>
            </p>
          )}
          {problem !== undefined && <ProblemState error={problem} />}
        </div>
      )}
      <div className={styles['way']}>
        <h2>{texts.empty.own}</h2>
        <p>{texts.empty.ownDetail}</p>
        <pre>{texts.empty.ownCommand}</pre>
        <p>
          <Link to="/imports">{texts.pages.imports}</Link>
        </p>
      </div>
    </section>
  );
}
