import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { maySingleOut } from '../ledger/workforce.js';
import { teamIds, teamMeant, teamsAt } from '../relationships/teams.js';
import { nameAll } from '../relationships/timeline.js';
import { refusedAsFew, withheldGroups, type Owners } from './few-owners.js';
import {
  fewRelationships,
  type MovementGroup,
  type MovementGrouping,
  type MovementsAnswer,
  type MovementsQuery,
} from './portfolio-answers.js';
import { rowsAt } from './rows-at.js';
import { noChannel } from './standing-answers.js';
import { transitionsOf, type Passage } from './transitions.js';
import { noOwner } from '../today/today-answers.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** The two ends of a period; the end is absent for the head. */
export interface Period {
  readonly begin: Moment;
  readonly end: Moment | undefined;
}

/** The name of a segment or a channel, the id of an owner or a team, that a relationship is of; empty for none. */
type GroupOf = (key: Id) => string;

/** A member of a row at both ends of a period; absent where there is no row. */
type AtBothEnds = (key: Id) => {
  readonly before: string | null | undefined;
  readonly after: string | null | undefined;
};

async function readBoth(
  workspace: Workspace,
  [projection, member]: readonly [string, string],
  { begin, end }: Period,
  work: Work,
): Promise<AtBothEnds> {
  const read = async (moment: Moment | undefined) =>
    (await rowsAt<Readonly<Record<string, string | null>>>(workspace, projection, moment, work))?.rows;
  const [before, after] = [await read(begin), await read(end)];
  return (key) => ({ before: before?.get(key)?.[member], after: after?.get(key)?.[member] });
}

/** Who owns relationships, and of which team they are: at the end of the period, and who left at its beginning. */
interface Ownership extends Owners {
  readonly teamOf: GroupOf;
  /** The teams of a relationship at either end. */
  readonly teamsOf: (key: Id) => readonly Id[];
}

async function ownershipIn(workspace: Workspace, period: Period, work: Work): Promise<Ownership> {
  const owners = await readBoth(workspace, ['stakeholders', 'owner'], period, work);
  const [teamsBefore, teamsAfter] = [teamsAt(workspace, period.begin), teamsAt(workspace, period.end)];
  const hasLeft = (key: Id): boolean => owners(key).after === undefined;
  const teamBefore = (key: Id): Id | undefined => teamsBefore.teamOf(owners(key).before ?? undefined);
  const teamAfter = (key: Id): Id | undefined => teamsAfter.teamOf(owners(key).after ?? undefined);
  return {
    ownerOf: (key) => (hasLeft(key) ? owners(key).before : owners(key).after) ?? undefined,
    isPerson: teamsAfter.isPerson,
    teamOf: (key) => (hasLeft(key) ? teamBefore(key) : teamAfter(key)) ?? '',
    teamsOf: (key) => [teamBefore(key) ?? [], teamAfter(key) ?? []].flat(),
  };
}

const places = { segment: ['trajectory', 'segment'], channel: ['contact-days', 'channel'] } as const;

/** What was silent for a year is by no channel any more, and counts where it was: else no channel would lose anybody. */
async function placeIn(workspace: Workspace, by: keyof typeof places, period: Period, work: Work): Promise<GroupOf> {
  const value = await readBoth(workspace, places[by], period, work);
  return (key) => value(key).after ?? value(key).before ?? '';
}

/** What is told of some passages, and of those that were there at the beginning. */
function samplesOf(passages: readonly Passage[]): readonly (readonly Id[])[] {
  const there = passages.filter(({ from }) => from !== undefined);
  return [passages, there].map((some) => some.map(({ key }) => key));
}

/**
 * Those of some relationships that are of a team and of a channel, as `groupsOf` would have them.
 * @throws LedgerError `not-found` for what is no team at either end, `invalid`; `forbidden` where single people would show
 */
export async function narrowedTo(
  workspace: Workspace,
  { team, channel }: Pick<MovementsQuery, 'team' | 'channel'>,
  passages: readonly Passage[],
  period: Period,
  work: Work,
): Promise<readonly Passage[]> {
  let narrowed = passages;
  if (channel !== undefined) {
    const channelOf = await placeIn(workspace, 'channel', period, work);
    narrowed = narrowed.filter(({ key }) => (channelOf(key) || noChannel) === channel);
  }
  if (team === undefined) return narrowed;
  const ownership = await ownershipIn(workspace, period, work);
  const meant = teamMeant(workspace, team, new Set(passages.flatMap(({ key }) => ownership.teamsOf(key))));
  const groups = Map.groupBy(narrowed, ({ key }) => ownership.teamOf(key));
  const withheld = withheldGroups(workspace, groups, ownership, samplesOf);
  const asked = [...groups].filter(([group]) => meant.has(group || undefined));
  if (asked.some(([group]) => withheld.has(group))) throw refusedAsFew(workspace, 'in this period');
  return asked.flatMap(([, members]) => members);
}

/**
 * The matrix of each group, the largest first. Of owners only teams are told of; of teams, and of the parts of a team, only
 * those of which enough people own relationships, unless a policy allows more: how people's relationships fare is a measure
 * of them.
 */
export async function groupsOf(
  workspace: Workspace,
  { by, team }: Pick<MovementsQuery, 'team'> & { readonly by: MovementGrouping },
  passages: readonly Passage[],
  period: Period,
  work: Work,
): Promise<Pick<MovementsAnswer, 'groups' | 'ofSinglePeople' | 'ofSmallTeams'>> {
  const isByParty = by === 'team' || by === 'owner';
  const ownership = isByParty || team !== undefined ? await ownershipIn(workspace, period, work) : undefined;
  const groupOf = isByParty
    ? by === 'team'
      ? ownership!.teamOf
      : (key: Id) => ownership!.ownerOf(key) ?? ''
    : await placeIn(workspace, by, period, work);
  const groups = Map.groupBy(passages, ({ key }) => groupOf(key));
  const mayBeTold = by !== 'owner' || maySingleOut(workspace);
  const isSingle = (group: string): boolean => group !== '' && !mayBeTold && ownership!.isPerson(group);
  const withheld: ReadonlySet<string> =
    ownership === undefined ? new Set() : withheldGroups(workspace, groups, ownership, samplesOf, isSingle);
  const told = [...groups]
    .filter(([group]) => !withheld.has(group))
    .sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1));
  const ids = told.flatMap(([group]) => (group === '' ? [] : [group]));
  const names = isByParty ? nameAll(workspace, ids) : undefined;
  const without = passages.filter(({ key }) => withheld.has(groupOf(key))).length;
  return {
    groups: told.map(([group, members]): MovementGroup => ({
      ...(group === '' ? {} : { [by]: names === undefined ? group : (names.get(group) ?? { id: group }) }),
      ...(members.length < fewRelationships ? { few: true } : {}),
      ...transitionsOf(members),
    })),
    ...(without === 0 ? {} : { [by === 'owner' ? 'ofSinglePeople' : 'ofSmallTeams']: without }),
  };
}

/**
 * The teams at either end of a period, as movements know them: what is asked of the teams alone.
 * @throws LedgerError `not-found` for what is no team at either end, `invalid` for several
 */
export async function teamIdIn(workspace: Workspace, text: string, period: Period, work: Work): Promise<Id> {
  const at = async (moment: Moment | undefined) => teamIds(workspace, moment, work);
  const [id] = teamMeant(workspace, text, new Set([...(await at(period.begin)), ...(await at(period.end))]));
  return id ?? noOwner;
}
