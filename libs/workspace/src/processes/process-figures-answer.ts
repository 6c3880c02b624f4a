import type { FiguresOfCases, VariantFigures } from '#measures/process/process-figures.js';
import { activitiesOf } from '#measures/process/trace.js';
import { emptyVariant, variantAfter } from '#measures/process/variants.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { CaseDocument } from '#read-models/process-case-document.js';
import type { CaseRow } from '#read-models/process-flow.projection.js';
import type { Answered } from '../answers.js';
import { processAnswer, type VariantCount } from './process-answer.js';
import type { ProcessAnswer } from './process-answers.js';
import { figuresOfCells } from './total-figures.js';
import type { WorkRead } from './work-read.js';

/** What is told beside the figures of a process. */
export interface Told {
  readonly work: WorkRead | undefined;
  readonly variants: number;
}

/** Out of the totals: whatever the number of cases. */
export function ofTotals(process: string, view: ProjectionView, told: Told, answered: Answered): ProcessAnswer {
  const { counts, activitiesOf: activitiesOfVariants } = variantsIn(view, process);
  const figures = figuresOfCells({
    cases: view.cell(['case', process]),
    activities: view.cells(['activity', process]),
    flows: view.cells(['flow', process]),
  });
  return processAnswer(process, { figures, variants: counts, work: told.work }, answered, {
    variants: told.variants,
    activitiesOf: activitiesOfVariants,
  });
}

/** Out of the cases themselves. */
export function ofFigures(
  process: string,
  { variants, ...figures }: FiguresOfCases,
  told: Told,
  answered: Answered,
): ProcessAnswer {
  const named = namedVariants(variants, told.variants);
  return processAnswer(process, { figures, variants: named, work: told.work }, answered, {
    variants: told.variants,
    activitiesOf: () => new Map(named.map(({ variant, activities }) => [variant, activities])),
  });
}

/**
 * Variants with the ids that rows of cases have. Only of those that are as frequent as the last that is wanted the id decides
 * which are told: the others do with any.
 */
function namedVariants(
  variants: readonly VariantFigures[],
  wanted: number,
): readonly (VariantCount & { readonly activities: readonly string[] })[] {
  const last = variants.map(({ count }) => count).sort((a, b) => b - a)[wanted - 1];
  return variants.map(({ count, activities }, place) => ({
    variant: count === last ? activities.reduce(variantAfter, emptyVariant) : `any ${place}`,
    count,
    activities,
  }));
}

interface Variants {
  readonly counts: readonly VariantCount[];
  readonly activitiesOf: (variants: readonly string[]) => ReadonlyMap<string, readonly string[]>;
}

/** One pass over the cases counts their variants, and remembers one case of each: its activities are those of the variant. */
function variantsIn(view: ProjectionView, process: string): Variants {
  const found = new Map<string, { count: number; readonly key: string }>();
  for (const { key, row } of view.rows<CaseRow>()) {
    if (row.process !== process || row.steps === 0) continue;
    const known = found.get(row.variant);
    if (known === undefined) found.set(row.variant, { count: 1, key });
    else known.count++;
  }
  return {
    counts: Array.from(found, ([variant, { count }]) => ({ variant, count })),
    activitiesOf: (variants) =>
      new Map(
        variants.flatMap((variant) => {
          const document = view.document<CaseDocument>(found.get(variant)!.key)?.document;
          return document === undefined ? [] : [[variant, activitiesOf(document.trace)] as const];
        }),
      ),
  };
}
