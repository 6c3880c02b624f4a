import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportRow } from '#workspace/answers.js';
import { imports } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { RevertDialog } from './revert-dialog.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import styles from './imports.module.css';

const countColumns = ['read', 'appended', 'known', 'refused', 'differing'] as const;

/** What was imported before. */
export function ImportsTable() {
  const { data, error, refetch } = useQuery(imports);
  const { count, instants } = useLanguage();
  const [asked, setAsked] = useState<ImportRow>();
  const words = texts.imports;
  return (
    <section className={styles['past']}>
      <h2>{words.list}</h2>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {!data && !error && <SkeletonLines count={4} />}
      {data?.imports.length === 0 && <p className="quiet">{words.none}</p>}
      {data && data.imports.length > 0 && (
        <WideTable className={styles['wide']!}>
          <table aria-label={words.list}>
            <thead>
              <tr>
                {(['dataset', 'format', 'startedAt', 'state'] as const).map((column) => (
                  <th key={column} scope="col">
                    {words.columns[column]}
                  </th>
                ))}
                {countColumns.map((column) => (
                  <th key={column} scope="col" className={countCell}>
                    {words.columns[column]}
                  </th>
                ))}
                <th scope="col">{words.columns.action}</th>
              </tr>
            </thead>
            <tbody>
              {data.imports.map((row) => (
                <tr key={row.importId}>
                  <th scope="row">{row.dataset}</th>
                  <td data-label={words.columns.format}>{row.format}</td>
                  <td data-label={words.columns.startedAt}>{instants.exact(row.startedAt)}</td>
                  <td data-label={words.columns.state} data-state={row.state}>
                    {words.states[row.state]}
                  </td>
                  {countColumns.map((column) => (
                    <td key={column} className={countCell} data-label={words.columns[column]}>
                      {count(row[column])}
                    </td>
                  ))}
                  <td>
                    {(row.state === 'completed' || row.state === 'interrupted') && (
                      <button
                        type="button"
                        className={styles['revert']}
                        aria-label={words.revert.label(row.dataset, instants.exact(row.startedAt))}
                        onClick={() => setAsked(row)}
                      >
                        {words.revert.action}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
      {asked && <RevertDialog row={asked} close={() => setAsked(undefined)} />}
    </section>
  );
}
