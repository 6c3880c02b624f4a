import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ProjectionRow, ProjectionsAnswer } from '#workspace/answers.js';
import { projections } from '../../api/reads.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { FoldingCells, FoldingHeads } from './folding-columns.js';
import { percentOf } from './percent.js';
import { WideTable } from '../../parts/wide-table.js';
import styles from './projections.module.css';

const words = texts.projections;

/** All projections: how far they are, what is built, what waits, and what is wrong. */
export default function ProjectionsPage() {
  useDocumentTitle(`${texts.pages.projections} · ${texts.name}`);
  const { data, error, refetch } = useQuery(projections);
  if (error && !data) return <ProblemState error={error} retry={refetch} page />;
  if (!data) return <SkeletonLines count={8} />;
  const { columns } = words;
  return (
    <>
      <h1>{words.list}</h1>
      <p className="quiet">
        {words.says} <Link to="/rules">{texts.rules.title}</Link>
      </p>
      <WideTable className={styles['wide']!}>
        <table aria-label={words.list}>
          <thead>
            <tr>
              <th scope="col">{columns.name}</th>
              <th scope="col">{columns.state}</th>
              <th scope="col">{columns.build}</th>
              <FoldingHeads />
              <th scope="col">{columns.notes}</th>
            </tr>
          </thead>
          <tbody>
            {data.projections.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <Link to={`/projections/${encodeURIComponent(row.name)}`}>{row.name}</Link>
                </th>
                <td data-label={columns.state} data-state={row.state}>
                  {words.states[row.state]}
                </td>
                <td data-label={columns.build}>{row.build}</td>
                <FoldingCells row={row} />
                <td className={styles['notes']} data-label={columns.notes}>
                  {notesOf(row).join(' ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {data.problems !== undefined && <Problems problems={data.problems} />}
    </>
  );
}

function Problems({ problems }: { readonly problems: NonNullable<ProjectionsAnswer['problems']> }) {
  return (
    <section>
      <h2>{words.problems}</h2>
      <ul>
        {problems.map(({ file, reason }) => (
          <li key={file}>
            <code>{file}</code> {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}

function notesOf({ reason, problem, building, waiting }: ProjectionRow): readonly string[] {
  return [
    ...(reason === undefined ? [] : [words.stopped(reason)]),
    ...(problem === undefined ? [] : [problem]),
    ...(building === undefined ? [] : [words.building(building.build, percentOf(building))]),
    ...(waiting === undefined ? [] : [words.waiting(waiting)]),
  ];
}
