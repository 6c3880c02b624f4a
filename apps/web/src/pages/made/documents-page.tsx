import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue, useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { documents } from '../../api/made-reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { DocumentsTable, membersOf } from './documents-table.js';
import styles from './made.module.css';
import { More } from './more.js';
import { MomentNote, useAddress, useMoment } from './moment.js';

const words = texts.made;
const typingMs = 200;
const directions = ['ascending', 'descending'] as const;

/** The documents of a projection: sought by key or name, sorted by what their rows show, of now or of a moment. */
export default function DocumentsPage() {
  const { name = '' } = useParams();
  useDocumentTitle(`${words.documentsOf(name)} · ${texts.name}`);
  const [search] = useSearchParams();
  const moment = useMoment();
  const addressOf = useAddress();
  // What is sought may be a name: it stands in no address.
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), typingMs);
  const order = { sort: search.get('sort') ?? undefined, direction: search.get('direction') ?? undefined };
  const query = useInfiniteQuery(documents(name, { ...order, q }, moment));
  const { data, error, refetch } = query;
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const members = membersOf(rows);
  if (error && !data) return <ProblemState error={error} retry={refetch} page />;
  return (
    <>
      <h1>{words.documentsOf(name)}</h1>
      <p>
        <Link to={`/projections/${encodeURIComponent(name)}`}>{name}</Link> ·{' '}
        <Link to={addressOf('../totals')} relative="path">
          {words.totals}
        </Link>
      </p>
      <MomentNote />
      <p className="quiet">{words.says}</p>
      <div className={styles['tools']}>
        <TextInput
          label={words.search}
          type="search"
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        <OrderFields members={members} {...order} />
      </div>
      {!data && <SkeletonLines count={8} />}
      {data && rows.length === 0 && <Nothing sought={q} />}
      {data && rows.length > 0 && (
        <>
          <Count shown={rows.length} total={data.pages[0]!.total} />
          <DocumentsTable label={words.documentsOf(name)} rows={rows} members={members} />
        </>
      )}
      <More query={query} label={words.more} />
    </>
  );
}

/** The order, in the address; nothing where there are no rows to sort by. */
function OrderFields({
  members,
  sort,
  direction = 'ascending',
}: {
  readonly members: readonly string[];
  readonly sort: string | undefined;
  readonly direction: string | undefined;
}) {
  const [, setSearch] = useSearchParams();
  const choose = (field: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(field);
        else next.set(field, value);
        return next;
      },
      { replace: true },
    );
  if (members.length === 0 && sort === undefined) return <></>;
  const fields = [...new Set([...members, ...(sort === undefined ? [] : [sort])])];
  return (
    <>
      <NativeSelect
        label={words.sort}
        value={sort ?? ''}
        data={[{ value: '', label: words.byKey }, ...fields]}
        onChange={({ currentTarget: { value } }) => choose('sort', value)}
      />
      <NativeSelect
        label={words.direction}
        value={direction}
        data={directions.map((value) => ({ value, label: words.directions[value] }))}
        onChange={({ currentTarget: { value } }) => choose('direction', value)}
      />
    </>
  );
}

function Count({ shown, total }: { readonly shown: number; readonly total: number | undefined }) {
  const { count } = useLanguage();
  return (
    <p className="quiet">{total === undefined ? words.shown(count(shown)) : words.some(count(shown), count(total))}</p>
  );
}

function Nothing({ sought }: { readonly sought: string }) {
  return (
    <section className={states['state']}>
      <h2>{words.none}</h2>
      <p>{sought === '' ? words.noneDetail : words.nothing(sought)}</p>
    </section>
  );
}
