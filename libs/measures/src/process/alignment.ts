import { limits } from '#core/limits.js';
import type { ModelGraph } from './model-graph.js';

/**
 * One step of an alignment: `sync`, an event that the path expects; `log`, an event that it does not expect there;
 * `model`, an activity of the path that no event stands for.
 */
export interface Move {
  readonly kind: 'sync' | 'log' | 'model';
  readonly activity: string;
}

/** How a case and a path fit together with as few deviations as there can be. */
export interface Alignment {
  readonly tooLong: false;
  /** Moves that are not `sync`. */
  readonly cost: number;
  /** What it would cost if nothing matched: all events, and the shortest way through the model. */
  readonly worst: number;
  /** 1 − cost / worst, from 0 to 1; 1 where there is nothing to deviate from. */
  readonly fitness: number;
  /** In the order of the case. */
  readonly moves: readonly Move[];
  /** Activities of the path that did not happen, one a time. */
  readonly skipped: readonly string[];
  /** Events of activities of the model that happened beyond what the path asks for, one an event. */
  readonly extra: readonly string[];
  /** Activities that the case lacks at one place and has at another: a log move and a model move each, counted once. */
  readonly reordered: readonly string[];
  /** Events of activities that the model does not have, one an event. */
  readonly unknown: readonly string[];
}

/** The answer for a case that is beyond `limits.alignmentSteps` with this model. */
export interface TooLong {
  readonly tooLong: true;
  readonly events: number;
}

/**
 * The optimal alignment of a case with a model: a log move and a model move with an activity cost 1 each, all else
 * nothing (van der Aalst, Adriansyah & van Dongen, Replaying History on Process Models, 2012).
 *
 * Of several that cost the same it is always the same one, which read from its beginning takes, at each place, a `sync`
 * move rather than a `log` move, and a `log` move rather than a `model` move; of several nodes it takes the one that
 * `ModelGraph.visibleAfter` names first. So what came before its turn is the event that is out of place, and of two
 * events where one is expected the second is extra.
 */
export function align(graph: ModelGraph, trace: readonly string[]): Alignment | TooLong {
  if (isTooLong(graph, trace)) return { tooLong: true, events: trace.length };
  const moves = graph.sequence === undefined ? graphMoves(graph, trace) : sequenceMoves(graph.sequence, trace);
  const cost = moves.reduce((sum, { kind }) => sum + Number(kind !== 'sync'), 0);
  const worst = trace.length + graph.toEnd[0]!;
  return { tooLong: false, cost, worst, fitness: fitnessOf(cost, worst), moves, ...deviationsOf(graph, moves) };
}

/** Whether a case is beyond `limits.alignmentSteps` with this model. */
export function isTooLong(graph: ModelGraph, trace: readonly string[]): boolean {
  return (trace.length + 1) * graph.size > limits.alignmentSteps;
}

/** 1 − cost / worst: of one case, or with both summed over many (PM4Py's log fitness, without what its silent moves leak). */
export function fitnessOf(cost: number, worst: number): number {
  return worst === 0 ? 1 : 1 - cost / worst;
}

/** By the longest common subsequence: cost = |trace| + |model| − 2·LCS. */
function sequenceMoves(model: readonly string[], trace: readonly string[]): Move[] {
  const width = model.length + 1;
  /** LCS of what is left of the trace and of the model, at [event × width + step]. */
  const common = new Int32Array((trace.length + 1) * width);
  for (let event = trace.length - 1; event >= 0; event--) {
    for (let step = model.length - 1; step >= 0; step--) {
      const at = event * width + step;
      common[at] =
        trace[event] === model[step] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const moves: Move[] = [];
  let event = 0;
  let step = 0;
  while (event < trace.length || step < model.length) {
    const at = event * width + step;
    if (event < trace.length && step < model.length && trace[event] === model[step]) {
      moves.push({ kind: 'sync', activity: trace[event++]! });
      step++;
    } else if (event < trace.length && common[at + width] === common[at]) {
      moves.push({ kind: 'log', activity: trace[event++]! });
    } else {
      moves.push({ kind: 'model', activity: model[step++]! });
    }
  }
  return moves;
}

/** By shortest paths over (events seen, node), whose costs are found from the end and walked down from the beginning. */
function graphMoves(graph: ModelGraph, trace: readonly string[]): Move[] {
  const { activityOf, visibleAfter } = graph;
  const columns = costsToGo(graph, trace);
  const moves: Move[] = [];
  let event = 0;
  let node = 0;
  while (event < trace.length || columns[event]![node]! > 0) {
    const column = columns[event]!;
    const cost = column[node]!;
    const after = columns[event + 1];
    const activity = trace[event];
    const candidates = visibleAfter(node);
    const matching = after && candidates.find((to) => activityOf[to] === activity && after[to] === cost);
    if (matching !== undefined) {
      moves.push({ kind: 'sync', activity: activity! });
      node = matching;
      event++;
    } else if (after?.[node] === cost - 1) {
      moves.push({ kind: 'log', activity: activity! });
      event++;
    } else {
      node = candidates.find((to) => column[to] === cost - 1)!;
      moves.push({ kind: 'model', activity: activityOf[node]! });
    }
  }
  return moves;
}

/** Of each number of events that have been seen: what the rest costs from behind each node. */
function costsToGo({ toEnd, nodesOf, previous, activityOf }: ModelGraph, trace: readonly string[]): Int32Array[] {
  const width = toEnd.length;
  const table = new Int32Array((trace.length + 1) * width);
  const columns = Array.from({ length: trace.length + 1 }, (_none, at) => table.subarray(at * width, (at + 1) * width));
  columns[trace.length]!.set(toEnd);
  for (let event = trace.length - 1; event >= 0; event--) {
    const column = columns[event]!;
    const after = columns[event + 1]!;
    for (let node = 0; node < width; node++) column[node] = after[node]! + 1;
    const lowered: number[] = [];
    const lower = (node: number, cost: number): void => {
      if (cost >= column[node]!) return;
      column[node] = cost;
      lowered.push(node);
    };
    for (const to of nodesOf.get(trace[event]!) ?? []) for (const node of previous[to]!) lower(node, after[to]!);
    // One event more changes a cost by 1 at most: from `after + 1` no node is lowered more than twice.
    for (let at = 0; at < lowered.length; at++) {
      const to = lowered[at]!;
      const cost = column[to]! + Number(activityOf[to] !== undefined);
      for (const node of previous[to]!) lower(node, cost);
    }
  }
  return columns;
}

type Deviations = Pick<Alignment, 'skipped' | 'extra' | 'reordered' | 'unknown'>;

function deviationsOf({ nodesOf }: ModelGraph, moves: readonly Move[]): Deviations {
  const modelMoves = countsOf(moves, 'model');
  const logMoves = countsOf(moves, 'log');
  /** How many moves of each kind are left of an activity that are one half of a reordering. */
  const halves = { model: new Map<string, number>(), log: new Map<string, number>() };
  for (const [activity, count] of modelMoves) {
    const pairs = Math.min(count, logMoves.get(activity) ?? 0);
    halves.model.set(activity, pairs);
    halves.log.set(activity, pairs);
  }
  const deviations = {
    skipped: [] as string[],
    extra: [] as string[],
    reordered: [] as string[],
    unknown: [] as string[],
  };
  for (const { kind, activity } of moves) {
    if (kind === 'sync') continue;
    const left = halves[kind].get(activity) ?? 0;
    halves[kind].set(activity, left - 1);
    if (kind === 'log') {
      if (left > 0) deviations.reordered.push(activity);
      else if (nodesOf.has(activity)) deviations.extra.push(activity);
      else deviations.unknown.push(activity);
    } else if (left <= 0) deviations.skipped.push(activity);
  }
  return deviations;
}

function countsOf(moves: readonly Move[], wanted: Move['kind']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, activity } of moves) if (kind === wanted) counts.set(activity, (counts.get(activity) ?? 0) + 1);
  return counts;
}
