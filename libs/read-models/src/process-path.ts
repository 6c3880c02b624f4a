import { canonicalJson } from '#core/canonical-json.js';
import { sha256Hex } from '#core/hashing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { DeclaredEnds } from '#measures/process/case-state.js';
import { declaredGraph, declaredModel } from '#measures/process/declared-model.js';
import type { ModelGraph } from '#measures/process/model-graph.js';
import { violationsOfModel } from '#measures/process/process-model.js';

/** The path that cases of a process are expected to take, and what ends them, ready to follow cases by. */
export interface PathTerms {
  /** The same for definitions that say the same of it; documents tell by it that they were followed by another. */
  readonly id: string;
  readonly declared: DeclaredEnds;
  /** undefined where no path is declared. One that cases cannot be held against, which no verb publishes, is none. */
  readonly graph: ModelGraph | undefined;
}

const undefinedPath: PathTerms = { id: '', declared: { terminal: [] }, graph: undefined };

const known = new WeakMap<object, PathTerms>();

/** Made once of each definition: cases ask for it at every fact. */
export function pathTerms(definition: EventTypes['ProcessDefined'] | undefined): PathTerms {
  if (definition === undefined) return undefinedPath;
  let terms = known.get(definition);
  if (terms === undefined) known.set(definition, (terms = termsOf(definition)));
  return terms;
}

function termsOf(definition: EventTypes['ProcessDefined']): PathTerms {
  const { terminal, reopening, sequence, model } = definition;
  const declared = declaredModel(definition);
  const isPath = declared !== undefined && violationsOfModel(declared).length === 0;
  return {
    id: sha256Hex(canonicalJson({ terminal, reopening, sequence, model })).slice(0, 16),
    declared: { terminal, reopening },
    graph: isPath ? declaredGraph(definition) : undefined,
  };
}
