import type { EventTypes } from '#domain/vocabulary.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';

/**
 * Whether single people of ours may be shown with what is measured of them. They appear as teams alone, unless the policy
 * that holds now has a smallest team of one: as all permissions, it is asked now, whatever moment is told of.
 */
export function maySingleOut(workspace: Workspace): boolean {
  const now = workspace.clock.now();
  const policy = publishedOf(workspace, 'WorkforcePolicyPublished', Number.MAX_SAFE_INTEGER)
    .filter(({ effectiveFrom }) => effectiveFrom! <= now)
    .sort(latestFirst)
    .at(0);
  return policy !== undefined && (policy.data as EventTypes['WorkforcePolicyPublished']).teamMin <= 1;
}
