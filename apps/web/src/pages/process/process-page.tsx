import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { process } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { FlowsTable } from './flows-table.js';
import { Handovers, Rework } from './handovers.js';
import { MapPanel } from './map-panel.js';
import { Durations, Numbers } from './numbers.js';
import { useMapState } from './map-state.js';
import { Variants } from './variants.js';
import styles from './process.module.css';

const variantsAtFirst = 10;
const variantsMore = 40;

/** One process: its map, the numbers beside it, and below the ways that cases go. */
export default function ProcessPage() {
  const { name } = useParams() as { name: string };
  const [variants, setVariants] = useState(variantsAtFirst);
  const { data, error, refetch } = useQuery(process(name, variants));
  useDocumentTitle(`${name} · ${texts.name}`);
  const map = useMapState();
  if (error && !data) return <ProblemState error={error} retry={refetch} page back="processes" />;
  if (!data) return <SkeletonLines count={12} />;
  const chosen = data.flows.find(({ from, to }) => from === map.chosen?.from && to === map.chosen.to);
  return (
    <>
      <HeadLine answer={data} />
      <div className={styles['columns']}>
        <MapPanel answer={data} state={map} />
        <aside className={styles['beside']} aria-label={texts.process.numbers}>
          {chosen && (
            <section aria-live="polite">
              <h2>
                {texts.process.selected}{' '}
                <button type="button" className={styles['clear']} onClick={() => map.choose(undefined)}>
                  {texts.process.unselect}
                </button>
              </h2>
              <p className={styles['chosen']}>
                {chosen.from} → {chosen.to}
              </p>
              <Durations duration={chosen.duration} />
            </section>
          )}
          <Numbers answer={data} />
        </aside>
      </div>
      <Variants
        answer={data}
        more={data.variants.top.length < data.variants.count ? () => setVariants(variants + variantsMore) : undefined}
      />
      <FlowsTable process={data.process} flows={data.flows} chosen={chosen} choose={map.choose} />
      <div className={styles['pair']}>
        <Rework answer={data} />
        <Handovers answer={data} />
      </div>
    </>
  );
}

function HeadLine({ answer }: { readonly answer: ProcessAnswer }) {
  const { count, duration, exactDuration } = useLanguage();
  const words = texts.process;
  const figures = [
    [words.cases, answer.cases, texts.counts.processCases, 'cases'],
    ...(answer.open === undefined ? [] : [[words.open, answer.open, texts.counts.open, 'open'] as const]),
    [words.events, answer.events, texts.counts.events, 'steps'],
    [words.activities, answer.activities.length, texts.counts.activities, undefined],
  ] as const;
  const evidence = (part: string) => ({ projection: 'process-flow', cell: ['case', answer.process], part });
  return (
    <header className={styles['headline']}>
      <h1>{answer.process}</h1>
      <p className={styles['facts']}>
        {figures.map(([label, value, definition, part]) => (
          <span key={label}>
            <WhyNumber title={label} value={count(value)} definition={definition} evidence={part && evidence(part)} />{' '}
            {label}
          </span>
        ))}
        {answer.caseDuration.n > 0 && (
          <span>
            {words.median}{' '}
            <WhyNumber
              title={words.caseDuration}
              value={exactDuration(answer.caseDuration.median)}
              definition={texts.counts.caseDuration}
              evidence={evidence('durationMs')}
            >
              {duration(answer.caseDuration.median)}
            </WhyNumber>
          </span>
        )}
      </p>
    </header>
  );
}
