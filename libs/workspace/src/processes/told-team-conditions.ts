import { LedgerError } from '#core/errors.js';
import { attributeOf } from '#measures/process/process-case.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { smallestTeam } from '../ledger/workforce.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { CaseCondition } from './case-filter.js';
import type { ReadCase } from './case-log.js';
import { teamsWithheld } from './told-teams.js';
import { peopleOfTeams } from './work-read.js';

/**
 * Refuses conditions that choose the cases of a team that is not told of: those of a process that too few people of ours
 * work in, and the next larger ones that would give these away, being the whole less what is told.
 * @param cases all of the process at that moment
 * @throws LedgerError `forbidden` that names the first team
 */
export async function requireToldTeams(
  workspace: Workspace,
  process: string,
  conditions: readonly CaseCondition[],
  cases: readonly ReadCase[],
  moment: Moment | undefined,
  work: Work,
): Promise<void> {
  const asked = conditions.filter(({ name }) => name === 'team').map(({ value }) => value);
  if (asked.length === 0) return;
  const teams = cases.flatMap(({ one }) => attributeOf(one, 'team') ?? []);
  const withheld = await teamsNotTold(workspace, process, teams, moment, work);
  const team = asked.find((one) => withheld.has(one));
  if (team !== undefined) throw refused(team, smallestTeam(workspace));
}

/**
 * Which of some teams are not told of, by who is known to work in each for a process.
 * @param teams those that cases are with: of any other nothing is told, so that its people do not hide those of these
 */
export async function teamsNotTold(
  workspace: Workspace,
  process: string,
  teams: Iterable<string>,
  moment: Moment | undefined,
  work: Work,
): Promise<ReadonlySet<string>> {
  const least = smallestTeam(workspace);
  if (least <= 1) return new Set();
  const known = await peopleOfTeams(workspace, process, moment, work);
  const peopleOf = new Map<string, ReadonlySet<Id>>();
  for (const team of teams) peopleOf.set(team, known.get(team) ?? new Set());
  return teamsWithheld(peopleOf, least);
}

function refused(team: string, least: number): LedgerError {
  const message = `cannot be “${team.slice(0, 100)}”: fewer than ${least} people of ours are known to work in it for this process, or it would give away a team of which that holds`;
  return new LedgerError('forbidden', `team ${message}.`, {
    violations: [{ field: 'filter.team', message }],
    hint: 'The policy for the workforce says from how many people on a team is told of (WorkforcePolicyPublished, teamMin).',
  });
}
