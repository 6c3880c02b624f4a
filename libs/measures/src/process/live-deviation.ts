import type { ModelGraph } from './model-graph.js';

/**
 * An open case held against a path, one event at a time: what it has cost so far at each node of the model, as plain JSON.
 * The entry at 0 is for a case that has not begun with the path, the last one for a case at its end. It is one column of
 * the table of an alignment (prefix alignment: Adriansyah, van Dongen & Zannone, 2013), and belongs to its model.
 */
export type CostColumn = readonly number[];

/** How the next event of a case does not fit. */
export interface LiveDeviation {
  /** `unknown`: the model has no such activity; `out-of-order`: it has, but not here: too early, too late or once too often. */
  readonly kind: 'unknown' | 'out-of-order';
  /** What would have fitted instead. */
  readonly expected: NextSteps;
}

/** What adds no deviation next. */
export interface NextSteps {
  /** In the order of the model. */
  readonly activities: readonly string[];
  /** Whether the case may end. */
  readonly end: boolean;
}

/** The column of a case without events. */
export function firstColumn(graph: ModelGraph): CostColumn {
  const column = graph.activityOf.map(() => Number.POSITIVE_INFINITY);
  column[0] = 0;
  spread(graph, column, [0]);
  return column;
}

/** The column of a case that went on with an activity, in time of the nodes and edges of the model. */
export function columnAfter(graph: ModelGraph, column: CostColumn, activity: string): CostColumn {
  if (column.length !== graph.activityOf.length) {
    throw new Error(`A column of ${column.length} costs belongs to another model: ${graph.activityOf.length} nodes.`);
  }
  const after = column.map((cost) => cost + 1);
  const lowered: number[] = [];
  for (const node of graph.nodesOf.get(activity) ?? []) {
    const cost = cheapestBefore(graph, column, node);
    if (cost >= after[node]!) continue;
    after[node] = cost;
    lowered.push(node);
  }
  spread(graph, after, lowered);
  return after;
}

/** What a case has cost so far, if it goes on as well as it can. It never falls. */
export function prefixCost(column: CostColumn): number {
  return column.reduce((least, cost) => Math.min(least, cost), Number.POSITIVE_INFINITY);
}

/** What a case costs if it ends now: the cost of its alignment. */
export function finalCost(column: CostColumn): number {
  return column.at(-1)!;
}

/** What a case may go on with, without costing more than it has. */
export function nextSteps(graph: ModelGraph, column: CostColumn): NextSteps {
  const least = prefixCost(column);
  const activities = [...graph.nodesOf]
    .filter(([, nodes]) => nodes.some((node) => cheapestBefore(graph, column, node) === least))
    .map(([activity]) => activity);
  return { activities, end: finalCost(column) === least };
}

/**
 * How an event does not fit the case whose column is given; undefined where it fits. An event adds 1 to the cost of a case
 * or nothing.
 */
export function deviationOf(graph: ModelGraph, column: CostColumn, activity: string): LiveDeviation | undefined {
  const nodes = graph.nodesOf.get(activity);
  if (nodes === undefined) return { kind: 'unknown', expected: nextSteps(graph, column) };
  const least = prefixCost(column);
  if (nodes.some((node) => cheapestBefore(graph, column, node) === least)) return undefined;
  return { kind: 'out-of-order', expected: nextSteps(graph, column) };
}

function cheapestBefore({ previous }: ModelGraph, column: CostColumn, node: number): number {
  return previous[node]!.reduce((least, before) => Math.min(least, column[before]!), Number.POSITIVE_INFINITY);
}

/**
 * Carries lowered costs on along the edges. After an event no node is lowered more than twice, because one event more
 * changes a cost by 1 at most, and each began at 1 more than it was.
 */
function spread({ next, activityOf }: ModelGraph, column: number[], lowered: number[]): void {
  for (let at = 0; at < lowered.length; at++) {
    const from = lowered[at]!;
    for (const to of next[from]!) {
      const cost = column[from]! + Number(activityOf[to] !== undefined);
      if (cost >= column[to]!) continue;
      column[to] = cost;
      lowered.push(to);
    }
  }
}
