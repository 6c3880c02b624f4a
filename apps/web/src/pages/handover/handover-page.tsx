import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { handover } from '../../api/handover-reads.js';
import { relationship } from '../../api/reads.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { useMoment } from '../relationship/use-moment.js';
import styles from './handover.module.css';
import { Pack } from './pack.js';

const words = texts.handover;

/** The handover of one relationship, to be read on the screen or on paper. */
export default function HandoverPage() {
  const { id } = useParams() as { id: string };
  const { search } = useLocation();
  const { query } = useMoment();
  const { data, error, refetch } = useQuery(handover(id, query));
  const owner = useQuery(relationship(id, query)).data?.people?.owner;
  const title = words.title(data ? nameOf(data.relationship) : '');
  useDocumentTitle(`${title} · ${texts.name}`);
  const to = `/relationships/${encodeURIComponent(id)}${search}`;
  const all = new URLSearchParams(search);
  all.delete('asClaimed');
  if (owner !== undefined) all.set('owner', owner.id);
  return (
    <>
      <header className={styles['head']}>
        <h1>{title}</h1>
        <Link to={to}>{words.back}</Link>
        {owner !== undefined && <Link to={`/handover?${all.toString()}`}>{words.all(nameOf(owner))}</Link>}
        {data && (
          <button type="button" onClick={() => window.print()}>
            {words.print}
          </button>
        )}
      </header>
      {data ? (
        <Pack pack={data} to={to} />
      ) : error ? (
        <ProblemState error={error} retry={refetch} page back="portfolio" />
      ) : (
        <SkeletonLines count={12} />
      )}
    </>
  );
}
