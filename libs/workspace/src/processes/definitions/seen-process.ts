import type { Instant } from '#core/time.js';
import type { DefinitionContent } from '#domain/commands/define-process.js';
import { caseStateOf } from '#measures/process/case-state.js';
import { beganAt } from '#measures/process/trace.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { readAt } from '../../moments/read-at.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import { casesOf, type ReadCase } from '../case-log.js';
import type { CasesByDefinition } from './definition-answers.js';

/** What is known of a process from its steps. */
export interface SeenSteps {
  readonly cases: readonly ReadCase[];
  /** Of completed steps. */
  readonly activities: ReadonlySet<string>;
  /** When the first case began. */
  readonly beganAt: Instant | undefined;
  /** All processes of which a step is known. */
  readonly processes: readonly string[];
}

/** The processes of which a step is known. @throws LedgerError `unavailable` before the first build is complete */
export function seenProcesses(workspace: Workspace, work: Work = {}): Promise<readonly string[]> {
  const named = (view: ProjectionView) =>
    Array.from(view.cells(['case'], { columns: false }), ({ at }) => String(at[1]));
  return readAt(workspace, 'process-flow', undefined, named, work);
}

/** @throws LedgerError `unavailable` before the first build is complete, `cancelled` */
export async function seenSteps(workspace: Workspace, process: string, work: Work): Promise<SeenSteps> {
  const processes = await seenProcesses(workspace, work);
  const { cases } = processes.includes(process) ? await casesOf(workspace, process, undefined, work) : { cases: [] };
  let began: Instant | undefined;
  const activities = new Set<string>();
  for (const { one } of cases) {
    for (const activity of one.trace.activities) activities.add(activity);
    began = Math.min(began ?? Infinity, beganAt(one.trace)!);
  }
  return { cases, activities, beganAt: began, processes };
}

const openLastMax = 10;

/** How cases would stand by a definition. */
export function casesBy(
  cases: readonly ReadCase[],
  { terminal, reopening }: Pick<DefinitionContent, 'terminal' | 'reopening'>,
): CasesByDefinition {
  const states = { ended: 0, open: 0, undeclared: 0 };
  let withTerminal = 0;
  const last = new Map<string, number>();
  for (const { one } of cases) {
    const { state } = caseStateOf(one.trace, one.said, { terminal, reopening });
    states[state]++;
    withTerminal += Number(one.trace.activities.some((activity) => terminal.includes(activity)));
    if (state !== 'open') continue;
    const activity = one.trace.activities[one.trace.steps.at(-1)!]!;
    last.set(activity, (last.get(activity) ?? 0) + 1);
  }
  const openLast = Array.from(last, ([activity, count]) => ({ activity, cases: count }))
    .sort((a, b) => b.cases - a.cases || (a.activity < b.activity ? -1 : 1))
    .slice(0, openLastMax);
  return { cases: cases.length, withTerminal, ...states, openLast };
}
