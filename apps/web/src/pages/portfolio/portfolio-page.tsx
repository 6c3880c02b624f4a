import { useDocumentTitle } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import type { StatusAnswer } from '#workspace/answers.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { portfolioTexts } from '../../portfolio-texts.js';
import { texts } from '../../texts.js';
import { MomentNote } from '../made/moment.js';
import { useDemonstration } from './demonstration.js';
import { EmptyLedger } from './empty-ledger.js';
import { ListView } from './list-view.js';
import { usePortfolioAddress, viewAddress, views } from './narrowing.js';
import { PartFilters } from './part-filters.js';
import styles from './standing.module.css';

// The list is in the first script; these come when they are opened.
const MovementsSection = lazy(async () => import('./movements-section.js'));
const OverviewSection = lazy(async () => import('./overview-section.js'));

/** All relationships: the table that the day begins with, who moved, and what it comes to. */
export function PortfolioPage({ status }: { readonly status: StatusAnswer }) {
  useDocumentTitle(`${texts.pages.portfolio} · ${texts.name}`);
  const { view } = usePortfolioAddress();
  const demonstration = useDemonstration();
  // The ledger is not empty any more while the demonstration comes in; its progress stays in sight.
  if (status.empty || demonstration.running)
    return <EmptyLedger offered={status.demonstrationOffered} demonstration={demonstration} />;
  return (
    <>
      <div className={styles['title']}>
        <h1>{texts.pages.portfolio}</h1>
        <Views />
        <MomentNote />
      </div>
      {view === 'list' ? (
        <ListView status={status} />
      ) : (
        <fieldset className={styles['chips']} aria-label={portfolioTexts.chips.part}>
          <PartFilters />
        </fieldset>
      )}
      <Suspense fallback={<SkeletonLines count={12} />}>
        {view === 'movements' && <MovementsSection />}
        {view === 'overview' && <OverviewSection />}
      </Suspense>
    </>
  );
}

/** Each is a place of its own, of the same part and at the same moment. */
function Views() {
  const { view, narrowed } = usePortfolioAddress();
  return (
    <nav className={styles['views']} aria-label={portfolioTexts.views.label}>
      {views.map((name) => (
        <Link key={name} to={viewAddress(narrowed, name)} aria-current={view === name ? 'page' : undefined}>
          {portfolioTexts.views[name]}
        </Link>
      ))}
    </nav>
  );
}
