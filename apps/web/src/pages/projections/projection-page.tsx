import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import { builds } from '../../api/reads.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { WorkProgressBar } from '../../parts/work-progress.js';
import { texts } from '../../texts.js';
import { BuildsTable } from './builds-table.js';
import { DiffView } from './diff-view.js';
import { FlagsView } from './flags-view.js';
import { WhatIfForm } from './what-if-form.js';
import { useBuildWork, type BuildWork } from './use-build-work.js';
import styles from './projections.module.css';

const words = texts.projections;

/** One projection: its builds, what differs between them, and the switch. */
export default function ProjectionPage() {
  const { name = '' } = useParams();
  useDocumentTitle(`${name} · ${texts.name}`);
  const { data, error, refetch } = useQuery(builds(name));
  const work = useBuildWork(name);
  if (error && !data) return <ProblemState error={error} retry={refetch} page />;
  if (!data) return <SkeletonLines count={8} />;
  return (
    <>
      <h1>{name}</h1>
      <p>
        <Link to="/projections">{words.back}</Link> · <Link to="documents">{texts.made.documents}</Link> ·{' '}
        <Link to="totals">{texts.made.totals}</Link>
      </p>
      {data.problem !== undefined && <p role="note">{data.problem}</p>}
      <BuildsTable builds={data.builds} label={words.builds(name)} />
      {work.running === undefined ? (
        <Actions answer={data} work={work} />
      ) : (
        <WorkProgressBar title={titleOf(work.running)} progress={work.progress} cancel={work.stop} />
      )}
      <WhatIfForm
        key={name}
        answer={data}
        isBusy={work.running !== undefined}
        ask={(query) => work.run('what-if', { query })}
      />
      {work.problem !== undefined && <ProblemState error={work.problem} />}
      {work.diff?.flags !== undefined && <FlagsView flags={work.diff.flags} />}
      {work.diff !== undefined && <DiffView diff={work.diff} />}
    </>
  );
}

/** What can be done in the state that the builds are in. */
function Actions({ answer, work }: { readonly answer: BuildsAnswer; readonly work: BuildWork }) {
  const has = (...states: readonly string[]): boolean => answer.builds.some(({ state }) => states.includes(state));
  const stalls = answer.builds.flatMap(({ stall }) => stall ?? []);
  const passable = new Set(stalls.flatMap(({ key, event }) => (event === undefined ? [] : key)));
  const apart = new Set(answer.builds.flatMap((build) => build.apart.map(({ key }) => key)));
  const isGoing = has('building', 'paused');
  const canSwitch = has('serving') && has('ready', 'kept');
  const actions = [
    ...(isGoing ? [] : (['rebuild'] as const)),
    ...(canSwitch ? (['diff'] as const) : []),
    ...(has('ready') ? (['activate'] as const) : []),
    ...(has('kept') ? (['rollback'] as const) : []),
    ...(canSwitch ? (['drop'] as const) : []),
    ...(has('building') ? (['pause'] as const) : []),
    ...(has('paused') || stalls.length > 0 ? (['resume'] as const) : []),
    ...(isGoing && has('serving') ? (['cancel'] as const) : []),
  ];
  return (
    <div className={styles['actions']}>
      {actions.map((action) => (
        <Button key={action} variant={action === 'activate' ? 'filled' : 'default'} onClick={() => work.run(action)}>
          {words.actions[action]}
        </Button>
      ))}
      {Array.from(passable, (key) => (
        <Button key={`quarantine ${key}`} variant="default" onClick={() => work.run('quarantine', { key })}>
          {words.quarantine(key)}
        </Button>
      ))}
      {Array.from(apart, (key) => (
        <Button key={`release ${key}`} variant="default" onClick={() => work.run('release', { key })}>
          {words.release(key)}
        </Button>
      ))}
    </div>
  );
}

function titleOf(action: NonNullable<BuildWork['running']>): string {
  const { working } = words;
  return action in working ? working[action as keyof typeof working] : working.other;
}
