import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LiveProvider } from './api/live.js';
import { status } from './api/reads.js';
import { Frame } from './frame/frame.js';
import { NotFound } from './frame/not-found.js';
import { LanguageProvider } from './language/language.js';
import { PortfolioPage } from './pages/portfolio/portfolio-page.js';
import { ProblemState } from './parts/problem-state.js';
import styles from './parts/states.module.css';
import { SkeletonLines } from './parts/skeleton-lines.js';
import { WhyProvider } from './parts/why.js';

// The first page is in the first script; each of the others comes when it is opened.
const RelationshipPage = lazy(async () => import('./pages/relationship/relationship-page.js'));
const TodayPage = lazy(async () => import('./pages/today/today-page.js'));
const HandoverPage = lazy(async () => import('./pages/handover/handover-page.js'));
const OwnerHandoverPage = lazy(async () => import('./pages/handover/owner-handover-page.js'));
const SignalsPage = lazy(async () => import('./pages/signals/signals-page.js'));
const PromisesPage = lazy(async () => import('./pages/promises/promises-page.js'));
const VoicePage = lazy(async () => import('./pages/voice/voice-page.js'));
const ProcessesPage = lazy(async () => import('./pages/process/processes-page.js'));
const ProcessPage = lazy(async () => import('./pages/process/process-page.js'));
const ProjectionsPage = lazy(async () => import('./pages/projections/projections-page.js'));
const ProjectionPage = lazy(async () => import('./pages/projections/projection-page.js'));
const DocumentsPage = lazy(async () => import('./pages/made/documents-page.js'));
const DocumentPage = lazy(async () => import('./pages/made/document-page.js'));
const TotalsPage = lazy(async () => import('./pages/made/totals-page.js'));
const RulesPage = lazy(async () => import('./pages/rules/rules-page.js'));
const ImportsPage = lazy(async () => import('./pages/imports/imports-page.js'));

/** Nothing is shown before the workspace's time zone is known: every date depends on it. */
export function App() {
  const { data, error, refetch } = useQuery(status);
  if (!data) {
    return (
      <main className={styles['bare']}>
        {error ? <ProblemState error={error} retry={refetch} page /> : <SkeletonLines count={12} page />}
      </main>
    );
  }
  return (
    <LanguageProvider zone={data.zone}>
      <LiveProvider>
        <WhyProvider>
          <Frame>
            <Suspense fallback={<SkeletonLines count={12} page />}>
              <Routes>
                <Route path="/" element={<PortfolioPage status={data} />} />
                <Route path="/relationships/:id" element={<RelationshipPage />} />
                <Route path="/today" element={<TodayPage />} />
                <Route path="/relationships/:id/handover" element={<HandoverPage />} />
                <Route path="/handover" element={<OwnerHandoverPage />} />
                <Route path="/signals" element={<SignalsPage />} />
                <Route path="/promises" element={<PromisesPage />} />
                <Route path="/voice" element={<VoicePage />} />
                <Route path="/processes" element={<ProcessesPage />} />
                <Route path="/processes/:name" element={<ProcessPage />} />
                <Route path="/projections" element={<ProjectionsPage />} />
                <Route path="/projections/:name" element={<ProjectionPage />} />
                <Route path="/projections/:name/documents" element={<DocumentsPage />} />
                <Route path="/projections/:name/documents/:key" element={<DocumentPage />} />
                <Route path="/projections/:name/totals" element={<TotalsPage />} />
                <Route path="/rules" element={<RulesPage />} />
                <Route path="/imports" element={<ImportsPage />} />
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </Frame>
        </WhyProvider>
      </LiveProvider>
    </LanguageProvider>
  );
}
