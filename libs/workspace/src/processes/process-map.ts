import { limits } from '#core/limits.js';
import type { MapSelection } from '#measures/process/map-selection.js';
import type { ProcessAnswer } from './process-answers.js';
import { comparedMapOf } from './process-map-compared.js';
import { mapOf, type MapContent, type MapMeasure } from './process-map-content.js';
import { crowdedLoops, dotOf, hasHiddenLabel, readLayout, type PlacedMap } from './process-map-layout.js';
import { drawMap, strokeWidth } from './process-map-svg.js';
import { sizeOf } from './process-map-text.js';

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
 * number and shade of the arcs, laid out by Graphviz. Where the answer has a comparison, both sides are on it, and what
 * differs is marked; its flows are those of the comparison. What is not on a declared path is dashed. The same answer
 * always gives the same bytes. Arcs of flows carry `data-flow` (index in the flows of the answer or of the comparison),
 * `data-from` and `data-to`, boxes `data-activity`.
 *
 * Graphviz is loaded when it is first needed (about 0.1 s).
 */
export async function renderProcessMap(answer: ProcessAnswer, options: ProcessMapOptions = {}): Promise<string> {
  const content = contentOf(answer, options);
  const { selection, activities, arcs } = content;
  const sizes = {
    activities: activities.map(({ lines }) => sizeOf(lines, activityPadding)),
    labels: selection.arcs.map((arc, at) =>
      sizeOf(
        arcs[at]!.lines.map(({ text }) => text),
        { width: 5 + strokeWidth(arc, selection.arcs) / 2, height: 1 },
      ),
    ),
  };
  const graphviz = await load();
  const place = (loopsLeft?: ReadonlySet<string>): PlacedMap =>
    readLayout(graphviz.layout(dotOf(selection, sizes, loopsLeft), layoutFormat, 'dot'), selection, sizes);
  return drawMap(content, selection.arcs.length > tidiedArcs ? place() : tidied(place, selection));
}

/** Maps of more arcs are laid out once only: it takes long, and nobody reads every number on them. */
const tidiedArcs = 100;

/** Where many arcs meet a loop, the loop goes to the other side, if it has room there. */
function tidied(place: (loopsLeft?: ReadonlySet<string>) => PlacedMap, selection: MapSelection): PlacedMap {
  const placed = place();
  const crowded = crowdedLoops(selection, placed);
  if (crowded.size === 0) return placed;
  const other = place(crowded);
  return hasHiddenLabel(other) ? placed : other;
}

function contentOf(answer: ProcessAnswer, { flows = 25, measure = 'median' }: ProcessMapOptions): MapContent {
  const room = { flows: Math.min(flows, limits.mapFlows), activities: limits.mapActivities };
  return answer.comparison === undefined
    ? mapOf(answer, room, measure)
    : comparedMapOf(answer, answer.comparison, room, measure);
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
