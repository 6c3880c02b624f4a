import { escapeMarkup } from '#core/markup.js';
import { durationText } from '#measures/process/duration-text.js';
import type { MapArc, MapSelection } from '#measures/process/map-selection.js';
import type { ProcessAnswer } from './process-answers.js';
import type { PlacedArc, PlacedBox, PlacedMap, Point, Size } from './process-map-layout.js';

/** What stands on the arcs: how often, or how often and how long. */
export type MapMeasure = 'count' | 'mean' | 'median';

/** Text is sized by counting, so that a map is the same on every machine; wide scripts take two places. */
const fontSize = 12;
const charWidth = 6.6;
const lineHeight = 15;
const nameLineChars = 24;
const nameLines = 3;
const margin = 8;
const integer = new Intl.NumberFormat('en');

/** The lines in the box of an activity: its name, broken at spaces, and its count. */
export function activityLines(activity: string, count: number): readonly string[] {
  return [...wrap(activity), integer.format(count)];
}

/** The lines on an arc. */
export function arcLines(arc: MapArc, flows: ProcessAnswer['flows'], measure: MapMeasure): readonly string[] {
  const count = integer.format(arc.count);
  if (arc.kind !== 'flow' || measure === 'count') return [count];
  return [count, durationText(flows[arc.flow]!.duration[measure])];
}

/** How wide an arc is drawn, in px: the square root keeps rare flows visible beside frequent ones. */
export function strokeWidth(arc: MapArc, { arcs }: MapSelection): number {
  return 1 + 5 * Math.sqrt(arc.count / Math.max(1, ...arcs.map(({ count }) => count)));
}

/** Room for lines of text, in px. */
export function sizeOf(lines: readonly string[], padding: Size): Size {
  const columns = Math.max(...lines.map(columnsOf));
  return { width: columns * charWidth + 2 * padding.width, height: lines.length * lineHeight + 2 * padding.height };
}

/** The map as a document of its own: it needs no script and no style sheet, and takes both from a page that has them. */
export function drawMap(
  answer: ProcessAnswer,
  selection: MapSelection,
  placed: PlacedMap,
  measure: MapMeasure,
): string {
  const { width, height } = placed;
  const size = { width: Math.ceil(width + 2 * margin), height: Math.ceil(height + 2 * margin) };
  const shade = shadesOf(selection, answer.flows, measure);
  const { omitted } = selection;
  const shownFlows = answer.flows.length - omitted.flows;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="process-map" role="img" width="${size.width}" height="${size.height}" viewBox="${-margin} ${-margin} ${size.width} ${size.height}" data-flows="${shownFlows}" data-all-flows="${answer.flows.length}" data-omitted-activities="${omitted.activities}">`,
    `<title>${escapeMarkup(`Process map of ${answer.process}`)}</title>`,
    `<desc>${selection.activities.length} of ${answer.activities.length} activities, ${shownFlows} of ${answer.flows.length} flows; the others carry ${integer.format(omitted.flowCount)} steps.</desc>`,
    `<style>${styleSheet}</style>`,
    ...placed.arcs.map((each) => drawArc(each, strokeWidth(each.arc, selection), shade(each.arc))),
    // After all arcs: no line is drawn across a number.
    ...placed.arcs.map((each) => drawLabel(each, arcLines(each.arc, answer.flows, measure))),
    ...(placed.start ? [drawTerminal(placed.start, 'start')] : []),
    ...(placed.end ? [drawTerminal(placed.end, 'end')] : []),
    ...placed.activities.map((box, at) => drawActivity(box, selection.activities[at]!)),
    '</svg>',
    '',
  ].join('\n');
}

const styleSheet = `
.process-map{--ink:var(--map-ink,#17212b);--paper:var(--map-paper,#fff);--box:var(--map-box,#eef2f5);--line:var(--map-line,#8796a3);--t0:var(--map-t0,#93a1ad);--t1:var(--map-t1,#c3a26b);--t2:var(--map-t2,#d08a2e);--t3:var(--map-t3,#b85d10);--t4:var(--map-t4,#86320a);font:${fontSize}px Helvetica,Arial,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
@media (prefers-color-scheme:dark){.process-map{--ink:var(--map-ink,#e4ebf0);--paper:var(--map-paper,#12181e);--box:var(--map-box,#212b34);--line:var(--map-line,#71808c);--t0:var(--map-t0,#6b7984);--t1:var(--map-t1,#96825f);--t2:var(--map-t2,#c08a44);--t3:var(--map-t3,#e8913f);--t4:var(--map-t4,#ffb37a)}}
.process-map text{fill:var(--ink);text-anchor:middle}
.process-map .activity rect{fill:var(--box);stroke:var(--line)}
.process-map .activity .count{fill:var(--ink);opacity:.75}
.process-map .terminal circle{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
.process-map .terminal.end circle{stroke-width:4}
.process-map .arc path{fill:none;stroke:var(--shade)}
.process-map .arc .tip{fill:var(--shade);stroke:none}
.process-map .arc .reach{stroke:transparent;stroke-width:14;pointer-events:stroke}
.process-map .label .ground{fill:var(--paper);opacity:.8}
.process-map .t0{--shade:var(--t0)}.process-map .t1{--shade:var(--t1)}.process-map .t2{--shade:var(--t2)}.process-map .t3{--shade:var(--t3)}.process-map .t4{--shade:var(--t4)}
.process-map .edge-of-case path{stroke-dasharray:3 4}
`.replaceAll('\n', '');

function drawActivity(box: PlacedBox, { activity, count }: { activity: string; count: number }): string {
  const lines = activityLines(activity, count);
  const [x, y] = [box.x - box.width / 2, box.y - box.height / 2];
  return (
    `<g class="activity" data-activity="${escapeMarkup(activity)}"><title>${escapeMarkup(`${activity}: ${integer.format(count)}`)}</title>` +
    `<rect x="${px(x)}" y="${px(y)}" width="${px(box.width)}" height="${px(box.height)}" rx="6"/>` +
    `${textLines(lines, box, (at) => (at === lines.length - 1 ? ' class="count"' : ''))}</g>`
  );
}

function drawArc({ arc, curve, tip }: PlacedArc, stroke: number, shade: number): string {
  const path = pathOf(curve);
  return (
    `<g class="arc t${shade}${arc.kind === 'flow' ? '' : ' edge-of-case'}"${identity(arc)}>` +
    `<path d="${path}" stroke-width="${px(stroke)}"/><path class="reach" d="${path}"/>` +
    `<polygon class="tip" points="${arrow(curve.at(-1)!, tip, 3 + stroke)}"/></g>`
  );
}

function drawLabel({ arc, label }: PlacedArc, lines: readonly string[]): string {
  if (!label) return '';
  const [x, y] = [label.x - label.width / 2 + 4, label.y - label.height / 2];
  const ground = `<rect class="ground" x="${px(x)}" y="${px(y)}" width="${px(label.width - 8)}" height="${px(label.height)}"/>`;
  const names =
    arc.kind === 'flow' ? `${arc.from} → ${arc.to}` : arc.kind === 'start' ? `start → ${arc.to}` : `${arc.from} → end`;
  return `<g class="label"${identity(arc)}><title>${escapeMarkup(`${names}: ${lines.join(', ')}`)}</title>${ground}${textLines(lines, label, () => '')}</g>`;
}

/** What a page finds the flow of an arc by. */
function identity(arc: MapArc): string {
  if (arc.kind !== 'flow') return '';
  return ` data-flow="${arc.flow}" data-from="${escapeMarkup(arc.from)}" data-to="${escapeMarkup(arc.to)}"`;
}

function drawTerminal({ x, y, width }: PlacedBox, kind: 'start' | 'end'): string {
  return `<g class="terminal ${kind}"><title>${kind === 'start' ? 'Cases begin here' : 'Cases end here'}</title><circle cx="${px(x)}" cy="${px(y)}" r="${px(width / 2 - 2)}"/></g>`;
}

function textLines(lines: readonly string[], { x, y }: Point, attributes: (at: number) => string): string {
  const top = y - ((lines.length - 1) * lineHeight) / 2 + fontSize * 0.35;
  return lines
    .map(
      (line, at) => `<text x="${px(x)}" y="${px(top + at * lineHeight)}"${attributes(at)}>${escapeMarkup(line)}</text>`,
    )
    .join('');
}

/** The time on an arc as one of five shades, by its logarithm between the shortest and the longest on the map. */
function shadesOf({ arcs }: MapSelection, flows: ProcessAnswer['flows'], measure: MapMeasure): (arc: MapArc) => number {
  if (measure === 'count') return () => 0;
  const size = (flow: number): number => Math.log1p(Math.max(0, flows[flow]!.duration[measure]));
  const sizes = arcs.flatMap((arc) => (arc.kind === 'flow' ? [size(arc.flow)] : []));
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return (arc) =>
    arc.kind !== 'flow' || high === low ? 0 : Math.min(4, Math.floor((5 * (size(arc.flow) - low)) / (high - low)));
}

function pathOf([first, ...rest]: readonly Point[]): string {
  return `M${pair(first!)}C${rest.map(pair).join(' ')}`;
}

/** A triangle that points at `tip`. */
function arrow(base: Point, tip: Point, halfWidth: number): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const across = { x: (-(tip.y - base.y) / length) * halfWidth, y: ((tip.x - base.x) / length) * halfWidth };
  return [tip, { x: base.x + across.x, y: base.y + across.y }, { x: base.x - across.x, y: base.y - across.y }]
    .map(pair)
    .join(' ');
}

const px = (value: number): string => String(Math.round(value * 10) / 10);
const pair = ({ x, y }: Point): string => `${px(x)},${px(y)}`;

/** Lines of at most `nameLineChars` columns, broken at spaces where there are any; what is too long ends with an ellipsis. */
function wrap(name: string): readonly string[] {
  const lines = [''];
  for (const word of name.trim().split(/\s+/)) {
    for (const piece of piecesOf(word)) {
      const extended = lines.at(-1) === '' ? piece : `${lines.at(-1)} ${piece}`;
      if (columnsOf(extended) <= nameLineChars) lines[lines.length - 1] = extended;
      else lines.push(piece);
    }
  }
  if (lines.length <= nameLines) return lines;
  return [...lines.slice(0, nameLines - 1), `${lines[nameLines - 1]} …`];
}

function piecesOf(word: string): readonly string[] {
  const pieces: string[] = [''];
  for (const char of word) {
    if (columnsOf(pieces.at(-1)! + char) <= nameLineChars) pieces[pieces.length - 1] += char;
    else pieces.push(char);
  }
  return pieces;
}

/** How many places a text takes: East Asian scripts and emoji take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += char.codePointAt(0)! >= 0x1100 ? 2 : 1;
  return columns;
}
