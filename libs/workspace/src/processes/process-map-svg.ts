import { escapeMarkup } from '#core/markup.js';
import type { MapArc } from '#measures/process/map-selection.js';
import type { DrawnActivity, DrawnArc, MapContent } from './process-map-content.js';
import { drawLegend, legendSize } from './process-map-legend.js';
import type { PlacedArc, PlacedBox, PlacedMap, Point } from './process-map-layout.js';
import { fontSize, lineHeight } from './process-map-text.js';

const margin = 8;
const aboveLegend = 16;

/** How wide an arc is drawn, in px: the square root keeps rare flows visible beside frequent ones. */
export function strokeWidth({ count }: MapArc, arcs: readonly MapArc[]): number {
  const most = arcs.reduce((max, arc) => Math.max(max, arc.count), 0);
  return most === 0 ? 1 : 1 + 5 * Math.sqrt(count / most);
}

/**
 * The map as a document of its own: it needs no script and no style sheet, and takes both from a page that has them.
 * `data-drawing` is its view box without the legend.
 */
export function drawMap(content: MapContent, placed: PlacedMap): string {
  const { selection, activities, arcs, legend, flows } = content;
  const drawing = { width: Math.ceil(placed.width + 2 * margin), height: Math.ceil(placed.height + 2 * margin) };
  const ofLegend = legendSize(legend);
  const size = {
    width: Math.max(drawing.width, Math.ceil(ofLegend.width + 2 * margin)),
    height: drawing.height + aboveLegend + ofLegend.height + margin,
  };
  const left = -margin - (size.width - drawing.width) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="process-map" role="img" width="${size.width}" height="${size.height}" viewBox="${px(left)} ${-margin} ${size.width} ${size.height}" data-drawing="${-margin} ${-margin} ${drawing.width} ${drawing.height}" data-flows="${flows.shown}" data-all-flows="${flows.all}" data-omitted-activities="${selection.omitted.activities}">`,
    `<title>${escapeMarkup(content.title)}</title>`,
    `<desc>${escapeMarkup(content.says)}</desc>`,
    `<style>${styleSheet}</style>`,
    ...placed.arcs.map((each, at) => drawArc(each, arcs[at]!, strokeWidth(each.arc, selection.arcs))),
    // After all arcs: no line is drawn across a number.
    ...placed.arcs.map((each, at) => drawLabel(each, arcs[at]!)),
    ...(placed.start ? [drawEnd(placed.start, 'start')] : []),
    ...(placed.end ? [drawEnd(placed.end, 'end')] : []),
    ...placed.activities.map((box, at) => drawActivity(box, activities[at]!)),
    drawLegend(legend, Math.ceil(left + margin), drawing.height - margin + aboveLegend),
    '</svg>',
    '',
  ].join('\n');
}

const light =
  '--ink:var(--map-ink,#17212b);--paper:var(--map-paper,#fff);--box:var(--map-box,#eef2f5);--line:var(--map-line,#8796a3);--t0:var(--map-t0,#93a1ad);--t1:var(--map-t1,#c3a26b);--t2:var(--map-t2,#d08a2e);--t3:var(--map-t3,#b85d10);--t4:var(--map-t4,#86320a);--more:var(--map-more,#0072b2);--less:var(--map-less,#d55e00)';
const dark =
  '--ink:var(--map-ink,#e4ebf0);--paper:var(--map-paper,#12181e);--box:var(--map-box,#212b34);--line:var(--map-line,#71808c);--t0:var(--map-t0,#6b7984);--t1:var(--map-t1,#96825f);--t2:var(--map-t2,#c08a44);--t3:var(--map-t3,#e8913f);--t4:var(--map-t4,#ffb37a);--more:var(--map-more,#56b4e9);--less:var(--map-less,#e69f00)';
const styleSheet = `
.process-map{${light};background:var(--paper);font:${fontSize}px Helvetica,Arial,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
@media (prefers-color-scheme:dark){.process-map{${dark}}}
.process-map text{fill:var(--ink);text-anchor:middle}
.process-map .legend text{text-anchor:start}
.process-map .activity rect{fill:var(--box);stroke:var(--line)}
.process-map .activity.terminal rect{stroke:var(--ink)}
.process-map .activity .inner{fill:none}
.process-map .activity .count{fill:var(--ink);opacity:.75}
.process-map .end-of-case circle{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
.process-map .end-of-case.end circle{stroke-width:4}
.process-map .arc path{fill:none;stroke:var(--shade)}
.process-map .arc .tip{fill:var(--shade);stroke:none}
.process-map .arc .reach{stroke:transparent;stroke-width:14;pointer-events:stroke;stroke-dasharray:none}
.process-map .label .ground{fill:var(--paper);opacity:.9}
.process-map .label .marked{font-weight:700}
.process-map .more{--shade:var(--more)}.process-map .less{--shade:var(--less)}
.process-map .t0{--shade:var(--t0)}.process-map .t1{--shade:var(--t1)}.process-map .t2{--shade:var(--t2)}.process-map .t3{--shade:var(--t3)}.process-map .t4{--shade:var(--t4)}
.process-map .off-path path{stroke-dasharray:7 5}
`.replaceAll('\n', '');

/** A second frame within the first says that it ends a case. */
const innerFrame = 3;

function drawActivity(box: PlacedBox, { activity, lines, title, isTerminal }: DrawnActivity): string {
  const inner = isTerminal ? drawRect(box, innerFrame, 4, ' class="inner"') : '';
  return (
    `<g class="activity${isTerminal ? ' terminal' : ''}" data-activity="${escapeMarkup(activity)}"><title>${escapeMarkup(title)}</title>` +
    `${drawRect(box, 0, 6, '')}${inner}` +
    `${textLines(lines, box, (at) => (at === lines.length - 1 ? ' class="count"' : ''))}</g>`
  );
}

function drawRect({ x, y, width, height }: PlacedBox, inset: number, radius: number, attributes: string): string {
  const [left, top] = [x - width / 2 + inset, y - height / 2 + inset];
  return `<rect${attributes} x="${px(left)}" y="${px(top)}" width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}" rx="${radius}"/>`;
}

function drawArc({ arc, curve, tip }: PlacedArc, drawn: DrawnArc, stroke: number): string {
  const path = pathOf(curve);
  return (
    `<g class="arc ${drawn.kind}${drawn.isOffPath ? ' off-path' : ''}"${identity(arc, drawn)}><title>${escapeMarkup(drawn.title)}</title>` +
    `<path d="${path}" stroke-width="${px(stroke)}"/><path class="reach" d="${path}"/>` +
    `<polygon class="tip" points="${arrow(curve.at(-1)!, tip, 3 + stroke)}"/></g>`
  );
}

function drawLabel({ arc, label }: PlacedArc, drawn: DrawnArc): string {
  if (!label) return '';
  const { lines, title } = drawn;
  const [x, y] = [label.x - label.width / 2 + 4, label.y - label.height / 2];
  const ground = `<rect class="ground" x="${px(x)}" y="${px(y)}" width="${px(label.width - 8)}" height="${px(label.height)}"/>`;
  const written = textLines(
    lines.map(({ text }) => text),
    label,
    (at) => (lines[at]!.isMarked ? ' class="marked"' : ''),
  );
  return `<g class="label"${identity(arc, drawn)}><title>${escapeMarkup(title)}</title>${ground}${written}</g>`;
}

/** What a page finds the flow of an arc by. */
function identity(arc: MapArc, { flow }: DrawnArc): string {
  if (arc.kind !== 'flow') return '';
  return ` data-flow="${flow}" data-from="${escapeMarkup(arc.from)}" data-to="${escapeMarkup(arc.to)}"`;
}

function drawEnd({ x, y, width }: PlacedBox, kind: 'start' | 'end'): string {
  return `<g class="end-of-case ${kind}"><title>${kind === 'start' ? 'Cases begin here' : 'Cases were last here'}</title><circle cx="${px(x)}" cy="${px(y)}" r="${px(width / 2 - 2)}"/></g>`;
}

function textLines(lines: readonly string[], { x, y }: Point, attributes: (at: number) => string): string {
  const top = y - ((lines.length - 1) * lineHeight) / 2 + fontSize * 0.35;
  return lines
    .map(
      (line, at) => `<text x="${px(x)}" y="${px(top + at * lineHeight)}"${attributes(at)}>${escapeMarkup(line)}</text>`,
    )
    .join('');
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
