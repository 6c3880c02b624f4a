import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { TotalRow } from '#workspace/documents/made-answers.js';
import { totals } from '../../api/made-reads.js';
import { Evidence } from '../../parts/evidence.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './made.module.css';
import { More } from './more.js';
import { MomentNote, useAddress, useMoment } from './moment.js';
import { SumsCells } from './sums-cells.js';

const words = texts.made;

/** The totals of a projection; with a place in the address, what that one is made of. */
export default function TotalsPage() {
  const { name = '' } = useParams();
  const [search] = useSearchParams();
  const at = search.get('at') ?? undefined;
  useDocumentTitle(`${words.totalsOf(name)} · ${texts.name}`);
  const addressOf = useAddress();
  return (
    <>
      <h1>{words.totalsOf(name)}</h1>
      <p>
        <Link to={`/projections/${encodeURIComponent(name)}`}>{name}</Link> ·{' '}
        <Link to={addressOf('../documents')} relative="path">
          {words.documents}
        </Link>
      </p>
      <MomentNote />
      {at === undefined ? <AllTotals name={name} /> : <OneTotal name={name} at={at} />}
    </>
  );
}

function OneTotal({ name, at }: { readonly name: string; readonly at: string }) {
  const moment = useMoment();
  const addressOf = useAddress();
  const cell = pathIn(at);
  return (
    <>
      <h2 className={styles['section']}>{words.behind(cell.join(' / '))}</h2>
      <p>
        <Link to={addressOf('')}>{words.allTotals}</Link>
      </p>
      <Evidence
        question={{ projection: name, cell, ...moment }}
        addressOf={(key) => addressOf(`../documents/${encodeURIComponent(key)}`)}
      />
    </>
  );
}

/** A place as the address has it; anything else is told to be none by the server. */
function pathIn(at: string): readonly (string | number)[] {
  try {
    return [JSON.parse(at) as string | number].flat();
  } catch {
    return [at];
  }
}

function AllTotals({ name }: { readonly name: string }) {
  const query = useInfiniteQuery(totals(name, useMoment()));
  const { data, error, refetch } = query;
  if (error && !data) return <ProblemState error={error} retry={refetch} />;
  if (!data) return <SkeletonLines count={8} />;
  const rows = data.pages.flatMap((page) => page.rows);
  if (rows.length === 0) {
    return (
      <section className={states['state']}>
        <h2>{words.noTotals}</h2>
        <p>{words.noTotalsDetail}</p>
      </section>
    );
  }
  return (
    <>
      <TotalsTable label={words.totalsOf(name)} rows={rows} />
      <More query={query} label={words.more} />
    </>
  );
}

/** A line a total: its place, which opens to what it is made of, its sums, and what was measured. */
function TotalsTable({ label, rows }: { readonly label: string; readonly rows: readonly TotalRow[] }) {
  const addressOf = useAddress();
  const { columns } = words;
  return (
    <WideTable className={styles['wraps']!}>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{columns.total}</th>
            <th scope="col">{columns.sums}</th>
            <th scope="col">{columns.values}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row.at)}>
              <th scope="row">
                <Link to={addressOf('', { at: JSON.stringify(row.at) })}>{row.at.join(' / ')}</Link>
              </th>
              <SumsCells row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
