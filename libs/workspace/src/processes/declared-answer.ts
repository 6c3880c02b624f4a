import type { EventTypes } from '#domain/vocabulary.js';
import { allowedFlows } from '#measures/process/allowed-flows.js';
import { declaredGraph } from '#measures/process/declared-model.js';
import type { DeclaredAnswer, ProcessAnswer } from './process-answers.js';

type Definition = EventTypes['ProcessDefined'] | undefined;

/** What can begin, end and follow each other. */
interface Ways {
  readonly start: readonly { readonly activity: string }[];
  readonly end: readonly { readonly activity: string }[];
  readonly flows: readonly { readonly from: string; readonly to: string }[];
}

/** The same with what is declared of the process. */
export function withDeclared(answer: ProcessAnswer, definition: Definition): ProcessAnswer {
  return definition === undefined
    ? answer
    : { ...withOffPath(answer, definition), declared: declaredAnswer(definition) };
}

/** Where a path is declared: whatever is not on it, marked. */
export function withOffPath<Told extends Ways>(told: Told, definition: Definition): Told {
  const graph = definition && declaredGraph(definition);
  if (graph === undefined) return told;
  const allowed = allowedFlows(graph);
  return {
    ...told,
    start: told.start.map((row) => marked(row, allowed.starts(row.activity))),
    end: told.end.map((row) => marked(row, allowed.ends(row.activity))),
    flows: told.flows.map((row) => marked(row, allowed.follows(row.from, row.to))),
  };
}

function marked<Row extends object>(row: Row, isOnPath: boolean): Row & { readonly offPath?: true } {
  return isOnPath ? row : { ...row, offPath: true };
}

function declaredAnswer(definition: EventTypes['ProcessDefined']): DeclaredAnswer {
  const { version, terminal, stages, targets = [] } = definition;
  const graph = declaredGraph(definition);
  return {
    version,
    ...(graph && { path: graph.sequence === undefined ? 'graph' : 'sequence' }),
    terminal,
    ...(stages && { stages }),
    ...(targets.length > 0 && { targets: targets.map(({ target }) => target) }),
  };
}
