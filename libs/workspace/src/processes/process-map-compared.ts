import { durationText } from '#measures/process/duration-text.js';
import type { Differs } from '#measures/process/comparison-family.js';
import { selectMap, type MapArc } from '#measures/process/map-selection.js';
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
  const share = (cases: number, of: number): string => shareText(of === 0 ? 0 : cases / of);
  const both = (row: { readonly a: number; readonly b: number }): string =>
    `${share(row.a, a.cases)} | ${share(row.b, b.cases)}`;
  const heavier = (row: { readonly a: number; readonly b: number }): number =>
    Math.max(row.a / a.cases, row.b / b.cases);
  const weighted = (rows: ComparisonAnswer['start']) =>
    rows.map((row) => ({ activity: row.activity, count: heavier(row) }));
  // All flows of the comparison: it has chosen them so that the map hangs together.
  const selection = selectMap(
    {
      activities: weighted(comparison.activities),
      start: weighted(comparison.start),
      end: weighted(comparison.end),
      flows: flows.map(({ from, to, ...sides }) => ({
        from,
        to,
        count: heavier({ a: sides.a.cases, b: sides.b.cases }),
      })),
    },
    flows.length,
    room.activities,
  );
  const marks = marksOf({ ...comparison, ...(declared && { declared }) });
  const ends = { start: byActivity(comparison.start), end: byActivity(comparison.end) };
  const inCases = byActivity(comparison.activities);
  const arcs = selection.arcs.map((arc): DrawnArc => {
    if (arc.kind === 'flow') return drawnFlow(arc, flows[arc.flow]!, measure, marks.isOff(arc));
    const row = arc.kind === 'start' ? ends.start.get(arc.to)! : ends.end.get(arc.from)!;
    return {
      lines: [{ text: both(row) }],
      title: `${wayOf(arc)}: ${both(row)} of cases${offPathText(marks.isOff(arc))}`,
      kind: 't0',
      isOffPath: marks.isOff(arc),
    };
  });
  return {
    title: `Process map of ${process}, two sets of cases`,
    says: `Left ${sideText(a)}; right ${sideText(b)}. ${flows.length} of ${ofFlows} flows. What is marked differs at a false-discovery rate of 10 % over all flows shown.`,
    selection,
    activities: selection.activities.map(({ activity }) => {
      const row = inCases.get(activity)!;
      const isTerminal = marks.isTerminal(activity);
      return {
        activity,
        lines: [...nameIn(activity), both(row)],
        title: `${activity}: ${both(row)} of cases${terminalText(isTerminal)}`,
        isTerminal,
      };
    }),
    arcs,
    legend: [
      { sign: 'none', says: `left of the bar: ${sideText(a)}` },
      { sign: 'none', says: `right of the bar: ${sideText(b)}` },
      {
        sign: 'width',
        says: `share of cases: thicker is more${measure === 'count' ? '' : '; below it their median time'}`,
      },
      { sign: 'more', says: '▲ the left has more of its cases there, or takes longer' },
      { sign: 'less', says: '▼ the left has fewer of its cases there, or is quicker' },
      { sign: 'none', says: 'no mark: no difference found, or too few cases to tell' },
      ...legendOfMarks({ ...(declared && { declared }) }, arcs),
    ],
    flows: { shown: flows.length, all: ofFlows },
  };
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
