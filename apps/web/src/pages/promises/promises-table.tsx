import { Link } from 'react-router';
import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { useDefinitions } from '../../language/definitions.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { WhyNumber } from '../../parts/why.js';
import { promiseName } from '../relationship/promise-name.js';
import { PromiseActions } from './promise-actions.js';
import styles from './promises.module.css';
import type { PromiseWorking } from './use-promise-work.js';

const words = texts.promises;
const { columns } = words;

interface PromisesTableProps {
  readonly rows: readonly PromiseRow[];
  /** The moment that is told of. */
  readonly horizon: string;
  readonly working: PromiseWorking;
  /** Nothing is written into the past. */
  readonly isPast: boolean;
}

/** A line a promise: due when, what became of it and by which events, to whom, what, and what can be said of it. */
export function PromisesTable({ rows, horizon, working, isPast }: PromisesTableProps) {
  const define = useDefinitions();
  const shown = Object.entries(columns).filter(([name]) => name !== 'actions' || !isPast);
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
            {shown.map(([name, title]) => (
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
                  <WhyNumber
                    title={promiseName(row)}
                    value={texts.standing.promises.states[row.state] ?? row.state}
                    definition={define('promises')}
                    because={words.events(row.evidence.join(', '))}
                  />{' '}
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
              {!isPast && (
                <td data-label={columns.actions}>
                  <PromiseActions row={row} working={working} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
