import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { processes } from '../../api/process-reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { MomentNote, useAddress, useMoment } from '../made/moment.js';
import styles from './processes.module.css';

/** The processes that are seen in what is recorded. */
export default function ProcessesPage() {
  useDocumentTitle(`${texts.pages.processes} · ${texts.name}`);
  const { data, error, refetch } = useQuery(processes(useMoment()));
  const { instants, count } = useLanguage();
  const addressOf = useAddress();
  const words = texts.process;
  if (error && !data) return <ProblemState error={error} retry={refetch} page />;
  if (!data) return <SkeletonLines count={8} />;
  return (
    <>
      <h1>{words.list}</h1>
      <MomentNote />
      {data.processes.length === 0 && (
        <section className={states['state']}>
          <h2>{texts.empty.noProcesses}</h2>
          <p>{texts.empty.noProcessesDetail}</p>
          <p>
            <Link to="/imports">{texts.pages.imports}</Link>
          </p>
        </section>
      )}
      <ul className={styles['processes']}>
        {data.processes.map(({ process, cases, events, activities, firstEvent, lastEvent }) => (
          <li key={process}>
            <h2>
              <Link to={addressOf(`/processes/${encodeURIComponent(process)}`)}>{process}</Link>
            </h2>
            <p className="quiet">{words.range(instants.date(firstEvent), instants.date(lastEvent))}</p>
            <p className={styles['figures']}>
              <span>
                {count(cases)} <span className="quiet">{words.cases}</span>
              </span>
              <span>
                {count(events)} <span className="quiet">{words.events}</span>
              </span>
              <span>
                {count(activities)} <span className="quiet">{words.activities}</span>
              </span>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
