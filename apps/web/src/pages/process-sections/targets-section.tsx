import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import type { TargetAnswer } from '#workspace/processes/target-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { ExplainedHead } from './explained-head.js';
import { OpenTargets } from './open-targets.js';
import { Waits } from './waits.js';
import styles from './sections.module.css';

const words = texts.process.targets;
const counts = ['met', 'breached', 'running', 'paused', 'atRisk', 'overdue', 'dropped'] as const;

/** How a process keeps to its targets, what is due next, and for whom its cases wait. */
export function TargetsSection({ answer: { targets } }: { readonly answer: ProcessAnswer }) {
  if (targets === undefined) return null;
  const assumed = targets.targets.flatMap(({ definition }) =>
    definition?.assumedHours && definition.calendar !== undefined ? [definition.calendar] : [],
  );
  return (
    <>
      <div className={styles['scroll']}>
        <table className={styles['table']} aria-label={words.table}>
          <thead>
            <tr>
              <th scope="col" className={styles['name']}>
                {words.target}
              </th>
              <ExplainedHead title={words.columns.limit} why={words.columnWhy.limit} />
              <ExplainedHead title={words.columns.inTime} why={words.inTimeWhy} />
              {counts.map((name) => (
                <ExplainedHead key={name} title={words.columns[name]} why={words.columnWhy[name]} />
              ))}
              <ExplainedHead title={words.columns.elapsed} why={words.columnWhy.elapsed} />
              <ExplainedHead title={words.columns.late} why={words.columnWhy.late} />
            </tr>
          </thead>
          <tbody>
            {targets.targets.map((target) => (
              <TargetRow key={target.target} target={target} />
            ))}
          </tbody>
        </table>
      </div>
      {[...new Set(assumed)].map((calendar) => (
        <p key={calendar} className="quiet">
          {words.assumed(calendar)}
        </p>
      ))}
      <OpenTargets targets={targets} />
      <Waits waits={targets.waits} />
    </>
  );
}

function TargetRow({ target }: { readonly target: TargetAnswer }) {
  const { count, decimal, duration, share } = useLanguage();
  const { definition, inTime, elapsed, late } = target;
  return (
    <tr>
      <th scope="row" className={styles['name']}>
        {target.target}
      </th>
      <td>
        {definition === undefined ? (
          <span className="quiet">{words.noLonger}</span>
        ) : (
          <>
            {words.hours(decimal(definition.limitHours))}{' '}
            {definition.calendar !== undefined && <span className="quiet">{words.of(definition.calendar)}</span>}
          </>
        )}
      </td>
      <td>
        {inTime === undefined ? (
          '–'
        ) : (
          <WhyNumber
            title={target.target}
            value={share(inTime.share)}
            definition={words.inTimeWhy}
            because={texts.process.funnel.limits(share(inTime.low), share(inTime.high))}
          />
        )}
      </td>
      {counts.map((name) => (
        <td key={name} className={target[name] === 0 ? 'quiet' : undefined}>
          {count(target[name])}
        </td>
      ))}
      {[elapsed, late].map((summary, at) => (
        <td key={at === 0 ? 'elapsed' : 'late'}>{summary.n === 0 ? '–' : duration(summary.median)}</td>
      ))}
    </tr>
  );
}
