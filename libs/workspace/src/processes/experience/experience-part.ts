import { formatInstant } from '#core/time.js';
import { effortTermsOf } from '#measures/process/customer-effort.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { associationsAnswer } from './associations-answer.js';
import { bottlenecksAnswer } from './bottlenecks-answer.js';
import type { ExperienceAnswer, StratumNames } from './experience-answers.js';
import { feltOfCases, ofRelationships } from './felt-of-cases.js';
import { teamsNotTold } from '../told-team-conditions.js';
import { stratumNamesOf } from './followed-endings.js';
import { needsOf } from './process-needs.js';
import { windowDays } from './voice-of-touched.js';

/** The projections that it is made of, beside the cases; answers and complaints are read from the ledger. */
export const experienceProjections: readonly string[] = [
  'trajectory',
  'needs',
  'process-targets',
  'value',
  'contracts',
];

/**
 * What customers feel of a process: what its cases cost them, and what became of the same relationships.
 * What goes with what is no effect: only a hold-out tells that (definitions.md §1.9). See decision 0037.
 * @param chosen of the cases; needs are told where all are
 * @throws LedgerError `busy`, `cancelled`
 */
export async function experiencePart(
  workspace: Workspace,
  seen: SeenProcess,
  chosen: readonly ReadCase[],
  work: Work,
): Promise<ExperienceAnswer> {
  const { process, definition, log, moment } = seen;
  const terms = effortTermsOf(definition ?? { terminal: [] });
  const known = await ofRelationships(workspace, log.at, moment, work);
  const isAll = chosen.length === log.cases.length;
  const needs = isAll ? (await needsOf(workspace, [process], moment, work))?.get(process) : undefined;
  const names = stratumNamesOf(seen);
  const withheld = await teamsWithheldIn(workspace, seen, names, work);
  const { followed, ...felt } = await feltOfCases(workspace, seen, chosen, { terms, ...known }, work);
  return {
    at: formatInstant(log.at, workspace.directory.zone),
    windowDays,
    ...felt,
    associations: await associationsAnswer(followed, names, chosen, withheld, work),
    ...(needs === undefined ? {} : { needs }),
    bottlenecks: await bottlenecksAnswer(workspace, seen, chosen, terms, work),
  };
}

/** The teams that are not told of, where the process tells its cases apart by them. */
async function teamsWithheldIn(
  workspace: Workspace,
  { process, log, moment }: SeenProcess,
  { caseType, seriousness }: StratumNames,
  work: Work,
): Promise<ReadonlySet<string>> {
  if (caseType !== 'team' && seriousness !== 'team') return new Set();
  const said = log.cases.flatMap(({ one }) => one.attributes.filter(({ name }) => name === 'team'));
  const teams = said.map(({ value }) => value);
  return teamsNotTold(workspace, process, teams, moment, work);
}
