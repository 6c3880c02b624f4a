import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';

/** The path that cases of a process are expected to take, as plain JSON. */
export type ProcessModel = SequenceModel | GraphModel;

/** One activity after the other; the same may come again. */
export interface SequenceModel {
  readonly kind: 'sequence';
  readonly activities: readonly string[];
}

/** A case walks along edges from the start to the end and does the activity of each node that it comes to. */
export interface GraphModel {
  readonly kind: 'graph';
  readonly nodes: readonly ModelNode[];
  /** From and to, by ids. */
  readonly edges: readonly (readonly [string, string])[];
  readonly start: string;
  readonly end: string;
}

export interface ModelNode {
  readonly id: string;
  /** Nothing happens at a node without: a start, an end, a place where ways part or meet. Two nodes may have the same. */
  readonly activity?: string;
}

// As a label of the ledger: one line that a person may read.
const line = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u;

/** Whether a text can name an activity or a node: one line of 1 to `limits.nameChars` characters. */
export function isModelName(given: unknown): given is string {
  return typeof given === 'string' && given.length <= limits.nameChars && line.test(given);
}

/**
 * The model that was given, with nothing else in it.
 * @throws LedgerError `invalid` with everything that is wrong
 */
export function checkedModel(given: unknown): ProcessModel {
  const violations = violationsOfModel(given);
  if (violations.length > 0) {
    const named = violations.slice(0, 5).map(({ field, message }) => `${field} ${message}`.trim());
    throw new LedgerError('invalid', `This is no expected path: ${named.join('; ')}.`, { violations });
  }
  const model = given as ProcessModel;
  if (model.kind === 'sequence') return { kind: 'sequence', activities: [...model.activities] };
  return {
    kind: 'graph',
    nodes: model.nodes.map(({ id, activity }) => (activity === undefined ? { id } : { id, activity })),
    edges: model.edges.map(([from, to]) => [from, to]),
    start: model.start,
    end: model.end,
  };
}

/** Everything that is wrong with a model; empty when cases can be held against it. Fields are paths into it. */
export function violationsOfModel(given: unknown): Violation[] {
  const model = objectOf(given);
  if (model?.['kind'] === 'sequence') return violationsOfSequence(model['activities']);
  if (model?.['kind'] === 'graph') return violationsOfGraph(model);
  return [{ field: 'kind', message: 'must be sequence or graph' }];
}

const name = `must be one line of 1 to ${limits.nameChars} characters`;

function violationsOfSequence(activities: unknown): Violation[] {
  if (!isList(activities, 1, limits.modelNodes)) {
    return [{ field: 'activities', message: `must be a list of 1 to ${limits.modelNodes} activities` }];
  }
  return activities.flatMap((activity, at) =>
    isModelName(activity) ? [] : [{ field: `activities[${at}]`, message: name }],
  );
}

function violationsOfGraph(model: Readonly<Record<string, unknown>>): Violation[] {
  const { nodes, edges } = model;
  const violations: Violation[] = [];
  if (!isList(nodes, 1, limits.modelNodes)) {
    violations.push({ field: 'nodes', message: `must be a list of 1 to ${limits.modelNodes} nodes` });
  }
  if (!isList(edges, 0, limits.modelEdges)) {
    violations.push({ field: 'edges', message: `must be a list of at most ${limits.modelEdges} edges` });
  }
  if (violations.length > 0) return violations;
  const ids = idsOf(nodes as readonly unknown[], violations);
  checkEdges(edges as readonly unknown[], ids, violations);
  for (const field of ['start', 'end']) {
    if (!ids.has(model[field])) violations.push({ field, message: 'must be the id of a node' });
  }
  if (violations.length === 0) checkWays(model as unknown as GraphModel, violations);
  return violations;
}

function idsOf(nodes: readonly unknown[], violations: Violation[]): ReadonlySet<unknown> {
  const ids = new Set<unknown>();
  let hasActivity = false;
  for (const [at, given] of nodes.entries()) {
    const { id, activity } = objectOf(given) ?? {};
    if (!isModelName(id)) violations.push({ field: `nodes[${at}].id`, message: name });
    else if (ids.has(id)) violations.push({ field: `nodes[${at}].id`, message: `is the id "${id}" of another node` });
    ids.add(id);
    if (activity === undefined) continue;
    hasActivity = true;
    if (!isModelName(activity)) violations.push({ field: `nodes[${at}].activity`, message: name });
  }
  if (!hasActivity) violations.push({ field: 'nodes', message: 'must have at least one with an activity' });
  return ids;
}

function checkEdges(edges: readonly unknown[], ids: ReadonlySet<unknown>, violations: Violation[]): void {
  const known = new Set<string>();
  for (const [at, edge] of edges.entries()) {
    if (!isList(edge, 2, 2) || !edge.every((id) => ids.has(id))) {
      violations.push({ field: `edges[${at}]`, message: 'must be the ids of two nodes' });
      continue;
    }
    const pair = JSON.stringify(edge);
    if (known.has(pair)) violations.push({ field: `edges[${at}]`, message: 'is there already' });
    known.add(pair);
  }
}

function checkWays(model: GraphModel, violations: Violation[]): void {
  const { unreachable, endless } = strayNodesOf(model);
  for (const [at, { id }] of model.nodes.entries()) {
    if (unreachable.has(id))
      violations.push({ field: `nodes[${at}]`, message: `"${id}" is not reached from the start` });
    else if (endless.has(id)) violations.push({ field: `nodes[${at}]`, message: `"${id}" leads to no end` });
  }
}

/** Ids of nodes that no way from the start leads to, and of those that no way leads on from to the end. */
export function strayNodesOf({ nodes, edges, start, end }: GraphModel): {
  readonly unreachable: ReadonlySet<string>;
  readonly endless: ReadonlySet<string>;
} {
  const reached = walk(start, edges);
  const ending = walk(
    end,
    edges.map(([from, to]) => [to, from] as const),
  );
  const without = (found: ReadonlySet<string>): Set<string> =>
    new Set(nodes.map(({ id }) => id).filter((id) => !found.has(id)));
  return { unreachable: without(reached), endless: without(ending) };
}

function walk(first: string, edges: GraphModel['edges']): Set<string> {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const known = next.get(from);
    if (known === undefined) next.set(from, [to]);
    else known.push(to);
  }
  const reached = new Set([first]);
  // A set that grows while it is walked through gives what was added too.
  for (const id of reached) for (const to of next.get(id) ?? []) reached.add(to);
  return reached;
}

function objectOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Record<string, unknown>)
    : undefined;
}

function isList(given: unknown, min: number, max: number): given is readonly unknown[] {
  return Array.isArray(given) && given.length >= min && given.length <= max;
}
