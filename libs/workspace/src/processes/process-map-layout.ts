import assert from 'node:assert/strict';
import type { MapArc, MapSelection } from '#measures/process/map-selection.js';

/**
 * Where Graphviz puts the boxes and arcs of a process map. No text of the process goes into DOT: boxes and labels are
 * given as sizes, so no activity name can break the syntax, and the layout does not depend on the fonts of a machine.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box or a label: centre and size, in px. */
export interface PlacedBox extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedArc {
  readonly arc: MapArc;
  /** First point, then three for every cubic Bézier piece. */
  readonly curve: readonly Point[];
  /** Where its arrow points at. */
  readonly tip: Point;
  readonly label?: PlacedBox;
}

export interface PlacedMap {
  readonly width: number;
  readonly height: number;
  /** In the order of `MapSelection.activities`. */
  readonly activities: readonly PlacedBox[];
  readonly start?: PlacedBox;
  readonly end?: PlacedBox;
  readonly arcs: readonly PlacedArc[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room that the drawing of the map asks for: one size an activity and one an arc, in the order of the selection. */
export interface MapSizes {
  readonly activities: readonly Size[];
  readonly labels: readonly Size[];
}

export const terminalSize: Size = { width: 20, height: 20 };
const pxPerInch = 72;
const startNode = 's';
const endNode = 'e';

/**
 * The map in DOT: nodes `n0…`, arcs `a0…`, the way in and out as circles.
 * @param loopsLeft activities that lead back to themselves on their left side, and not on their right
 */
export function dotOf(
  { activities, arcs }: MapSelection,
  sizes: MapSizes,
  loopsLeft: ReadonlySet<string> = new Set(),
): string {
  const nodes = new Map(activities.map(({ activity }, at) => [activity, `n${at}`]));
  const strongest = Math.max(1, ...arcs.map(({ count }) => count));
  const lines = [
    'digraph {',
    'graph [rankdir=TB, nodesep=0.3, ranksep=0.35, margin=0, pad=0];',
    'node [shape=box, fixedsize=true, label=""];',
    'edge [arrowsize=0.8];',
    ...sizes.activities.map((size, at) => `n${at} [${inches(size)}];`),
  ];
  if (arcs.some(({ kind }) => kind === 'start'))
    lines.push(`{rank=source; ${startNode} [shape=circle, ${inches(terminalSize)}]}`);
  if (arcs.some(({ kind }) => kind === 'end'))
    lines.push(`{rank=sink; ${endNode} [shape=circle, ${inches(terminalSize)}]}`);
  for (const [at, arc] of arcs.entries()) {
    const tail = arc.kind === 'start' ? startNode : nodes.get(arc.from);
    const head = arc.kind === 'end' ? endNode : nodes.get(arc.to);
    // The heavier an arc, the straighter and shorter it is drawn: the main path becomes a spine.
    const weight = 1 + Math.round((20 * arc.count) / strongest);
    const side = tail === head && arc.kind === 'flow' && loopsLeft.has(arc.from) ? ', tailport=w, headport=w' : '';
    lines.push(`${tail} -> ${head} [id=a${at}, weight=${weight}, label=${blank(sizes.labels[at]!)}${side}];`);
  }
  return [...lines, '}', ''].join('\n');
}

function inches({ width, height }: Size): string {
  return `width=${(width / pxPerInch).toFixed(3)}, height=${(height / pxPerInch).toFixed(3)}`;
}

/** A label of this size with nothing in it. */
function blank({ width, height }: Size): string {
  return `<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" width="${Math.ceil(width)}" height="${Math.ceil(height)}"><tr><td></td></tr></table>>`;
}

interface GraphvizObject {
  readonly name: string;
  readonly pos: string;
}
interface GraphvizEdge {
  readonly id: string;
  readonly pos: string;
  readonly lp?: string;
}

/** Reads what Graphviz answers in its format `json0`: points, the y axis upwards. */
export function readLayout(json: string, { activities, arcs }: MapSelection, sizes: MapSizes): PlacedMap {
  const layout = JSON.parse(json) as { bb: string; objects?: GraphvizObject[]; edges?: GraphvizEdge[] };
  const [, , width = 0, height = 0] = layout.bb.split(',').map(Number);
  const point = (text: string): Point => {
    const [x, y] = text.split(',').map(Number);
    assert(Number.isFinite(x) && Number.isFinite(y), `Graphviz gave no point: ${text}`);
    return { x: x!, y: height - y! };
  };
  const nodes = new Map(layout.objects?.filter(({ pos }) => pos).map(({ name, pos }) => [name, point(pos)]));
  const edges = new Map(layout.edges?.map((edge) => [edge.id, edge]));
  const terminal = (name: string): PlacedBox | undefined => {
    const centre = nodes.get(name);
    return centre && { ...centre, ...terminalSize };
  };
  const placedArc = (arc: MapArc, at: number): PlacedArc => {
    const { pos, lp } = edges.get(`a${at}`)!;
    const points = pos.split(' ');
    const curve = points.filter((each) => !/^[es],/.test(each)).map(point);
    const arrow = points.find((each) => each.startsWith('e,'));
    const label = lp === undefined ? {} : { label: { ...point(lp), ...sizes.labels[at]! } };
    return { arc, curve, tip: arrow ? point(arrow.slice(2)) : curve.at(-1)!, ...label };
  };
  const [start, end] = [terminal(startNode), terminal(endNode)];
  return {
    width,
    height,
    activities: activities.map((_activity, at) => ({ ...nodes.get(`n${at}`)!, ...sizes.activities[at]! })),
    arcs: arcs.map(placedArc),
    ...(start && { start }),
    ...(end && { end }),
  };
}

/**
 * Activities that lead back to themselves, where more arcs come and go on their right side than on their left: Graphviz puts
 * such a loop on the right, whatever else is there.
 */
export function crowdedLoops(
  { activities }: MapSelection,
  { arcs, activities: boxes }: PlacedMap,
): ReadonlySet<string> {
  const boxOf = new Map(activities.map(({ activity }, at) => [activity, boxes[at]!]));
  const balance = new Map<string, number>();
  const touch = (activity: string, { x }: Point): void => {
    const box = boxOf.get(activity)!;
    const side = x - box.x;
    if (Math.abs(side) < box.width / 2 - nearEdge) return;
    balance.set(activity, (balance.get(activity) ?? 0) + Math.sign(side));
  };
  const looping: string[] = [];
  for (const { arc, curve, tip } of arcs) {
    if (arc.kind === 'flow' && arc.from === arc.to) {
      looping.push(arc.from);
      continue;
    }
    if (arc.kind !== 'start') touch(arc.from, curve[0]!);
    if (arc.kind !== 'end') touch(arc.to, tip);
  }
  return new Set(looping.filter((activity) => (balance.get(activity) ?? 0) >= crowdedBy));
}

/** What begins so near to the side of a box leaves it there, in px. */
const nearEdge = 4;
/** A single arc beside a loop can still be told from it. */
const crowdedBy = 2;

/** Whether a number lies on a box: Graphviz keeps room for loops on the right alone. */
export function hasHiddenLabel({ arcs, activities }: PlacedMap): boolean {
  const isOn = (label: PlacedBox, box: PlacedBox): boolean =>
    Math.abs(label.x - box.x) < (label.width + box.width) / 2 - nearEdge &&
    Math.abs(label.y - box.y) < (label.height + box.height) / 2 - nearEdge;
  return arcs.some(({ label }) => label !== undefined && activities.some((box) => isOn(label, box)));
}
