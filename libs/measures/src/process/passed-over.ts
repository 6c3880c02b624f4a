import { columnAfter, finalCost, firstColumn, prefixCost, type CostColumn } from './live-deviation.js';
import type { ModelGraph } from './model-graph.js';

/** Steps times nodes and edges times activities, of one case that is looked through: some hundred microseconds. */
export const passedOverWork = 40_000;

/**
 * Activities that a case has passed over for certain: they did not happen at all, and every cheapest alignment of what has
 * happened so far with the path lacks them. As long as an event may as well have come too early, nothing is.
 * @param hasEnded then what is missing up to the end of the path counts as well
 * @returns in the order of the model; undefined for a case that is beyond `passedOverWork` with it
 */
export function passedOver(
  graph: ModelGraph,
  trace: readonly string[],
  hasEnded: boolean,
): readonly string[] | undefined {
  const happened = new Set(trace);
  const candidates = [...graph.nodesOf.keys()].filter((activity) => !happened.has(activity));
  if (candidates.length === 0) return [];
  if ((trace.length + 1) * graph.size * candidates.length > passedOverWork) return undefined;
  const costOf = hasEnded ? finalCost : prefixCost;
  const least = costOf(columnOf(graph, trace));
  return candidates.filter((activity) => costOf(columnOf(without(graph, activity), trace)) > least);
}

/** The column of a case that did all these, one after the other. */
export function columnOf(graph: ModelGraph, trace: Iterable<string>): CostColumn {
  let column = firstColumn(graph);
  for (const activity of trace) column = columnAfter(graph, column, activity);
  return column;
}

/** The same model with no way through an activity that no event stands for. */
function without(graph: ModelGraph, activity: string): ModelGraph {
  const nodes = new Set(graph.nodesOf.get(activity));
  return { ...graph, next: graph.next.map((after) => after.filter((node) => !nodes.has(node))) };
}
