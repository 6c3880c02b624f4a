import { edgeKey, type ComparedSide } from '#measures/process/comparison-sides.js';
import type { FlowGraph } from '#measures/process/map-selection.js';
import type { Trace } from '#measures/process/trace.js';
import type { ComparedActivity } from './comparison-answers.js';

/** What the cases of both sides begin and end with and come by, those of the largest share of either side first. */
export interface ComparedActivities {
  readonly activities: readonly ComparedActivity[];
  readonly start: readonly ComparedActivity[];
  readonly end: readonly ComparedActivity[];
}

export function comparedActivities(a: readonly Trace[], b: readonly Trace[]): ComparedActivities {
  const told = (named: (trace: Trace) => readonly string[]): readonly ComparedActivity[] => {
    const [ofA, ofB] = [casesBy(a, named), casesBy(b, named)];
    const activities = Array.from(new Set([...ofA.keys(), ...ofB.keys()]), (activity) => ({
      activity,
      a: ofA.get(activity) ?? 0,
      b: ofB.get(activity) ?? 0,
    }));
    const weight = weightBy({ a: a.length, b: b.length });
    return activities.sort((x, y) => weight(y) - weight(x) || (x.activity < y.activity ? -1 : 1));
  };
  return {
    activities: told(({ activities }) => activities),
    start: told(({ activities, steps }) => activities.slice(steps[0], steps[0]! + 1)),
    end: told(({ activities, steps }) => activities.slice(steps.at(-1), steps.at(-1)! + 1)),
  };
}

/** In how many cases each activity is. */
function casesBy(traces: readonly Trace[], named: (trace: Trace) => readonly string[]): ReadonlyMap<string, number> {
  const cases = new Map<string, number>();
  for (const trace of traces) for (const activity of named(trace)) cases.set(activity, (cases.get(activity) ?? 0) + 1);
  return cases;
}

/** A flow, and in how many cases of each side it is. */
export interface FlowInCases {
  readonly from: string;
  readonly to: string;
  readonly a: number;
  readonly b: number;
}

/** The flows of both sides, those of `a` first. */
export function flowsInCases(a: ComparedSide, b: ComparedSide): readonly FlowInCases[] {
  const flows = new Map<string, { readonly from: string; readonly to: string; a: number; b: number }>();
  for (const [side, { edges }] of [['a', a] as const, ['b', b] as const])
    for (const { from, to, waitsMs } of edges) {
      const key = edgeKey(from, to);
      const flow = flows.get(key) ?? { from, to, a: 0, b: 0 };
      flow[side] = waitsMs.length;
      flows.set(key, flow);
    }
  return [...flows.values()];
}

/** Something of each side: numbers of cases. */
interface Sides {
  readonly a: number;
  readonly b: number;
}

/** The larger share of the cases of either side: what a map of both ranks by. */
function weightBy(cases: Sides): (one: Sides) => number {
  return ({ a, b }) => Math.max(a / cases.a, b / cases.b);
}

/** The graph of both sides, each arc as heavy as the larger share of the cases of either side that take it. */
export function comparedGraph(
  { activities, start, end, flows }: ComparedActivities & { readonly flows: readonly FlowInCases[] },
  cases: Sides,
): FlowGraph {
  const weight = weightBy(cases);
  const weighted = (rows: readonly ComparedActivity[]) =>
    rows.map((row) => ({ activity: row.activity, count: weight(row) }));
  return {
    activities: weighted(activities),
    start: weighted(start),
    end: weighted(end),
    flows: flows.map((flow) => ({ from: flow.from, to: flow.to, count: weight(flow) })),
  };
}
