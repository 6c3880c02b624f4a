import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './tables.module.css';

const shownHandovers = 20;

/** Cases that do something more than once, by activity. */
export function Rework({ answer }: { readonly answer: ProcessAnswer }) {
  const { count, share } = useLanguage();
  const words = texts.process;
  const { casesWithRework, totalRework, casesPerActivity, selfLoops } = answer.rework;
  const rows = Object.entries(casesPerActivity).toSorted(([, a], [, b]) => b - a);
  return (
    <section className={styles['section']}>
      <h2>{words.rework}</h2>
      {rows.length === 0 && <p className="quiet">{words.noRework}</p>}
      {rows.length > 0 && (
        <>
          <p>
            <WhyNumber
              title={words.reworkCases}
              value={count(casesWithRework)}
              definition={texts.counts.rework}
              evidence={{ projection: 'process-flow', cell: ['case', answer.process], part: 'reworked' }}
            />{' '}
            {words.reworkCases} <span className="quiet">({share(casesWithRework / Math.max(1, answer.cases))})</span>,{' '}
            {count(totalRework)} {words.reworkTotal}
          </p>
          <table aria-label={words.rework}>
            <thead>
              <tr>
                <th scope="col" className={styles['from']}>
                  {words.activity}
                </th>
                <th scope="col">{words.inCases}</th>
                <th scope="col">{words.selfLoops}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([activity, cases]) => (
                <tr key={activity}>
                  <th scope="row" className={styles['from']}>
                    {activity}
                  </th>
                  <td>
                    <WhyNumber
                      title={activity}
                      value={count(cases)}
                      definition={texts.counts.repeated}
                      evidence={{
                        projection: 'process-flow',
                        cell: ['activity', answer.process, activity],
                        part: 'repeated',
                      }}
                    />
                  </td>
                  <td>{count(Object.hasOwn(selfLoops, activity) ? selfLoops[activity]! : 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

/** Who works after whom. */
export function Handovers({ answer }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  const words = texts.process;
  const rows = answer.handovers.toSorted((a, b) => b.count - a.count).slice(0, shownHandovers);
  return (
    <section className={styles['section']}>
      <h2>{words.handovers}</h2>
      <p className="quiet">{rows.length === 0 ? words.noHandovers : words.handoversHint}</p>
      {rows.length > 0 && (
        <table aria-label={words.handovers}>
          <thead>
            <tr>
              <th scope="col" className={styles['from']}>
                {words.from}
              </th>
              <th scope="col" className={styles['to']}>
                {words.to}
              </th>
              <th scope="col">{words.count}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ from, to, count: times }) => (
              <tr key={`${from.id} ${to.id}`}>
                <th scope="row" className={styles['from']}>
                  {nameOf(from)}
                </th>
                <td className={styles['to']}>{nameOf(to)}</td>
                <td>
                  <WhyNumber
                    title={`${nameOf(from)} → ${nameOf(to)}`}
                    value={count(times)}
                    definition={texts.counts.handover}
                    evidence={{ projection: 'process-handovers', cell: ['handover', answer.process, from.id, to.id] }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
