import { isId } from '#core/ids.js';
import type { Moment } from '#projections/queries/as-of.js';
import { linkedWith } from '../ledger/belonging.js';
import { findRelationship } from '../relationships/portfolio.js';
import type { Workspace } from '../workspace.js';
import type { CaseCondition } from './case-filter.js';

/**
 * Conditions with the id that a relationship has at a moment in the place of the name, identifier or former id that was
 * given for it.
 * @throws LedgerError `not-found`, with what it may have meant; `invalid` where several are known by it
 */
export function withRelationshipsMeant(
  workspace: Workspace,
  conditions: readonly CaseCondition[],
  moment: Moment | undefined,
): readonly CaseCondition[] {
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const idOf = (text: string): string =>
    // Whoever is in no list of relationships is still somebody's id.
    isId(text) ? linkedWith(workspace.ledger, text, known)[0]! : findRelationship(workspace, text, moment);
  return conditions.map((one) => (one.name === 'relationship' ? { ...one, value: idOf(one.value) } : one));
}
