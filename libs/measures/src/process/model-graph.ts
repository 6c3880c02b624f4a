import { checkedModel } from './process-model.js';
import type { GraphModel, ProcessModel } from './process-model.js';

/**
 * A model made ready for walking. Nodes are numbers: 0 is where a case stands before anything, the last one is the end of
 * the path; the others come in the order of the model.
 */
export interface ModelGraph {
  /** When the model is a sequence: its activities. */
  readonly sequence: readonly string[] | undefined;
  /** What happens at each node; undefined where nothing does. */
  readonly activityOf: readonly (string | undefined)[];
  readonly next: readonly (readonly number[])[];
  readonly previous: readonly (readonly number[])[];
  /** The nodes of each activity, in the order of the model. */
  readonly nodesOf: ReadonlyMap<string, readonly number[]>;
  /** Nodes and edges: what one event costs to walk. */
  readonly size: number;
  /** The fewest activities from behind each node to the end. From node 0 it is the shortest way through the model. */
  readonly toEnd: readonly number[];
  /**
   * The nodes with an activity that may come next after a node, with nothing but silent nodes between: those that fewer
   * silent nodes are before come first, then the order of the edges decides.
   */
  readonly visibleAfter: (node: number) => readonly number[];
}

/** @throws LedgerError `invalid` when the model is none (`violationsOfModel`) */
export function graphOf(given: ProcessModel): ModelGraph {
  const model = checkedModel(given);
  const { nodes, edges, start, end } = model.kind === 'graph' ? model : chainOf(model.activities);
  const ordered = [...nodes.filter(({ id }) => id !== end), ...nodes.filter(({ id }) => id === end)];
  const numberOf = new Map(ordered.map(({ id }, at) => [id, at + 1]));
  const activityOf = [undefined, ...ordered.map(({ activity }) => activity)];
  const next: number[][] = activityOf.map(() => []);
  const previous: number[][] = activityOf.map(() => []);
  const connect = (from: number, to: number): void => {
    next[from]!.push(to);
    previous[to]!.push(from);
  };
  connect(0, numberOf.get(start)!);
  for (const [from, to] of edges) connect(numberOf.get(from)!, numberOf.get(to)!);
  return {
    sequence: model.kind === 'sequence' ? model.activities : undefined,
    activityOf,
    next,
    previous,
    nodesOf: nodesByActivity(activityOf),
    size: nodes.length + edges.length,
    toEnd: activitiesToEnd(activityOf, previous),
    visibleAfter: visibleNodes(activityOf, next),
  };
}

function chainOf(activities: readonly string[]): GraphModel {
  const nodes = activities.map((activity, at) => ({ id: String(at), activity }));
  const edges = nodes.slice(1).map(({ id }, at) => [String(at), id] as const);
  return { kind: 'graph', nodes, edges, start: '0', end: String(nodes.length - 1) };
}

function nodesByActivity(activityOf: ModelGraph['activityOf']): Map<string, number[]> {
  const nodesOf = new Map<string, number[]>();
  for (const [node, activity] of activityOf.entries()) {
    if (activity === undefined) continue;
    const known = nodesOf.get(activity);
    if (known === undefined) nodesOf.set(activity, [node]);
    else known.push(node);
  }
  return nodesOf;
}

/** By rounds: all nodes that are `count` activities away from the end, then those that are one more away. */
function activitiesToEnd(activityOf: ModelGraph['activityOf'], previous: ModelGraph['previous']): number[] {
  const toEnd = activityOf.map(() => -1);
  let round = new Set([toEnd.length - 1]);
  for (let count = 0; round.size > 0; count++) {
    const farther = new Set<number>();
    for (const node of round) {
      if (toEnd[node] !== -1) continue;
      toEnd[node] = count;
      const group = activityOf[node] === undefined ? round : farther;
      for (const before of previous[node]!) group.add(before);
    }
    round = farther;
  }
  return toEnd;
}

function visibleNodes(activityOf: ModelGraph['activityOf'], next: ModelGraph['next']): ModelGraph['visibleAfter'] {
  const found: (readonly number[] | undefined)[] = activityOf.map(() => undefined);
  return (node) => {
    found[node] ??= visibleFrom(node, activityOf, next);
    return found[node];
  };
}

function visibleFrom(node: number, activityOf: ModelGraph['activityOf'], next: ModelGraph['next']): number[] {
  const visible = new Set<number>();
  const passed = new Set([node]);
  for (const at of passed) {
    for (const to of next[at]!) (activityOf[to] === undefined ? passed : visible).add(to);
  }
  return [...visible];
}
