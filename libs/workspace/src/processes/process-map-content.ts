import { durationText } from '#measures/process/duration-text.js';
import { selectMap, type MapArc, type MapSelection } from '#measures/process/map-selection.js';
import type { LegendRow } from './process-map-legend.js';
import { nameIn } from './process-map-text.js';
import type { ProcessAnswer } from './process-answers.js';

/** What stands on the arcs: how often, or how often and how long. */
export type MapMeasure = 'count' | 'mean' | 'median';

/** A line on an arc; it is set off where it tells of a difference. */
export interface ArcLine {
  readonly text: string;
  readonly isMarked?: boolean;
}

/** How an arc is drawn, and what is told of it. */
export interface DrawnArc {
  readonly lines: readonly ArcLine[];
  /** All of it in words. */
  readonly title: string;
  /** How it is coloured: a shade of time, or the side that takes it more often. */
  readonly kind: 't0' | 't1' | 't2' | 't3' | 't4' | 'more' | 'less';
  readonly isOffPath: boolean;
  /** Which flow it is, among those that the answer tells. */
  readonly flow?: number;
}

export interface DrawnActivity {
  readonly activity: string;
  readonly lines: readonly string[];
  readonly title: string;
  readonly isTerminal: boolean;
}

/** A map before it has places: one process, or two sides of it. */
export interface MapContent {
  readonly title: string;
  readonly says: string;
  readonly selection: MapSelection;
  /** In the order of `selection.activities`. */
  readonly activities: readonly DrawnActivity[];
  /** In the order of `selection.arcs`. */
  readonly arcs: readonly DrawnArc[];
  readonly legend: readonly LegendRow[];
  readonly flows: { readonly shown: number; readonly all: number };
}

export interface MapRoom {
  readonly flows: number;
  readonly activities: number;
}

const integer = new Intl.NumberFormat('en');

/** The map of a process: the frequency as number and width, the time as number and shade. */
export function mapOf(answer: ProcessAnswer, room: MapRoom, measure: MapMeasure): MapContent {
  const selection = selectMap(answer, room.flows, room.activities);
  const { omitted } = selection;
  const shown = answer.flows.length - omitted.flows;
  const shades = shadesOf(selection, answer.flows, measure);
  const marks = marksOf(answer);
  const arcs = selection.arcs.map((arc): DrawnArc => {
    const lines = [integer.format(arc.count)];
    if (arc.kind === 'flow' && measure !== 'count') lines.push(durationText(answer.flows[arc.flow]!.duration[measure]));
    return {
      lines: lines.map((text) => ({ text })),
      title: `${wayOf(arc)}: ${lines.join(', ')}${offPathText(marks.isOff(arc))}`,
      kind: `t${shades.shadeOf(arc)}`,
      isOffPath: marks.isOff(arc),
      ...(arc.kind === 'flow' && { flow: arc.flow }),
    };
  });
  return {
    title: `Process map of ${answer.process}`,
    says: `${selection.activities.length} of ${answer.activities.length} activities, ${shown} of ${answer.flows.length} flows; the others carry ${integer.format(omitted.flowCount)} steps.`,
    selection,
    activities: selection.activities.map(({ activity, count }) => ({
      activity,
      lines: [...nameIn(activity), integer.format(count)],
      title: `${activity}: ${integer.format(count)}${terminalText(marks.isTerminal(activity))}`,
      isTerminal: marks.isTerminal(activity),
    })),
    arcs,
    legend: [
      {
        sign: 'width',
        says: measure === 'count' ? 'how often: thicker is more' : 'how often (first number): thicker is more',
      },
      ...(shades.range && measure !== 'count'
        ? [{ sign: 'shades' as const, says: `${measure} time (second number): ${shades.range}` }]
        : []),
      ...legendOfMarks(answer, arcs),
    ],
    flows: { shown, all: answer.flows.length },
  };
}

/** What is declared, as a map marks it. */
export interface DeclaredMarks {
  readonly isTerminal: (activity: string) => boolean;
  readonly isOff: (arc: MapArc) => boolean;
}

interface Told extends Pick<ProcessAnswer, 'declared'> {
  readonly start: readonly { readonly activity: string; readonly offPath?: true }[];
  readonly end: readonly { readonly activity: string; readonly offPath?: true }[];
  readonly flows: readonly { readonly offPath?: true }[];
}

export function marksOf({ declared, start, end, flows }: Told): DeclaredMarks {
  const terminal = new Set(declared?.terminal);
  const offPath = (rows: Told['start']) => new Set(rows.flatMap((row) => (row.offPath ? [row.activity] : [])));
  const off = { start: offPath(start), end: offPath(end) };
  return {
    isTerminal: (activity) => terminal.has(activity),
    isOff(arc) {
      if (arc.kind === 'flow') return flows[arc.flow]!.offPath === true;
      return arc.kind === 'start' ? off.start.has(arc.to) : off.end.has(arc.from);
    },
  };
}

/** What of the legend a declared process adds. */
export function legendOfMarks({ declared }: Pick<ProcessAnswer, 'declared'>, arcs: readonly DrawnArc[]): LegendRow[] {
  return [
    ...(declared?.path === undefined
      ? []
      : [
          {
            sign: 'dash' as const,
            says: arcs.some(({ isOffPath }) => isOffPath)
              ? 'not on the declared path'
              : 'not on the declared path: none here',
          },
        ]),
    ...(declared === undefined || declared.terminal.length === 0
      ? []
      : [{ sign: 'terminal' as const, says: 'declared to end a case' }]),
    { sign: 'ends', says: 'where cases begin, and where they were last' },
  ];
}

export function offPathText(isOff: boolean): string {
  return isOff ? '; not on the declared path' : '';
}

export function terminalText(isTerminal: boolean): string {
  return isTerminal ? '; declared to end a case' : '';
}

export function wayOf(arc: MapArc): string {
  if (arc.kind === 'flow') return `${arc.from} → ${arc.to}`;
  return arc.kind === 'start' ? `start → ${arc.to}` : `${arc.from} → end`;
}

/** The time on an arc as one of five shades, by its logarithm between the shortest and the longest on the map. */
function shadesOf(
  { arcs }: MapSelection,
  flows: ProcessAnswer['flows'],
  measure: MapMeasure,
): { shadeOf: (arc: MapArc) => 0 | 1 | 2 | 3 | 4; range?: string } {
  if (measure === 'count') return { shadeOf: () => 0 };
  const times = arcs.flatMap((arc) => (arc.kind === 'flow' ? [Math.max(0, flows[arc.flow]!.duration[measure])] : []));
  const [low, high] = [Math.min(...times), Math.max(...times)];
  if (!(high > low)) return { shadeOf: () => 0 };
  const place = (seconds: number): number =>
    (Math.log1p(Math.max(0, seconds)) - Math.log1p(low)) / (Math.log1p(high) - Math.log1p(low));
  return {
    shadeOf: (arc) =>
      arc.kind === 'flow'
        ? (Math.min(4, Math.floor(5 * place(flows[arc.flow]!.duration[measure]))) as 0 | 1 | 2 | 3 | 4)
        : 0,
    range: `${durationText(low)} to ${durationText(high)}`,
  };
}
