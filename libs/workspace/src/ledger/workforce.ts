import type { EventTypes } from '#domain/vocabulary.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';

/** Where no policy says it, a team is told of from so many people on (k ≥ 5). */
const teamMinDefault = 5;

/**
 * Whether single people of ours may be shown with what is measured of them. They appear as teams alone, unless the policy
 * that holds now has a smallest team of one: as all permissions, it is asked now, whatever moment is told of.
 */
export function maySingleOut(workspace: Workspace): boolean {
  return smallestTeam(workspace) <= 1;
}

/** Whether the policy that holds now says that what people of ours do may be told of each of them. */
export function mayTellPerPerson(workspace: Workspace): boolean {
  return policyNow(workspace)?.perPerson === true;
}

/** The fewest people that a team has to have for what is measured of it to be shown, by the policy that holds now. */
export function smallestTeam(workspace: Workspace): number {
  return policyNow(workspace)?.teamMin ?? teamMinDefault;
}

function policyNow(workspace: Workspace): EventTypes['WorkforcePolicyPublished'] | undefined {
  const now = workspace.clock.now();
  const policy = publishedOf(workspace, 'WorkforcePolicyPublished', Number.MAX_SAFE_INTEGER)
    .filter(({ effectiveFrom }) => effectiveFrom! <= now)
    .sort(latestFirst)
    .at(0);
  return policy?.data as EventTypes['WorkforcePolicyPublished'] | undefined;
}
