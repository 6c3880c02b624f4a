import { LedgerError } from '#core/errors.js';
import type { DeclaredEnds } from '#measures/process/case-state.js';
import { figuresBy, figuresOfCases } from '#measures/process/figures-of-cases.js';
import type { FiguresOfCases, VariantFigures } from '#measures/process/process-figures.js';
import { activitiesOf } from '#measures/process/trace.js';
import { emptyVariant, variantAfter } from '#measures/process/variants.js';
import type { CaseDocument } from '#read-models/process-case-document.js';
import type { CaseRow } from '#read-models/process-flow.projection.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import type { Answered } from '../answers.js';
import { readAt } from '../moments/read-at.js';
import { answeredBy } from '../relationships/portfolio.js';
import type { Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { conditionsOf, type ConditionName } from './case-filter.js';
import { casesOf, columnsOfLog, isOfTheHead, type CaseLog } from './case-log.js';
import { chosenCases, surroundingsOf } from './chosen-cases.js';
import { comparisonOf } from './comparison.js';
import { experienceProjections } from './experience/experience-part.js';
import { withRelationshipsMeant } from './meant-relationship.js';
import { processAnswer, processesAnswer, spansOf, type VariantCount } from './process-answer.js';
import type { ProcessAnswer, ProcessesAnswer, ProcessQuery } from './process-answers.js';
import { definitionOf } from './process-definition.js';
import { partsOf } from './parts/parts.js';
import { figuresOfCells } from './total-figures.js';
import { requireToldTeams } from './told-team-conditions.js';
import { workOf, type WorkRead } from './work-read.js';

const flow = 'process-flow';
const variantsDefault = 10;
const flowsDefault = 25;

/** The processes seen. */
export async function processesOf(workspace: Workspace, moment?: Moment, work?: Work): Promise<ProcessesAnswer> {
  const ask = (view: ProjectionView) =>
    processesAnswer(
      view.cells(['case'], { columns: false }),
      view.cells(['activity'], { columns: false }),
      spansOf(caseRows(view)),
      {
        answered: answeredBy(workspace, view),
        zone: workspace.directory.zone,
      },
    );
  return readAt(workspace, flow, moment, ask, { ...work, totals: true });
}

/** The projections that a question about a process reads. @throws LedgerError `invalid` for what is no condition */
export function projectionsOfProcess({ filter = [], against = [], show = [] }: ProcessQuery): readonly string[] {
  const conditions = conditionsOf([...filter, ...against]);
  const isAsked = (wanted: ConditionName): boolean => conditions.some(({ name }) => name === wanted);
  return [
    flow,
    'process-handovers',
    ...(isAsked('segment') ? ['trajectory'] : []),
    ...(isAsked('relationship') ? ['relationships'] : []),
    ...(show.includes('targets') ? ['process-targets'] : []),
    ...(show.includes('experience') ? experienceProjections : []),
  ];
}

/** One process, or those of its cases that are chosen. @throws LedgerError `not-found`, `invalid`, `forbidden` */
export async function processOf(
  workspace: Workspace,
  process: string,
  query: ProcessQuery,
  moment?: Moment,
  work: Work = {},
): Promise<ProcessAnswer> {
  const meant = (texts: readonly string[] = []) => withRelationshipsMeant(workspace, conditionsOf(texts), moment);
  const [conditions, against] = [meant(query.filter), meant(query.against)];
  // Of chosen cases it is not told who did the work: by choosing them so and so a single person could be found.
  const done = conditions.length > 0 ? undefined : await workOf(workspace, process, moment, work);
  const told = { work: done, variants: query.variants ?? variantsDefault };
  const answered = (read: ReadPosition) => answeredBy(workspace, done === undefined ? read : spanOf(read, done.read));
  const isWhole = conditions.length === 0 && query.against === undefined && (query.show ?? []).length === 0;
  // What was not known yet, or is not folded yet, totals tell and remember; what is known by now is told out of the cases.
  if (isWhole && (moment === undefined || !isOfTheHead(workspace, moment))) {
    const ask = (view: ProjectionView): ProcessAnswer => {
      if (moment !== undefined && view.cell(['case', process]) === undefined) requireKnown(workspace, process);
      return ofTotals(process, view, told, answered(view));
    };
    return readAt(workspace, flow, moment, ask, { ...work, totals: true });
  }
  const log = await casesOf(workspace, process, moment, work);
  const definition = definitionOf(workspace, process, moment);
  if (isWhole) return ofAllCases(workspace, process, log, definition, told, answered(log.read));
  if (log.cases.length === 0) requireKnown(workspace, process);
  await requireToldTeams(workspace, process, [...conditions, ...against], log.cases, moment, work);
  const around = await surroundingsOf(workspace, definition, [...conditions, ...against], moment, work);
  const seen = { process, log, definition, around, moment };
  const chosen = chosenCases(workspace, seen, conditions);
  if (conditions.length > 0 && chosen.length === 0) throw noneChosen(process, log.cases.length);
  const figures =
    conditions.length === 0
      ? figuresBy(columnsOfLog(log, definition), moment === undefined ? Number.POSITIVE_INFINITY : log.at)
      : figuresOfCases(
          chosen.map(({ one }) => one),
          definition,
        );
  const answer = ofFigures(process, figures, told, answered(log.read));
  return {
    ...answer,
    ...(conditions.length === 0
      ? {}
      : { chosen: { conditions: query.filter!, cases: chosen.length, ofCases: log.cases.length } }),
    ...(query.against !== undefined && {
      comparison: comparisonOf(
        seen,
        { conditions: query.filter ?? [], cases: chosen },
        { conditions: query.against, cases: chosenCases(workspace, seen, against) },
        query.flows ?? flowsDefault,
      ),
    }),
    ...(await partsOf(workspace, seen, chosen, query.show ?? [], work)),
  };
}

function noneChosen(process: string, cases: number): LedgerError {
  return new LedgerError(
    'not-found',
    `No case of “${process}” meets the conditions, of ${cases.toLocaleString('en')}.`,
    {
      hint: 'Conditions of one name are alternatives; those of different names must all hold.',
    },
  );
}

interface Told {
  readonly work: WorkRead | undefined;
  readonly variants: number;
}

/** Out of the totals: whatever the number of cases. */
function ofTotals(process: string, view: ProjectionView, told: Told, answered: Answered): ProcessAnswer {
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

/** Out of the cases themselves, as they were at the moment of the log. */
function ofAllCases(
  workspace: Workspace,
  process: string,
  log: CaseLog,
  declared: DeclaredEnds | undefined,
  told: Told,
  answered: Answered,
): ProcessAnswer {
  const figures = figuresBy(columnsOfLog(log, declared), log.at);
  if (figures.cases === 0) requireKnown(workspace, process);
  return ofFigures(process, figures, told, answered);
}

function ofFigures(
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

/** @throws LedgerError `not-found` that tells a process that was not there yet from one that is not known */
function requireKnown({ ledger }: Workspace, process: string): void {
  if (ledger.countDimension('process', process) === 0) return;
  throw new LedgerError('not-found', `No step of the process “${process}” had happened and was known at that moment.`);
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

function* caseRows(view: ProjectionView): Generator<CaseRow> {
  for (const { row } of view.rows<CaseRow>()) yield row;
}
