import type { Id, Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import type { Affiliation } from '#projections/facts/belonging-at.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Named } from '../answers.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { linkedWith } from '../ledger/belonging.js';
import { readAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { ownersIn, partyMeant } from './owners.js';
import { nameAll } from './timeline.js';

/** The teams of owners at a moment: by what had occurred and was known by then. */
export interface TeamsAt {
  /**
   * The team of an owner: an organisation of ours that they are a member of then (PartyAffiliated), of several the one that
   * they joined last; or the owner itself, where that is an organisation. Undefined for nobody, and for who is in no team.
   */
  readonly teamOf: (owner: Id | undefined) => Id | undefined;
  /** Whether an owner is no team itself. Of whom it is not known what they are, such as who was erased, it may be a person. */
  readonly isPerson: (owner: Id) => boolean;
}

/** The teams of ours at a moment, as they are looked up; what was asked once is remembered. */
export function teamsAt(workspace: Workspace, moment: Moment | undefined): TeamsAt {
  const { ledger, clock } = workspace;
  const known = moment?.known ?? ledger.head().sequence;
  const at = moment?.asOf ?? clock.now();
  const found = new Map<Id, Id | undefined>();
  const isPerson = (owner: Id): boolean => nameAll(workspace, [owner]).get(owner)?.kind !== 'organisation';
  const canonical = (id: Id): Id => linkedWith(ledger, id, known)[0]!;
  const lookUp = (owner: Id): Id | undefined => {
    if (!isPerson(owner)) return canonical(owner);
    const [joined] = membershipsOf(ledger, owner, known, at);
    return joined && canonical(joined.organisation);
  };
  return {
    isPerson,
    teamOf(owner) {
      if (owner === undefined) return undefined;
      if (!found.has(owner)) found.set(owner, lookUp(owner));
      return found.get(owner);
    },
  };
}

/** In what of ours somebody is then, what they joined last first; what is a customer's is no team. */
function membershipsOf(ledger: Mirror, party: Id, known: number, at: Instant): readonly Affiliation[] {
  const affiliations = amendmentsOf(ledger).visibility.belonging.at(known)?.affiliationsAt(party, at) ?? [];
  const isOurs = ({ event, organisation }: Affiliation): boolean =>
    ledger.at(event.sequence)?.parties.find(({ id }) => id === organisation)?.side === 'ours';
  return affiliations
    .filter(isOurs)
    .sort((a, b) => (a.from === b.from ? b.event.sequence - a.event.sequence : b.from - a.from));
}

/**
 * The ids that a team of owners is known by; undefined among them stands for none.
 * @param text an id, an identifier or a name; `none`: what no team owns
 * @param teams all that own something
 * @throws LedgerError `not-found`, `invalid` where several are known by it
 */
export function teamMeant(workspace: Workspace, text: string, teams: ReadonlySet<Id>): ReadonlySet<Id | undefined> {
  return partyMeant(workspace, text, teams, {
    field: 'team',
    several: (count) => `${count} teams are known by “${text}”; give the id of one.`,
    unknown: `No relationship has a team “${text}”.`,
    hint:
      teams.size === 0
        ? 'No relationship has a team: a PartyAffiliated event says of which team its owner is. Without --team all is shown.'
        : '`tend movements --by team` names the teams; `--team none` is what no team owns.',
  });
}

/** The teams that own relationships at a moment, by name. @throws LedgerError `unavailable`, `busy`, `cancelled` */
export async function teamsOwning(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work | undefined,
): Promise<readonly Named[]> {
  const ids = await teamIds(workspace, moment, work);
  const names = nameAll(workspace, [...ids]);
  const sortedBy = ({ id, name }: Named): string => `${name ?? ''}\n${id}`;
  return [...names.values()].sort((a, b) => (sortedBy(a) < sortedBy(b) ? -1 : 1));
}

/** The teams that own relationships at a moment. @throws LedgerError `unavailable`, `busy`, `cancelled` */
export async function teamIds(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work | undefined,
): Promise<Set<Id>> {
  const owners = await readAt(workspace, 'stakeholders', moment, ownersIn, work);
  const { teamOf } = teamsAt(workspace, moment);
  return new Set([...new Set(owners.values())].flatMap((owner) => teamOf(owner) ?? []));
}
