import type { Id } from '#core/time.js';
import type { ProcessCase } from '#measures/process/process-case.js';
import type { Moment } from '#projections/queries/as-of.js';
import { amendmentsOf } from '../ledger/amendments.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { rowsAt } from '../portfolio/rows-at.js';

/**
 * The relationships that a case is about, by the ids that they have at a moment: the customers in it, each as the
 * organisations that it was with when it came into the case, else as itself (engine.md §2, "Belonging").
 */
export function caseRelationships(
  { ledger }: Pick<Workspace, 'ledger'>,
  moment: Moment | undefined,
): (one: Pick<ProcessCase, 'customers'>) => readonly Id[] {
  const belonging = amendmentsOf(ledger).visibility.belonging.at(moment?.known ?? ledger.head().sequence);
  if (belonging === undefined) return ({ customers }) => customers.map(({ id }) => id);
  return ({ customers }) => [
    ...new Set(
      customers.flatMap(({ id, since }) => {
        const organisations = belonging.organisationsOf(id, since);
        return (organisations.length > 0 ? organisations : [id]).map((one) => belonging.canonical(one));
      }),
    ),
  ];
}

/** What a relationship was at a moment, as far as a process asks it. */
export interface RelationshipStanding {
  readonly segment: string;
  readonly phase: string;
}

/** The segment and the phase of every relationship; nothing where no build tells it yet. */
export async function standingsOfRelationships(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work = {},
): Promise<(relationship: Id) => RelationshipStanding | undefined> {
  if (!workspace.projections.isKnown('trajectory')) return () => undefined;
  const found = await rowsAt<RelationshipStanding>(workspace, 'trajectory', moment, work);
  return (relationship) => found?.rows.get(relationship);
}
