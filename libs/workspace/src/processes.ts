import { activitiesOf } from '#measures/process/trace.js';
import type { Cell } from '#read-store/port.js';
import type { CaseDocument } from '#read-models/process-flow.projection.js';
import type { Moment } from '#projections/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/projection-reader.js';
import type { ProcessAnswer, ProcessesAnswer } from './answers.js';
import { answeredBy, namesFor } from './portfolio.js';
import { processAnswer, processesAnswer } from './process-answer.js';
import { readAt } from './read-at.js';
import type { Workspace } from './workspace.js';

const flow = 'process-flow';
const handovers = 'process-handovers';
const variantsDefault = 10;

/** The processes seen. */
export function processesOf(workspace: Workspace, moment?: Moment): ProcessesAnswer {
  return readAt(workspace, flow, moment, (view) =>
    processesAnswer(
      view.cells(['case']),
      view.cells(['activity']),
      answeredBy(workspace, view),
      workspace.directory.zone,
    ),
  );
}

/** One process. @throws LedgerError `not-found` */
export function processOf(
  workspace: Workspace,
  process: string,
  query: { variants?: number },
  moment?: Moment,
): ProcessAnswer {
  const passed = handoversOf(workspace, process, moment);
  const nameOf = namesFor(
    workspace,
    passed.cells.flatMap((cell) => [String(cell.at[2]), String(cell.at[3])]),
  );
  return readAt(workspace, flow, moment, (view) =>
    processAnswer(
      process,
      {
        cases: view.cell(['case', process]),
        activities: view.cells(['activity', process]),
        flows: view.cells(['flow', process]),
        variants: view.cells(['variant', process]),
        handovers: passed.cells,
      },
      answeredBy(workspace, passed.position === undefined ? view : spanOf(view, passed.position)),
      { variants: query.variants ?? variantsDefault, activitiesOf: variantLookup(view, process), nameOf },
    ),
  );
}

/** A projection of its own, with a purpose of its own: where it is not loaded there are no handovers to tell. */
function handoversOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
): { readonly cells: readonly Cell[]; readonly position?: ReadPosition } {
  if (!workspace.projections.status().some(({ name }) => name === handovers)) return { cells: [] };
  return readAt(workspace, handovers, moment, (view) => {
    const { build, position, horizonMs } = view;
    return { cells: [...view.cells(['handover', process])], position: { build, position, horizonMs } };
  });
}

/** How far an answer is that two projections give: under the build of the first, what neither has passed and what one has. */
function spanOf(first: ReadPosition, second: ReadPosition): ReadPosition {
  return {
    build: first.build,
    position: {
      from: Math.min(first.position.from, second.position.from),
      to: Math.max(first.position.to, second.position.to),
    },
    horizonMs: Math.min(first.horizonMs, second.horizonMs),
  };
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
