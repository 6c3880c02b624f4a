import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { process } from '../../api/process-reads.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { MomentNote } from '../made/moment.js';
import { useCaseChoice, type CaseChoice } from './case-choice.js';
import { CaseFilters } from './case-filters.js';
import { ChosenFlow } from './chosen-flow.js';
import { Comparison } from './comparison.js';
import { FlowsTable } from './flows-table.js';
import { Handovers, Rework } from './handovers.js';
import { HeadLine } from './head-line.js';
import { MapPanel } from './map-panel.js';
import { useMapState, type MapState } from './map-state.js';
import { Numbers } from './numbers.js';
import { Sections } from '../process-sections/sections.js';
import { Variants } from './variants.js';
import styles from './process.module.css';

const variantsAtFirst = 10;
const variantsMore = 40;

/** A process has a page of its own: nothing of one is shown under the name of another. */
export default function ProcessPage() {
  const { name } = useParams() as { name: string };
  return <OneProcess key={name} name={name} />;
}

/** One process: its map, the numbers beside it, and below what is told of it and the ways that cases go. */
function OneProcess({ name }: { readonly name: string }) {
  const [variants, setVariants] = useState(variantsAtFirst);
  const choice = useCaseChoice();
  const map = useMapState();
  const { data, error, refetch } = useQuery(process(name, choice.question, { variants, flows: map.flows }));
  useDocumentTitle(`${name} · ${texts.name}`);
  const isAll = !choice.isChosen && choice.question.against.length === 0;
  if (error && !data && isAll) return <ProblemState error={error} retry={refetch} page back="processes" />;
  return (
    <>
      <header>
        <h1>{name}</h1>
        {data && <HeadLine answer={data} />}
        <MomentNote />
        <CaseFilters choice={choice} answer={data} />
      </header>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {!data && !error && <SkeletonLines count={12} />}
      {data && (
        <Found answer={data} choice={choice} map={map} moreVariants={() => setVariants(variants + variantsMore)} />
      )}
    </>
  );
}

interface FoundProps {
  readonly answer: ProcessAnswer;
  readonly choice: CaseChoice;
  readonly map: MapState;
  readonly moreVariants: () => void;
}

/** What is told of the cases that are looked at. */
function Found({ answer, choice, map, moreVariants }: FoundProps) {
  const { variants, flows, comparison } = answer;
  const chosen = flows.find(({ from, to }) => from === map.chosen?.from && to === map.chosen.to);
  return (
    <>
      <div className={comparison === undefined ? styles['columns'] : undefined}>
        <MapPanel answer={answer} question={choice.question} state={map} />
        {comparison === undefined && (
          <aside className={styles['beside']} aria-label={texts.process.numbers}>
            {chosen && <ChosenFlow flow={chosen} choice={choice} unselect={() => map.choose(undefined)} />}
            <Numbers answer={answer} />
          </aside>
        )}
      </div>
      {comparison && <Comparison comparison={comparison} chosen={map.chosen} choose={map.choose} />}
      <Sections answer={answer} choice={choice} />
      <Variants
        answer={answer}
        more={variants.top.length < variants.count ? moreVariants : undefined}
        only={
          variants.count > 1
            ? (activities) => choice.add('filter', [`variant=${JSON.stringify(activities)}`])
            : undefined
        }
      />
      <FlowsTable answer={answer} chosen={chosen} choose={map.choose} />
      <div className={styles['pair']}>
        <Rework answer={answer} />
        <Handovers answer={answer} />
      </div>
    </>
  );
}
