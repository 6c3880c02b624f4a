import { activitiesOf } from '#measures/process/trace.js';
import type { Cell } from '#read-store/port.js';
import type { CaseDocument } from '#read-models/process-flow.projection.js';
import type { ProjectionView } from '#projections/projection-reader.js';
import type { ProcessAnswer, ProcessesAnswer } from './answers.js';
import { answeredBy, namesFor } from './portfolio.js';
import { processAnswer, processesAnswer } from './process-answer.js';
import type { Workspace } from './workspace.js';

const flow = 'process-flow';
const handovers = 'process-handovers';
const variantsDefault = 10;

/** The processes seen. */
export function processesOf(workspace: Workspace): ProcessesAnswer {
  return workspace.projections.read(flow, (view) =>
    processesAnswer(
      view.cells(['case']),
      view.cells(['activity']),
      answeredBy(workspace, view),
      workspace.directory.zone,
    ),
  );
}

/** One process. @throws LedgerError `not-found` */
export function processOf(workspace: Workspace, process: string, query: { variants?: number }): ProcessAnswer {
  const passed = handoverCells(workspace, process);
  const nameOf = namesFor(
    workspace,
    passed.flatMap((cell) => [String(cell.at[2]), String(cell.at[3])]),
  );
  return workspace.projections.read(flow, (view) =>
    processAnswer(
      process,
      {
        cases: view.cell(['case', process]),
        activities: view.cells(['activity', process]),
        flows: view.cells(['flow', process]),
        variants: view.cells(['variant', process]),
        handovers: passed,
      },
      answeredBy(workspace, view),
      { variants: query.variants ?? variantsDefault, activitiesOf: variantLookup(view, process), nameOf },
    ),
  );
}

/** A projection of its own, with a purpose of its own: where it is not loaded there are no handovers to tell. */
function handoverCells({ projections, registry }: Workspace, process: string): readonly Cell[] {
  if (!registry.projections.some(({ definition }) => definition.name === handovers)) return [];
  return projections.read(handovers, (view) => [...view.cells(['handover', process])]);
}

/** The activities of a variant are those of any case of it: one pass over the cases finds one of each. */
function variantLookup(view: ProjectionView, process: string) {
  return (variants: readonly string[]): ReadonlyMap<string, readonly string[]> => {
    const wanted = new Set(variants);
    const found = new Map<string, readonly string[]>();
    if (wanted.size === 0) return found;
    const { rows } = view.list({ filter: { process, variant: { in: variants } } });
    for (const { key, row } of rows) {
      const variant = String(row['variant']);
      if (!wanted.delete(variant)) continue;
      const document = view.document<CaseDocument>(key)?.document;
      if (document !== undefined) found.set(variant, activitiesOf(document.trace));
    }
    return found;
  };
}
