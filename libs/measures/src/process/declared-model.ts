import { graphOf, type ModelGraph } from './model-graph.js';
import type { ProcessModel } from './process-model.js';

/** The expected path as a published definition says it: a sequence, or a graph. */
export interface DeclaredPath {
  readonly sequence?: readonly string[] | undefined;
  readonly model?:
    | {
        readonly start: string;
        readonly end: string;
        readonly nodes: readonly { readonly id: string; readonly activity?: string | undefined }[];
        readonly edges: readonly { readonly from: string; readonly to: string }[];
      }
    | undefined;
}

/** The model that a definition declares; undefined where it declares no path. */
export function declaredModel({ sequence, model }: DeclaredPath): ProcessModel | undefined {
  if (sequence !== undefined) return { kind: 'sequence', activities: sequence };
  if (model === undefined) return undefined;
  const { start, end, nodes, edges } = model;
  return {
    kind: 'graph',
    start,
    end,
    nodes: nodes.map(({ id, activity }) => (activity === undefined ? { id } : { id, activity })),
    edges: edges.map(({ from, to }) => [from, to]),
  };
}

const graphs = new WeakMap<DeclaredPath, ModelGraph | null>();

/**
 * The same made ready for walking, once for each definition.
 * @param declared must not be changed afterwards
 * @throws LedgerError `invalid` for a path that is none
 */
export function declaredGraph(declared: DeclaredPath): ModelGraph | undefined {
  let graph = graphs.get(declared);
  if (graph === undefined) {
    const model = declaredModel(declared);
    graph = model === undefined ? null : graphOf(model);
    graphs.set(declared, graph);
  }
  return graph ?? undefined;
}
