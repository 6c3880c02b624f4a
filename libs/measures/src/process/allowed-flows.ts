import type { ModelGraph } from './model-graph.js';

/** What a path allows to follow directly on what, by the names of activities. */
export interface AllowedFlows {
  /** Whether a case may begin with it. */
  starts(activity: string): boolean;
  /** Whether a case may end with it. */
  ends(activity: string): boolean;
  /** Whether the one may directly follow the other somewhere on the path. */
  follows(from: string, to: string): boolean;
}

/**
 * The flows that lie on a path. A flow that does not is a deviation wherever it comes; one that does may still be one of a
 * single case, where the path has the two at another place: that is what an alignment tells.
 */
export function allowedFlows(graph: ModelGraph): AllowedFlows {
  const { activityOf, nodesOf, toEnd } = graph;
  const named = (nodes: readonly number[]): Set<string> => new Set(nodes.flatMap((node) => activityOf[node] ?? []));
  const starts = named(graph.visibleAfter(0));
  const after = new Map([...nodesOf].map(([activity, nodes]) => [activity, named(nodes.flatMap(graph.visibleAfter))]));
  return {
    starts: (activity) => starts.has(activity),
    ends: (activity) => (nodesOf.get(activity) ?? []).some((node) => toEnd[node] === 0),
    follows: (from, to) => after.get(from)?.has(to) ?? false,
  };
}
