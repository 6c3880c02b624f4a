import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { stakeholders } from '#read-models/stakeholders.projection.js';
import { linkedWith } from '../ledger/belonging.js';
import { partiesKnownBy } from '../ledger/permitted.js';
import { readAt } from '../moments/read-at.js';
import { noOwner } from '../today/today-answers.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** Who owns each relationship that somebody owns, of the rows of `stakeholders`. */
export function ownersIn(view: ProjectionView): Map<Id, Id> {
  const owners = new Map<Id, Id>();
  for (const { key, row } of view.rows<RowOf<typeof stakeholders>>({ asKept: true }))
    if (row.owner !== null) owners.set(key, row.owner);
  return owners;
}

/**
 * The ids that an owner of relationships is known by; undefined among them stands for nobody.
 * @param text an id, an identifier or a name; `none`: what nobody owns
 * @param owners all that own something
 * @throws LedgerError `not-found`, `invalid` where several are known by it
 */
export function ownerMeant(workspace: Workspace, text: string, owners: ReadonlySet<Id>): ReadonlySet<Id | undefined> {
  return partyMeant(workspace, text, owners, {
    field: 'owner',
    several: (count) => `${count} owners are known by “${text}”; give the id of one.`,
    unknown: `No relationship has an owner “${text}”.`,
    hint:
      owners.size === 0
        ? 'No relationship has an owner: an OwnerChanged event says who it is. Without --owner all is shown.'
        : '`tend today` names the owners; `--owner none` is what nobody owns.',
  });
}

/** What is said where a text means none of some parties, or several. */
interface Meaning {
  readonly field: string;
  readonly several: (count: number) => string;
  readonly unknown: string;
  readonly hint: string;
}

/**
 * The ids that one of some parties is known by; undefined among them, for `none`, stands for nobody.
 * @throws LedgerError `not-found`, `invalid` where several are known by it
 */
export function partyMeant(
  workspace: Workspace,
  text: string,
  among: ReadonlySet<Id>,
  { field, several, unknown, hint }: Meaning,
): ReadonlySet<Id | undefined> {
  if (text === noOwner) return new Set([undefined]);
  const { ledger } = workspace;
  const meant = [...new Set(partiesKnownBy(workspace, text).map((id) => linkedWith(ledger, id)[0]!))];
  const found = meant.map((id) => linkedWith(ledger, id)).filter((ids) => ids.some((id) => among.has(id)));
  if (found.length === 1) return new Set(found[0]!.filter((id) => among.has(id)));
  if (found.length > 1) {
    throw new LedgerError('invalid', several(found.length), {
      violations: found.map(([id]) => ({ field, message: id! })),
    });
  }
  throw new LedgerError('not-found', unknown, { hint });
}

/**
 * Whether one of some parties is meant. Who is known and is none of them then is none; who is not known is refused.
 * @throws LedgerError `not-found` for who is not known, `invalid` for several
 */
export function isMeantBy(
  workspace: Workspace,
  text: string,
  among: ReadonlySet<Id>,
  meant: typeof ownerMeant,
): (id: Id | undefined) => boolean {
  const known = partiesKnownBy(workspace, text).flatMap((id) => linkedWith(workspace.ledger, id));
  const isKnown = known.some((id) => workspace.names.names([id]).size > 0);
  if (isKnown && !known.some((id) => among.has(id))) return () => false;
  const ids = meant(workspace, text, among);
  return (id) => ids.has(id);
}

/**
 * The id of an owner, or `none`: a question about the owners alone.
 * @throws LedgerError `not-found`, `invalid`, `unavailable`, `cancelled`
 */
export async function ownerIdAt(
  workspace: Workspace,
  text: string,
  moment: Moment | undefined,
  work: Work | undefined,
): Promise<Id> {
  const owners = await readAt(workspace, 'stakeholders', moment, ownersIn, work);
  const [id] = ownerMeant(workspace, text, new Set(owners.values()));
  return id ?? noOwner;
}
