import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { relationship } from '../../api/reads.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { HeadLine } from './head-line.js';
import { Sides } from './sides.js';
import { Timeline } from './timeline.js';
import styles from './relationship.module.css';

/** One relationship: what it amounts to, who is in it, and everything that happened, newest first. */
export default function RelationshipPage() {
  const { id } = useParams() as { id: string };
  const { data, error, refetch } = useQuery(relationship(id));
  useDocumentTitle(`${data ? nameOf(data) : texts.name} · ${texts.name}`);
  if (error && !data) return <ProblemState error={error} retry={refetch} page back="portfolio" />;
  if (!data) return <SkeletonLines count={12} />;
  return (
    <>
      <HeadLine answer={data} />
      <div className={styles['columns']}>
        <Sides answer={data} />
        <Timeline id={id} />
      </div>
    </>
  );
}
