import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ContributorRow } from '#workspace/made-answers.js';
import { totalEvents } from '../../api/made-reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { EventsList } from './events-list.js';
import styles from './made.module.css';
import { More } from './more.js';
import { useAddress, useMoment } from './moment.js';
import { SumsCells } from './sums-cells.js';

const words = texts.made.events;

/** What stands behind one total: documents with their shares, and events that count by themselves. */
export function TotalEvents({ name, at }: { readonly name: string; readonly at: string }) {
  const query = useInfiniteQuery(totalEvents(name, at, useMoment()));
  const { data, error, refetch } = query;
  const addressOf = useAddress();
  if (error && !data) return <ProblemState error={error} retry={refetch} />;
  if (!data) return <SkeletonLines count={8} />;
  const rows = data.pages.flatMap((page) => page.rows);
  return (
    <>
      <h2 className={styles['section']}>{words.title(data.pages[0]!.at.join(' / '))}</h2>
      <p>
        <Link to={addressOf('')}>{words.back}</Link>
      </p>
      {rows.length === 0 ? <p>{query.hasNextPage ? words.notYet : words.nothing}</p> : <Contributors rows={rows} />}
      <More query={query} label={words.further} />
    </>
  );
}

function Contributors({ rows }: { readonly rows: readonly ContributorRow[] }) {
  const { count } = useLanguage();
  const addressOf = useAddress();
  const { columns } = words;
  return (
    <WideTable className={styles['wraps']!}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.key}</th>
            <th scope="col">{columns.sums}</th>
            <th scope="col">{columns.values}</th>
            <th scope="col" className={countCell}>
              {columns.events}
            </th>
            <th scope="col">{columns.latest}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.key} ${row.isCounted === true ? row.events[0]?.id : ''}`}>
              <th scope="row">
                {row.isCounted === true ? (
                  (row.of?.name ?? row.key)
                ) : (
                  <Link to={addressOf(`../documents/${encodeURIComponent(row.key)}`)} relative="path">
                    {row.of?.name ?? row.key}
                  </Link>
                )}
              </th>
              <SumsCells row={row} />
              <td className={countCell} data-label={columns.events}>
                {count(row.eventCount)}
              </td>
              <td data-label={columns.latest}>
                <EventsList events={row.events.slice(0, 1)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
