import { LedgerError } from '#core/errors.js';
import { figuresBy, figuresOfCases } from '#measures/process/figures-of-cases.js';
import type { CaseRow } from '#read-models/process-flow.projection.js';
import { inPieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { readAt } from '../moments/read-at.js';
import { answeredBy } from '../relationships/portfolio.js';
import type { Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { conditionsOf, type ConditionName } from './case-filter.js';
import { casesOf, columnsOfLog, isOfTheHead } from './case-log.js';
import { chosenCases, surroundingsOf } from './chosen-cases.js';
import { comparisonOf } from './comparison.js';
import { withDeclared } from './declared-answer.js';
import { acrossProjections, experienceAcross } from './experience/experience-across.js';
import { experienceProjections } from './experience/experience-part.js';
import { withRelationshipsMeant } from './meant-relationship.js';
import { processesAnswer, spansOf } from './process-answer.js';
import type { ProcessAnswer, ProcessesAnswer, ProcessesQuery, ProcessQuery } from './process-answers.js';
import { definitionOf } from './process-definition.js';
import { ofFigures, ofTotals } from './process-figures-answer.js';
import { requireSpans } from './parts/milestones-part.js';
import { partsOf } from './parts/parts.js';
import { requireToldTeams } from './told-team-conditions.js';
import { workOf } from './work-read.js';

const flow = 'process-flow';
const variantsDefault = 10;
const flowsDefault = 25;

/** The processes seen. @throws LedgerError `unavailable`, `busy`, `cancelled` */
export async function processesOf(
  workspace: Workspace,
  { show = [] }: ProcessesQuery,
  moment?: Moment,
  work: Work = {},
): Promise<ProcessesAnswer> {
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
  const answer = await readAt(workspace, flow, moment, ask, { ...work, totals: true });
  if (!show.includes('experience')) return answer;
  const names = answer.processes.map(({ process }) => process);
  return { ...answer, experience: await experienceAcross(workspace, names, moment, work) };
}

/** The projections that a question about all processes reads. */
export function projectionsOfProcesses({ show = [] }: ProcessesQuery): readonly string[] {
  return [flow, ...(show.includes('experience') ? acrossProjections : [])];
}

/** The projections that a question about a process reads. @throws LedgerError `invalid` for what is no condition */
export function projectionsOfProcess(query: ProcessQuery): readonly string[] {
  const { filter = [], against = [], show = [] } = query;
  return [
    flow,
    'process-handovers',
    ...(asksSegments(query) ? ['trajectory'] : []),
    ...(isNamed('relationship', [...filter, ...against]) ? ['relationships'] : []),
    ...(show.includes('targets') ? ['process-targets'] : []),
    ...(show.includes('experience') ? experienceProjections : []),
  ];
}

function asksSegments({ filter = [], against = [], show = [] }: ProcessQuery): boolean {
  return show.includes('choices') || isNamed('segment', [...filter, ...against]);
}

function isNamed(wanted: ConditionName, conditions: readonly string[]): boolean {
  return conditionsOf(conditions).some(({ name }) => name === wanted);
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
  const { show = [], milestones = [] } = query;
  requireSpans(milestones);
  const definition = definitionOf(workspace, process, moment);
  const isWhole = conditions.length + show.length + milestones.length === 0 && query.against === undefined;
  // What was not known yet, or is not folded yet, totals tell and remember; what is known by now is told out of the cases.
  if (isWhole && (moment === undefined || !isOfTheHead(workspace, moment))) {
    const ask = (view: ProjectionView): ProcessAnswer => {
      if (moment !== undefined && view.cell(['case', process]) === undefined) requireKnown(workspace, process);
      return withDeclared(ofTotals(process, view, told, answered(view)), definition);
    };
    return readAt(workspace, flow, moment, ask, { ...work, totals: true });
  }
  const log = await casesOf(workspace, process, moment, work);
  if (isWhole) {
    const figures = figuresBy(columnsOfLog(log, definition), log.at);
    if (figures.cases === 0) requireKnown(workspace, process);
    return withDeclared(ofFigures(process, figures, told, answered(log.read)), definition);
  }
  if (log.cases.length === 0) requireKnown(workspace, process);
  await requireToldTeams(workspace, process, [...conditions, ...against], log.cases, moment, work);
  const around = await surroundingsOf(workspace, definition, asksSegments(query), moment, work);
  const seen = { process, log, definition, around, moment };
  const chosen = chosenCases(workspace, seen, conditions);
  if (conditions.length > 0 && chosen.length === 0) throw noneChosen(process, log.cases.length);
  // Of all of them the columns are remembered: one part of a page after the other asks for the same figures.
  const figures =
    conditions.length === 0
      ? figuresBy(columnsOfLog(log, definition), moment === undefined ? Number.POSITIVE_INFINITY : log.at)
      : figuresOfCases(
          chosen.map(({ one }) => one),
          definition,
        );
  const answer = withDeclared(ofFigures(process, figures, told, answered(log.read)), definition);
  return {
    ...answer,
    ...(conditions.length === 0
      ? {}
      : { chosen: { conditions: query.filter!, cases: chosen.length, ofCases: log.cases.length } }),
    ...(query.against !== undefined && {
      comparison: await inPieces(
        comparisonOf(
          seen,
          { conditions: query.filter ?? [], cases: chosen },
          { conditions: query.against, cases: chosenCases(workspace, seen, against) },
          query.flows ?? flowsDefault,
        ),
        { signal: work.signal, piecesPerLook: 1 },
      ),
    }),
    ...(await partsOf(workspace, seen, chosen, { show, milestones }, work)),
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

function* caseRows(view: ProjectionView): Generator<CaseRow> {
  for (const { row } of view.rows<CaseRow>()) yield row;
}
