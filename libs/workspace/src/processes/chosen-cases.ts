import type { Moment } from '#projections/queries/as-of.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { isMeantBy, type CaseCondition, type CaseSurroundings } from './case-filter.js';
import type { CaseLog, ReadCase } from './case-log.js';
import { caseRelationships, standingsOfRelationships } from './case-relationships.js';

/** What the cases of a process are seen with. */
export interface SeenProcess {
  readonly process: string;
  readonly log: CaseLog;
  readonly definition: EventTypes['ProcessDefined'] | undefined;
  readonly around: CaseSurroundings;
  readonly moment: Moment | undefined;
}

/** The surroundings of cases: segments are read only where they are asked for. */
export async function surroundingsOf(
  workspace: Workspace,
  definition: EventTypes['ProcessDefined'] | undefined,
  asksSegments: boolean,
  moment: Moment | undefined,
  work: Work,
): Promise<CaseSurroundings> {
  const relationshipsOf = caseRelationships(workspace, moment);
  const standingOf = asksSegments ? await standingsOfRelationships(workspace, moment, work) : () => undefined;
  return { declared: definition, relationshipsOf, segmentOf: (id) => standingOf(id)?.segment };
}

/** Those of the cases that meet all conditions. @throws LedgerError `invalid` */
export function chosenCases(
  workspace: Workspace,
  { log, around }: SeenProcess,
  conditions: readonly CaseCondition[],
): readonly ReadCase[] {
  if (conditions.length === 0) return log.cases;
  const isMeant = isMeantBy(workspace, conditions);
  return log.cases.filter(({ one }) => isMeant(one, around));
}
