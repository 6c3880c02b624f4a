import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { relationship } from '../../api/reads.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { Bands } from './bands.js';
import { HeadLine } from './head-line.js';
import { StandingLines } from './standing-lines.js';
import { StandingSignals } from './standing-signals.js';
import { MomentBand } from './moment-band.js';
import { Sides } from './sides.js';
import { Timeline } from './timeline.js';
import { useMoment } from './use-moment.js';
import styles from './relationship.module.css';

/** One relationship: what it amounts to, who is in it, and everything that happened, newest first. */
export default function RelationshipPage() {
  const { id } = useParams() as { id: string };
  const { search } = useLocation();
  const moment = useMoment();
  const { data, error, refetch } = useQuery(relationship(id, moment.query));
  useDocumentTitle(`${data ? nameOf(data) : texts.name} · ${texts.name}`);
  return (
    <>
      <MomentBand moment={moment} horizon={data?.horizon} />
      {data ? (
        <>
          <HeadLine answer={data}>
            <StandingLines answer={data} />
            <p>
              <Link to={`/relationships/${encodeURIComponent(id)}/handover${search}`}>{texts.handover.link}</Link>
            </p>
          </HeadLine>
          <StandingSignals answer={data} />
          <Bands answer={data} />
          <div className={styles['columns']}>
            <Sides answer={data} />
            <Timeline id={id} moment={moment} />
          </div>
        </>
      ) : error ? (
        <ProblemState error={error} retry={refetch} page back="portfolio" />
      ) : (
        <SkeletonLines count={12} />
      )}
    </>
  );
}
