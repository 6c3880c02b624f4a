import { Link } from 'react-router';
import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { promiseName } from '../relationship/promise-name.js';
import styles from './promises.module.css';

const words = texts.promises;
const { columns } = words;

interface PromisesTableProps {
  readonly rows: readonly PromiseRow[];
  /** The moment that is told of. */
  readonly horizon: string;
}

/** A line a promise: due when, what became of it, to whom, what, and by which event. */
export function PromisesTable({ rows, horizon }: PromisesTableProps) {
  const { instants, duration } = useLanguage();
  /** Beyond a year it is the date again, which stands beside it. */
  const agoOf = ({ dueAt }: PromiseRow): string => {
    const ago = instants.ago(dueAt, Date.parse(horizon));
    return ago === instants.date(dueAt) ? '' : ago;
  };
  const when = ({ dueInSeconds, lateSeconds }: PromiseRow): string => {
    if (dueInSeconds !== undefined) return words.dueIn(duration(dueInSeconds));
    return lateSeconds === undefined ? '' : words.late(duration(lateSeconds));
  };
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.list}>
        <thead>
          <tr>
            {Object.entries(columns).map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" title={instants.exact(row.dueAt)}>
                {instants.date(row.dueAt)} <span className="quiet small">{agoOf(row)}</span>
              </th>
              <td data-label={columns.state} data-state={row.state}>
                <span>
                  {texts.standing.promises.states[row.state] ?? row.state}{' '}
                  <span className="quiet small">{when(row)}</span>
                </span>
              </td>
              <td data-label={columns.relationship}>
                {row.relationship && (
                  <Link to={`/relationships/${encodeURIComponent(row.relationship.id)}`}>
                    {nameOf(row.relationship)}
                  </Link>
                )}
              </td>
              <td data-label={columns.promise} className={styles['what']}>
                <span>
                  {promiseName(row)} <code className="quiet small">{row.id}</code>
                </span>
              </td>
              <td data-label={columns.made} title={instants.exact(row.madeAt)}>
                {instants.date(row.madeAt)}
              </td>
              <td data-label={columns.known}>{row.known === undefined ? '–' : words.evidence[row.known]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
