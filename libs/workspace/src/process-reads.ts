import { formatInstant, type Id } from '#core/time.js';
import { activitiesOf } from '#measures/process/trace.js';
import type { ProjectionReads, ProjectionView } from '#projections/projection-reader.js';
import type { CaseDocument } from '#read-models/process-flow.projection.js';
import type { Cell } from '#read-store/port.js';
import type { Answered, Named, ProcessAnswer, ProcessesAnswer } from './answers.js';
import { processAnswer, processesAnswer } from './process-answer.js';

/**
 * One process, out of one state of `process-flow` and one of `process-handovers`.
 * @param options.variants how many variants are given in full
 * @throws LedgerError `not-found`, `unavailable` before the first build is complete
 */
export function readProcess(
  projections: ProjectionReads,
  process: string,
  options: {
    readonly variants: number;
    readonly zone: string;
    /** Names of performers, all looked up at once. */
    readonly namesOf: (ids: readonly Id[]) => ReadonlyMap<Id, Named>;
  },
): ProcessAnswer {
  const handovers = projections.cells('process-handovers', ['handover', process], { columns: false }).cells;
  const names = options.namesOf([...new Set(handovers.flatMap(({ at }) => [String(at[2]), String(at[3])]))]);
  return projections.read('process-flow', (view) =>
    processAnswer(process, { ...flowCells(view, process), handovers }, answeredBy(view, options.zone), {
      variants: options.variants,
      activitiesOf: (variants) => activitiesByVariant(view, process, variants),
      nameOf: (id) => names.get(id) ?? { id },
    }),
  );
}

/** All processes. @throws LedgerError `unavailable` before the first build is complete */
export function readProcesses(projections: ProjectionReads, zone: string): ProcessesAnswer {
  return projections.read('process-flow', (view) =>
    processesAnswer(view.cells(['case']), view.cells(['activity'], { columns: false }), answeredBy(view, zone), zone),
  );
}

/** Which build answered and how far it is folded, as answers say it. */
export function answeredBy({ build, position, horizonMs }: ProjectionView, zone: string): Answered {
  return { build, position, horizon: formatInstant(horizonMs, zone) };
}

function flowCells(
  view: ProjectionView,
  process: string,
): { cases: Cell | undefined; activities: Cell[]; flows: Cell[]; variants: Cell[] } {
  return {
    cases: view.cell(['case', process]),
    activities: [...view.cells(['activity', process], { columns: false })],
    flows: [...view.cells(['flow', process])],
    variants: [...view.cells(['variant', process], { columns: false })],
  };
}

/** One look through the cases for all variants that are wanted, keeping one case of each. */
function activitiesByVariant(
  view: ProjectionView,
  process: string,
  variants: readonly string[],
): Map<string, readonly string[]> {
  const missing = new Set<unknown>(variants);
  const { rows } = view.list({
    filter: { process },
    where: (row) => missing.delete(row['variant']),
  });
  return new Map(
    rows.flatMap(({ key, row }) => {
      const document = view.document<CaseDocument>(key)?.document;
      return document === undefined ? [] : [[String(row['variant']), activitiesOf(document.trace)] as const];
    }),
  );
}
