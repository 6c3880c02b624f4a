import fc from 'fast-check';
import type { GraphModel, ModelNode } from '#measures/process/process-model.js';

/** Alignment by the plainest means, sharing no code with the program: slow, and only for what is small. */

/** A sequence drawn as a graph. */
export function asGraph(activities: readonly string[]): GraphModel {
  const nodes: ModelNode[] = [{ id: 'begin' }];
  const edges: [string, string][] = [];
  for (const [at, activity] of activities.entries()) {
    nodes.push({ id: `step ${at}`, activity });
    edges.push([at === 0 ? 'begin' : `step ${at - 1}`, `step ${at}`]);
  }
  nodes.push({ id: 'done' });
  edges.push([activities.length === 0 ? 'begin' : `step ${activities.length - 1}`, 'done']);
  return { kind: 'graph', nodes, edges, start: 'begin', end: 'done' };
}

/**
 * Every run of at most `lengthMax` activities that the model allows from its start to one of `ends`, as JSON of its
 * activities.
 */
export function runsOf(model: GraphModel, lengthMax: number, ends: readonly string[] = [model.end]): Set<string> {
  const activityOf = new Map(model.nodes.map(({ id, activity }) => [id, activity]));
  const arrive = (id: string, run: readonly string[]): string => {
    const activity = activityOf.get(id);
    return JSON.stringify([id, activity === undefined ? run : [...run, activity]]);
  };
  const found = new Set([arrive(model.start, [])]);
  for (const place of found) {
    const [id, run] = JSON.parse(place) as [string, string[]];
    for (const [from, to] of model.edges) {
      if (from !== id) continue;
      const next = arrive(to, run);
      if ((JSON.parse(next) as [string, string[]])[1].length <= lengthMax) found.add(next);
    }
  }
  const places = [...found].map((place) => JSON.parse(place) as [string, string[]]);
  return new Set(places.filter(([id]) => ends.includes(id)).map(([, run]) => JSON.stringify(run)));
}

/** How many activities must be taken out of and put into one list to make it the other: by trying everything. */
function difference(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return left.length + right.length;
  const apart = 1 + Math.min(difference(left.slice(1), right), difference(left, right.slice(1)));
  return left[0] === right[0] ? Math.min(apart, difference(left.slice(1), right.slice(1))) : apart;
}

/**
 * The least cost of a trace over all runs. A best run has no more activities than are enough: those that match an event,
 * those of the shortest run, and one more for each match, because else the shortest run would be cheaper.
 */
export function costOverRuns(model: GraphModel, trace: readonly string[]): number {
  const shortest = shortestRun(model);
  const runs = [...runsOf(model, 2 * trace.length + shortest)].map((run) => JSON.parse(run) as string[]);
  return Math.min(...runs.map((run) => difference(trace, run)));
}

export function shortestRun(model: GraphModel): number {
  return costsByRounds(model, []).at(model.end);
}

/**
 * The least cost of a trace to each node of the model, by going through all moves from all places again and again until
 * no cost falls any more.
 */
export function costsByRounds(model: GraphModel, trace: readonly string[]): { at(id: string): number; least: number } {
  const activityOf = new Map(model.nodes.map(({ id, activity }) => [id, activity]));
  const ways: (readonly [string, string])[] = [['before everything', model.start], ...model.edges];
  const costs = new Map<string, number>([[JSON.stringify([0, 'before everything']), 0]]);
  const costAt = (seen: number, id: string): number => costs.get(JSON.stringify([seen, id])) ?? 1 / 0;
  let hasFallen = true;
  const offer = (seen: number, id: string, cost: number): void => {
    if (cost >= costAt(seen, id)) return;
    costs.set(JSON.stringify([seen, id]), cost);
    hasFallen = true;
  };
  while (hasFallen) {
    hasFallen = false;
    for (let seen = 0; seen <= trace.length; seen++) {
      for (const [from, to] of ways) {
        const activity = activityOf.get(to);
        offer(seen, to, costAt(seen, from) + (activity === undefined ? 0 : 1));
        if (activity !== undefined && activity === trace[seen]) offer(seen + 1, to, costAt(seen, from));
      }
      for (const id of ['before everything', ...activityOf.keys()]) {
        if (seen < trace.length) offer(seen + 1, id, costAt(seen, id) + 1);
      }
    }
  }
  const at = (id: string): number => costAt(trace.length, id);
  return { at, least: Math.min(at('before everything'), ...model.nodes.map(({ id }) => at(id))) };
}

const letters = ['a', 'b', 'c', '__proto__'];

export const anyTrace = (lengthMax: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...letters, 'elsewhere'), { maxLength: lengthMax });

export const anySequence = (lengthMax: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: lengthMax });

/** A graph of up to `nodesMax` nodes with loops of all kinds, in which every node is on a way from start to end. */
export function anyGraph(nodesMax: number): fc.Arbitrary<GraphModel> {
  const activity = fc.option(fc.constantFrom(...letters), { nil: undefined });
  return fc
    .record({
      activities: fc.array(activity, { minLength: 1, maxLength: nodesMax }),
      ways: fc.array(fc.tuple(fc.nat(nodesMax - 1), fc.nat(nodesMax - 1)), { maxLength: 3 * nodesMax }),
      end: fc.nat(nodesMax - 1),
    })
    .map(({ activities, ways, end }) => cleared(activities, ways, end % activities.length))
    .filter(({ nodes }) => nodes.some((node) => node.activity !== undefined));
}

function cleared(
  activities: readonly (string | undefined)[],
  ways: readonly (readonly [number, number])[],
  end: number,
): GraphModel {
  const given = [...ways, [0, end] as const].map(([from, to]) => [from % activities.length, to % activities.length]);
  const edges = [...new Set(given.map(([from, to]) => `${from}>${to}`))].map(
    (edge) => edge.split('>') as [string, string],
  );
  const along = closure('0', edges);
  const back = closure(
    String(end),
    edges.map(([from, to]) => [to, from]),
  );
  const isKept = (id: string): boolean => along.has(id) && back.has(id);
  return {
    kind: 'graph',
    nodes: activities
      .map((activity, at) => ({ id: String(at), ...(activity !== undefined && { activity }) }))
      .filter(({ id }) => isKept(id)),
    edges: edges.filter(([from, to]) => isKept(from) && isKept(to)),
    start: '0',
    end: String(end),
  };
}

function closure(first: string, edges: readonly (readonly [string, string])[]): Set<string> {
  const reached = new Set([first]);
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const [from, to] of edges) if (reached.has(from)) reached.add(to);
  }
  return reached;
}
