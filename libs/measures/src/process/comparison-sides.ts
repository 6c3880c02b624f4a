import { flowsOf } from './flows.js';
import type { Trace } from './trace.js';

/** What one set of cases says of the edges between its activities. */
export interface ComparedSide {
  /** All its cases, those too that take none of the edges. */
  readonly cases: number;
  readonly edges: readonly ComparedEdge[];
}

export interface ComparedEdge {
  readonly from: string;
  readonly to: string;
  /** Passages, several a case where it comes round again. */
  readonly count: number;
  /** One a case that takes the edge, in any order: the mean of its durations on it, from completion to completion, in ms. */
  readonly waitsMs: Float64Array;
}

/**
 * The side that these cases make, its edges in the order in which they first came. A case that passes an edge several
 * times gives one value, the mean: its passages are not independent of each other, and one restless case would count as
 * many. A trace without steps is a case that takes no edge.
 */
export function comparedSideOf(traces: Iterable<Trace>): ComparedSide {
  const edges: GrowingEdge[] = [];
  // By one activity, then the other: a text of both would have to be joined for every flow of every case.
  const edgesFrom = new Map<string, Map<string, GrowingEdge>>();
  let cases = 0;
  for (const trace of traces) {
    cases++;
    for (const { from, to, durationsMs } of flowsOf(trace)) {
      let edgesTo = edgesFrom.get(from);
      if (edgesTo === undefined) edgesFrom.set(from, (edgesTo = new Map()));
      let edge = edgesTo.get(to);
      if (edge === undefined) {
        edge = { from, to, count: 0, waitsMs: [] };
        edgesTo.set(to, edge);
        edges.push(edge);
      }
      edge.count += durationsMs.length;
      edge.waitsMs.push(meanOf(durationsMs));
    }
  }
  return { cases, edges: edges.map((edge) => ({ ...edge, waitsMs: new Float64Array(edge.waitsMs) })) };
}

interface GrowingEdge {
  readonly from: string;
  readonly to: string;
  count: number;
  readonly waitsMs: number[];
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** One text a pair of activities, whatever characters are in their names. */
export function edgeKey(from: string, to: string): string {
  return `${from.length} ${from}${to}`;
}

/** Two sets of cases without those that are in both. */
export interface CasesApart {
  readonly a: ReadonlySet<string>;
  readonly b: ReadonlySet<string>;
  readonly both: ReadonlySet<string>;
}

/**
 * Takes the cases that both filters find out of both sides. The tests hold for independent sides: a case on both pulls
 * them together and makes p too large where they differ, and wrong in any case. The caller says how many `both` are.
 * @param a ids of cases; one that comes twice is one case
 */
export function casesApart(a: Iterable<string>, b: Iterable<string>): CasesApart {
  const [ofA, ofB] = [new Set(a), new Set(b)];
  return { a: ofA.difference(ofB), b: ofB.difference(ofA), both: ofA.intersection(ofB) };
}
