import type { EventTypes } from '#domain/vocabulary.js';
import type { Moment } from '#projections/queries/as-of.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';

/** What a process is meant to be, as it was published and valid at a moment; undefined where nothing is published. */
export function definitionOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
): EventTypes['ProcessDefined'] | undefined {
  const at = moment?.asOf ?? workspace.clock.now();
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const [valid] = publishedOf(workspace, 'ProcessDefined', known)
    .filter((event) => (event.data as EventTypes['ProcessDefined']).process === process && event.effectiveFrom! <= at)
    .sort(latestFirst);
  return valid?.data as EventTypes['ProcessDefined'] | undefined;
}
