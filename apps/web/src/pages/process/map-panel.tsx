import { SegmentedControl, Slider } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { processMap, type CaseQuestion } from '../../api/process-reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { MapDrawing } from './map-drawing.js';
import { MapLegend } from './map-legend.js';
import { flowsMax, measures, type MapState } from './map-state.js';
import styles from './process.module.css';

const slidingMs = 150;

interface MapPanelProps {
  readonly answer: ProcessAnswer;
  readonly question: CaseQuestion;
  readonly state: MapState;
}

/** The map with its controls: how many flows, which time. */
export function MapPanel({ answer, question, state }: MapPanelProps) {
  const { name } = useParams() as { name: string };
  const { count } = useLanguage();
  const all = answer.comparison?.ofFlows ?? answer.flows.length;
  const most = Math.max(2, Math.min(all, flowsMax));
  const [flows, setFlows] = useState(state.flows);
  const [settled] = useDebouncedValue(flows, slidingMs);
  const {
    data: svg,
    error,
    refetch,
  } = useQuery(processMap(name, question, { flows: settled, measure: state.measure }));
  const { show, measure } = state;
  useEffect(() => {
    if (settled !== state.flows) show(settled, measure);
    // Only when the slider has come to rest.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  const drawn = svg === undefined ? undefined : shownIn(svg);
  const words = texts.process;
  return (
    <section className={styles['map']} aria-label={words.map}>
      <div className={styles['controls']}>
        <span id="flows-shown">{words.flowsShown}</span>
        <Slider
          className={styles['slider']}
          aria-labelledby="flows-shown"
          size="sm"
          min={1}
          max={most}
          value={Math.min(flows, most)}
          onChange={setFlows}
          label={null}
          thumbProps={{ 'aria-labelledby': 'flows-shown' }}
        />
        <span className="quiet">{drawn && words.flowsOf(count(drawn.flows), count(all))}</span>
        <span id="map-time">{words.measure}</span>
        <SegmentedControl
          aria-labelledby="map-time"
          value={answer.comparison !== undefined && measure === 'mean' ? 'median' : measure}
          onChange={(value) => show(settled, value)}
          data={measures
            .filter((value) => answer.comparison === undefined || value !== 'mean')
            .map((value) => ({ value, label: words.measures[value] }))}
        />
      </div>
      {error && !svg && <ProblemState error={error} retry={refetch} />}
      {!svg && !error && <SkeletonLines count={14} />}
      {svg !== undefined && (
        <MapDrawing
          svg={svg}
          label={
            answer.comparison === undefined ? words.mapLabel(answer.process) : words.mapLabelCompared(answer.process)
          }
          chosen={state.chosen}
          choose={state.choose}
        />
      )}
      <MapLegend answer={answer} measure={measure} />
      <p className="quiet small">
        {words.hint}
        {drawn !== undefined &&
          drawn.omittedActivities > 0 &&
          ` ${words.omittedActivities(count(drawn.omittedActivities))}.`}
      </p>
    </section>
  );
}

/** The drawing says itself how much of the process it shows. */
function shownIn(svg: string): { flows: number; omittedActivities: number } {
  const number = (name: string): number => Number(new RegExp(`data-${name}="(\\d+)"`).exec(svg)?.[1] ?? 0);
  return { flows: number('flows'), omittedActivities: number('omitted-activities') };
}
