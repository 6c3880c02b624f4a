import { limits } from '#core/limits.js';
import { selectMap } from '#measures/process/map-selection.js';
import type { ProcessAnswer } from './process-answers.js';
import { dotOf, readLayout } from './process-map-layout.js';
import { activityLines, arcLines, drawMap, sizeOf, strokeWidth, type MapMeasure } from './process-map-svg.js';

export interface ProcessMapOptions {
  /** How many of the strongest flows; more are drawn where an activity would hang in the air. */
  readonly flows?: number;
  readonly measure?: MapMeasure;
}

/** JSON with positions and no drawing operations: Graphviz knows it, the types of the package leave it out. */
const layoutFormat = 'json0' as 'json';

const activityPadding = { width: 12, height: 6 };

/**
 * The map of a process as an SVG document: the frequency as number and width, the time (median unless asked otherwise) as
 * number and shade of the arcs, laid out by Graphviz. The same answer always gives the same bytes. Arcs of flows carry
 * `data-flow` (index in `answer.flows`), `data-from` and `data-to`, boxes `data-activity`.
 *
 * Graphviz is loaded when it is first needed (about 0.1 s).
 */
export async function renderProcessMap(answer: ProcessAnswer, options: ProcessMapOptions = {}): Promise<string> {
  const { flows = 25, measure = 'median' } = options;
  const selection = selectMap(answer, Math.min(flows, limits.mapFlows), limits.mapActivities);
  const sizes = {
    activities: selection.activities.map(({ activity, count }) =>
      sizeOf(activityLines(activity, count), activityPadding),
    ),
    labels: selection.arcs.map((arc) =>
      sizeOf(arcLines(arc, answer.flows, measure), { width: 5 + strokeWidth(arc, selection) / 2, height: 1 }),
    ),
  };
  const graphviz = await load();
  const layout = graphviz.layout(dotOf(selection, sizes), layoutFormat, 'dot');
  return drawMap(answer, selection, readLayout(layout, selection, sizes), measure);
}

let loading: ReturnType<typeof loadGraphviz> | undefined;

async function load(): ReturnType<typeof loadGraphviz> {
  loading ??= loadGraphviz();
  return loading;
}

async function loadGraphviz() {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  return Graphviz.load();
}
