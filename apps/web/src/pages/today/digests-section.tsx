import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DigestRow } from '#workspace/digests/digest-answers.js';
import { digests } from '../../api/today-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { useChange, type Change } from '../../parts/use-change.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { AddDigest } from './add-digest.js';
import styles from './today.module.css';

const words = texts.digests;
const { columns } = words;

/** Who is told each day what there is to do, and how that goes. @param owner whose list is shown */
export function DigestsSection({ owner }: { readonly owner: string | undefined }) {
  const { data, error, refetch } = useQuery(digests);
  const { change, problem } = useChange('/digests', digests.queryKey);
  return (
    <section className={styles['digests']} aria-labelledby="digests">
      <h2 id="digests">{words.title}</h2>
      <p className="quiet">{words.says}</p>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {data?.digests.length === 0 && <p>{words.none}</p>}
      {data && data.digests.length > 0 && <DigestsTable rows={data.digests} change={change} />}
      {data?.canMail === false && <p className="quiet">{words.noMail}</p>}
      {problem !== undefined && <ProblemState error={problem} />}
      <AddDigest owner={owner} change={change} />
    </section>
  );
}

function DigestsTable({ rows, change }: { readonly rows: readonly DigestRow[]; readonly change: Change }) {
  return (
    <WideTable>
      <table aria-label={words.title}>
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
              <th scope="row">{toOf(row)}</th>
              <td data-label={columns.owner}>{ownerOf(row)}</td>
              <td data-label={columns.when}>{words.when(row.days, row.at)}</td>
              <td data-label={columns.state}>
                <State row={row} />
              </td>
              <td data-label={columns.last}>{lastOf(row)}</td>
              <td data-label={columns.actions}>
                <Actions row={row} change={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function State({ row: { state, reason, failure, nextAttemptAt, nextAt } }: { readonly row: DigestRow }) {
  const { instants, nowMs } = useLanguage();
  const ago = (at: string): string => instants.ago(at, nowMs);
  const trouble =
    reason ?? (failure && words.failing(failure, nextAttemptAt === undefined ? undefined : ago(nextAttemptAt)));
  const more = trouble ?? (nextAt === undefined ? undefined : words.next(ago(nextAt)));
  return (
    <span>
      {words.states[state]}
      {more !== undefined && <span className="quiet"> · {more}</span>}
    </span>
  );
}

function Actions({ row, change }: { readonly row: DigestRow; readonly change: Change }) {
  const other = row.state === 'enabled' ? 'disable' : 'enable';
  return (
    <span className={styles['actions']}>
      {(['send', other, 'remove'] as const).map((action) => (
        <Button
          key={action}
          size="compact-xs"
          variant="default"
          aria-label={words.of(words.actions[action], toOf(row))}
          onClick={() =>
            void (action === 'remove' ? change('DELETE', `/${row.id}`) : change('POST', `/${row.id}/${action}`))
          }
        >
          {words.actions[action]}
        </Button>
      ))}
    </span>
  );
}

function toOf({ mail, webhook }: DigestRow): string {
  return mail ?? webhook ?? '';
}

function ownerOf({ owner }: DigestRow): string {
  if (owner === undefined) return words.all;
  return owner.id === 'none' ? words.nobody : nameOf(owner);
}

function lastOf({ lastDay, lastOutcome = '' }: DigestRow): string {
  return lastDay === undefined ? '–' : words.last(lastDay, words.outcomes[lastOutcome] ?? lastOutcome);
}
