import { durationText } from '#measures/process/duration-text.js';
import type { Differs } from '#measures/process/comparison-family.js';
import { selectMap, type MapArc } from '#measures/process/map-selection.js';
import { comparedGraph } from './compared-graph.js';
import type { ComparisonAnswer, FlowComparison } from './comparison-answers.js';
import {
  legendOfMarks,
  marksOf,
  offPathText,
  terminalText,
  wayOf,
  type DrawnArc,
  type MapContent,
  type MapMeasure,
  type MapRoom,
} from './process-map-content.js';
import type { LegendRow } from './process-map-legend.js';
import { nameIn } from './process-map-text.js';
import type { ProcessAnswer } from './process-answers.js';

const sideChars = 60;
const integer = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const percentTenth = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/**
 * Two sides of a process on one map: the share of the cases of each, and their median times. What differs is marked, and
 * only what the comparison says differs: the flows on the map are those that it tests.
 */
export function comparedMapOf(
  { process, declared }: ProcessAnswer,
  comparison: ComparisonAnswer,
  room: MapRoom,
  measure: MapMeasure,
): MapContent {
  const { a, b, flows, ofFlows } = comparison;
  // All flows of the comparison: it has chosen them so that the map hangs together.
  const inSides = flows.map(({ from, to, ...of }) => ({ from, to, a: of.a.cases, b: of.b.cases }));
  const graph = comparedGraph({ ...comparison, flows: inSides }, { a: a.cases, b: b.cases });
  const selection = selectMap(graph, flows.length, room.activities);
  const told = { ...comparison, ...(declared && { declared }) };
  const marks = marksOf(told);
  const ends = { start: byActivity(comparison.start), end: byActivity(comparison.end) };
  const inCases = byActivity(comparison.activities);
  const shares = (row: { readonly a: number; readonly b: number }): string =>
    `${shareText(row.a / a.cases)} | ${shareText(row.b / b.cases)}`;
  const arcs = selection.arcs.map((arc): DrawnArc => {
    const isOffPath = marks.isOff(arc);
    if (arc.kind === 'flow') return drawnFlow(arc, flows[arc.flow]!, measure, isOffPath);
    const text = shares(arc.kind === 'start' ? ends.start.get(arc.to)! : ends.end.get(arc.from)!);
    const title = `${wayOf(arc)}: ${text} of cases${offPathText(isOffPath)}`;
    return { lines: [{ text }], title, kind: 't0', isOffPath };
  });
  return {
    title: `Process map of ${process}, two sets of cases`,
    says: `Left ${sideText(a)}; right ${sideText(b)}. ${flows.length} of ${ofFlows} flows. What is marked differs at a false-discovery rate of 10 % over all flows shown.`,
    selection,
    activities: selection.activities.map(({ activity }) => {
      const text = shares(inCases.get(activity)!);
      const isTerminal = marks.isTerminal(activity);
      const title = `${activity}: ${text} of cases${terminalText(isTerminal)}`;
      return { activity, lines: [...nameIn(activity), text], title, isTerminal };
    }),
    arcs,
    legend: [...legendOfSides(comparison, measure), ...legendOfMarks(told, arcs)],
    flows: { shown: flows.length, all: ofFlows },
  };
}

function legendOfSides({ a, b }: ComparisonAnswer, measure: MapMeasure): readonly LegendRow[] {
  const times = measure === 'count' ? '' : '; below it their median time';
  return [
    { sign: 'none', says: `left of the bar: ${sideText(a)}` },
    { sign: 'none', says: `right of the bar: ${sideText(b)}` },
    { sign: 'width', says: `share of cases: thicker is more${times}` },
    { sign: 'more', says: '▲ the left has more of its cases there, or takes longer' },
    { sign: 'less', says: '▼ the left has fewer of its cases there, or is quicker' },
    { sign: 'none', says: 'no mark: no difference found, or too few cases to tell' },
  ];
}

function byActivity<Row extends { readonly activity: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.activity, row]));
}

function sideText({ conditions, cases }: ComparisonAnswer['a']): string {
  const named = Array.from(conditions.join('; ') || 'all others');
  const short = named.length > sideChars ? [...named.slice(0, sideChars - 1), '…'] : named;
  return `${short.join('')} (${integer.format(cases)} cases)`;
}

function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1%';
  return (share < 0.1 ? percentTenth : percent).format(share);
}

const signs: Readonly<Record<Differs, string>> = {
  'a-higher': ' ▲',
  'b-higher': ' ▼',
  'none-found': '',
  'too-few': '',
};
const isMarked = (differs: Differs): boolean => signs[differs] !== '';

function drawnFlow(
  arc: MapArc & { kind: 'flow' },
  flow: FlowComparison,
  measure: MapMeasure,
  isOff: boolean,
): DrawnArc {
  const { a, b, frequencyDiffers, timeDiffers } = flow;
  const shares = `${shareText(a.share ?? 0)} | ${shareText(b.share ?? 0)}`;
  const times = `${timeText(a.median)} | ${timeText(b.median)}`;
  const oftener = { 'a-higher': ', the left more often', 'b-higher': ', the left less often', ...unmarked };
  const longer = { 'a-higher': ', the left longer', 'b-higher': ', the left quicker', ...unmarked };
  return {
    lines: [
      { text: `${shares}${signs[frequencyDiffers]}`, isMarked: isMarked(frequencyDiffers) },
      ...(measure === 'count' ? [] : [{ text: `${times}${signs[timeDiffers]}`, isMarked: isMarked(timeDiffers) }]),
    ],
    title: `${wayOf(arc)}: ${shares} of cases (${integer.format(a.cases)} | ${integer.format(b.cases)})${oftener[frequencyDiffers]}; median time ${times}${longer[timeDiffers]}${offPathText(isOff)}`,
    kind: frequencyDiffers === 'a-higher' ? 'more' : frequencyDiffers === 'b-higher' ? 'less' : 't0',
    isOffPath: isOff,
    flow: arc.flow,
  };
}

const unmarked = { 'none-found': ', no difference found', 'too-few': ', too few to tell' } as const;

function timeText(seconds: number | undefined): string {
  return seconds === undefined ? '–' : durationText(seconds);
}
