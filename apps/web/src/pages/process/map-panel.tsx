import { SegmentedControl, Slider } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { processMap } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { MapDrawing } from './map-drawing.js';
import { measures, type MapState } from './map-state.js';
import styles from './process.module.css';

const slidingMs = 150;

/** The map with its controls: how many flows, which time. */
export function MapPanel({ answer, state }: { readonly answer: ProcessAnswer; readonly state: MapState }) {
  const { name } = useParams() as { name: string };
  const { count } = useLanguage();
  const [flows, setFlows] = useState(Math.min(state.flows, Math.max(1, answer.flows.length)));
  const [settled] = useDebouncedValue(flows, slidingMs);
  const { data: svg, error, refetch } = useQuery(processMap(name, settled, state.measure));
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
          max={Math.max(2, answer.flows.length)}
          value={flows}
          onChange={setFlows}
          label={null}
          thumbProps={{ 'aria-labelledby': 'flows-shown' }}
        />
        <span className="quiet">{drawn && words.flowsOf(count(drawn.flows), count(answer.flows.length))}</span>
        <span id="map-time">{words.measure}</span>
        <SegmentedControl
          aria-labelledby="map-time"
          value={measure}
          onChange={(value) => show(settled, value)}
          data={measures.map((value) => ({ value, label: words.measures[value] }))}
        />
      </div>
      {error && !svg && <ProblemState error={error} retry={refetch} />}
      {!svg && !error && <SkeletonLines count={14} />}
      {svg !== undefined && (
        <MapDrawing svg={svg} label={words.mapLabel(answer.process)} chosen={state.chosen} choose={state.choose} />
      )}
      {measure !== 'count' && <Shades />}
      <p className="quiet small">
        {measure === 'count' ? words.legendCount : words.legend} {words.hint}
        {drawn !== undefined &&
          drawn.omittedActivities > 0 &&
          ` ${words.omittedActivities(count(drawn.omittedActivities))}.`}
      </p>
    </section>
  );
}

/** What the colours of the arrows mean. */
function Shades() {
  return (
    <p className={`quiet small ${styles['shades']}`}>
      {texts.process.quick}
      {[0, 1, 2, 3, 4].map((shade) => (
        <span key={shade} style={{ background: `var(--map-t${shade})` }} aria-hidden="true" />
      ))}
      {texts.process.slow}
    </p>
  );
}

/** The drawing says itself how much of the process it shows. */
function shownIn(svg: string): { flows: number; omittedActivities: number } {
  const number = (name: string): number => Number(new RegExp(`data-${name}="(\\d+)"`).exec(svg)?.[1] ?? 0);
  return { flows: number('flows'), omittedActivities: number('omitted-activities') };
}
