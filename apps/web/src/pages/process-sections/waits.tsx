import type { WaitsAnswer } from '#workspace/processes/target-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { ExplainedHead } from './explained-head.js';
import styles from './sections.module.css';

const words = texts.process.targets;

/** For whom cases wait, and behind which activities, the longest first. */
export function Waits({ waits: { whom, calendar } }: { readonly waits: WaitsAnswer }) {
  const { count, share, duration } = useLanguage();
  const rows = whom.flatMap(({ behind, ...all }) => [
    { ...all, isWhole: true, behind: undefined },
    ...behind.map((part) => ({
      ...part,
      whom: all.whom,
      share: undefined,
      isWhole: false,
      behind: part.activity ?? words.others,
    })),
  ]);
  return (
    <>
      <h3>{words.waits}</h3>
      {rows.length === 0 && <p className="quiet">{words.noWaits}</p>}
      {rows.length > 0 && (
        <div className={styles['scroll']}>
          <table className={styles['table']} aria-label={words.waits}>
            <thead>
              <tr>
                <th scope="col" className={styles['name']}>
                  {words.whom}
                </th>
                <th scope="col" className={styles['name']}>
                  {words.behind}
                </th>
                <ExplainedHead title={words.share} why={words.whomWhy} />
                <th scope="col">{words.times}</th>
                <th scope="col">{words.lasting}</th>
                <th scope="col">{words.together}</th>
                {calendar !== undefined && <th scope="col">{words.openHours}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.whom} ${row.behind ?? ''}`}>
                  <th scope="row" className={styles['name']}>
                    {row.isWhole ? row.whom : <span className="only-read-out">{row.whom}</span>}
                  </th>
                  <td className={styles['name']}>{row.behind}</td>
                  <td>{row.share !== undefined && share(row.share)}</td>
                  <td>{count(row.waits)}</td>
                  <td>{count(row.lasting)}</td>
                  <td>{duration(row.seconds)}</td>
                  {calendar !== undefined && <td>{row.openSeconds === undefined ? '–' : duration(row.openSeconds)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
