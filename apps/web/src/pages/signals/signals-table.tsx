import { Link } from 'react-router';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { useLanguage } from '../../language/language.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './signals.module.css';

const words = texts.signals;
const { columns } = words;

/** A line a signal: what, how grave, who, since when, and what else its projection says of it. */
export function SignalsTable({ rows }: { readonly rows: readonly SignalRow[] }) {
  const { instants, nowMs } = useLanguage();
  const haveEnded = rows.some(({ endedAt }) => endedAt !== undefined);
  const shown = Object.entries(columns).filter(([name]) => name !== 'ended' || haveEnded);
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.list}>
        <thead>
          <tr>
            {shown.map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, projection, key, kind, severity, relationship, since, endedAt, more }) => (
            <tr key={[id, projection, key].join(' ')}>
              <th scope="row">{kind}</th>
              <td data-label={columns.severity} data-severity={severity}>
                {words.severities[severity]}
              </td>
              <td data-label={columns.relationship}>
                {relationship === undefined ? (
                  words.nobody
                ) : (
                  <Link to={`/relationships/${encodeURIComponent(relationship.id)}`}>
                    {relationship.name ?? relationship.id}
                  </Link>
                )}
              </td>
              <td data-label={columns.since}>
                <time dateTime={since} title={instants.exact(since)}>
                  {instants.ago(since, nowMs)}
                </time>
              </td>
              {haveEnded && (
                <td data-label={columns.ended}>
                  {endedAt === undefined ? (
                    words.nobody
                  ) : (
                    <time dateTime={endedAt} title={instants.exact(endedAt)}>
                      {instants.ago(endedAt, nowMs)}
                    </time>
                  )}
                </td>
              )}
              <td className={styles['more']} data-label={columns.more}>
                {detailsOf(more)}
              </td>
              <td data-label={columns.projection}>
                <Link to={`/projections/${encodeURIComponent(projection)}`}>{projection}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** What a projection calls by names of its own is shown under them. */
function detailsOf(more: SignalRow['more']): string {
  const details = Object.entries(more ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  return details.length === 0 ? words.nobody : details.join(' · ');
}
