import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { maySingleOut, smallestTeam } from '../ledger/workforce.js';
import { isMeantBy } from '../relationships/owners.js';
import { teamMeant, teamsAt } from '../relationships/teams.js';
import { nameAll } from '../relationships/timeline.js';
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
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** The two ends of a period; the end is absent for the head. */
export interface Period {
  readonly begin: Moment;
  readonly end: Moment | undefined;
}

/** What each relationship is of at the end of the period; who left, at its beginning. */
interface Grouping {
  /** The name of a segment or a channel, the id of an owner or a team; empty for none. */
  readonly groupOf: (key: Id) => string;
  /** Who owns it; undefined for nobody, and where that is not asked. */
  readonly ownerOf: (key: Id) => Id | undefined;
  /** Whether an owner is no team. */
  readonly isPerson: (owner: Id) => boolean;
}

const places = {
  segment: ['trajectory', 'segment'],
  channel: ['contact-days', 'channel'],
  owner: ['stakeholders', 'owner'],
  team: ['stakeholders', 'owner'],
} as const satisfies Readonly<Record<MovementGrouping, readonly [string, string]>>;

async function groupingBy(workspace: Workspace, by: MovementGrouping, period: Period, work: Work): Promise<Grouping> {
  const [projection, member] = places[by];
  const read = async (moment: Moment | undefined) =>
    (await rowsAt<Readonly<Record<string, string | null>>>(workspace, projection, moment, work))?.rows;
  const [before, after] = [await read(period.begin), await read(period.end)];
  const valueOf = (key: Id): string => (after?.get(key) ?? before?.get(key))?.[member] ?? '';
  const [teamsBefore, teamsAfter] = [teamsAt(workspace, period.begin), teamsAt(workspace, period.end)];
  const ownerOf = (key: Id): Id | undefined => valueOf(key) || undefined;
  const teamOf = (key: Id): string => (after?.has(key) === true ? teamsAfter : teamsBefore).teamOf(ownerOf(key)) ?? '';
  return {
    groupOf: by === 'team' ? teamOf : valueOf,
    ownerOf: by === 'team' || by === 'owner' ? ownerOf : () => undefined,
    isPerson: teamsAfter.isPerson,
  };
}

/**
 * Whether a measure of some relationships would be one of single people of ours (trust.md §7): some own them, and fewer
 * than the smallest team that may be told of.
 */
function singlesOut(workspace: Workspace, keys: readonly Id[], { ownerOf, isPerson }: Grouping): boolean {
  const people = new Set(keys.flatMap((key) => ownerOf(key) ?? []).filter(isPerson));
  return people.size > 0 && people.size < smallestTeam(workspace);
}

/** What is refused of a team of very few, without a policy. @param when of which moments it is said */
export function refusedAsFew(workspace: Workspace, when: string): LedgerError {
  const sentence = `Fewer than ${smallestTeam(workspace)} people of ours own these relationships ${when}: the numbers would be a measure of single people.`;
  return new LedgerError('forbidden', sentence, {
    hint: 'The policy for the workforce says from how many people on a team is told of (WorkforcePolicyPublished, teamMin). The relationships themselves: tend relationships --team NAME.',
  });
}

/**
 * Those of some relationships that are of a team and of a channel, as `groupsOf` would have them.
 * @throws LedgerError `not-found`, `invalid` for the team; `forbidden` where single people would show
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
    const { groupOf } = await groupingBy(workspace, 'channel', period, work);
    narrowed = narrowed.filter(({ key }) => (groupOf(key) || noChannel) === channel);
  }
  if (team === undefined) return narrowed;
  const grouping = await groupingBy(workspace, 'team', period, work);
  const teams = new Set(passages.flatMap(({ key }) => grouping.groupOf(key) || []));
  const isMeant = isMeantBy(workspace, team, teams, teamMeant);
  narrowed = narrowed.filter(({ key }) => isMeant(grouping.groupOf(key) || undefined));
  if (
    singlesOut(
      workspace,
      narrowed.map(({ key }) => key),
      grouping,
    )
  )
    throw refusedAsFew(workspace, 'in this period');
  return narrowed;
}

/**
 * The matrix of each group, the largest first. Of owners only teams are told of, and of teams only those of which enough
 * people own relationships, unless a policy allows more: how people's relationships fare is a measure of them.
 */
export async function groupsOf(
  workspace: Workspace,
  by: MovementGrouping,
  passages: readonly Passage[],
  period: Period,
  work: Work,
): Promise<Pick<MovementsAnswer, 'groups' | 'ofSinglePeople' | 'ofSmallTeams'>> {
  const grouping = await groupingBy(workspace, by, period, work);
  const groups = [...Map.groupBy(passages, ({ key }) => grouping.groupOf(key))].sort(
    ([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1),
  );
  const mayBeTold = maySingleOut(workspace);
  const isWithheld = (group: string, members: readonly Passage[]): boolean => {
    if (by === 'team')
      return singlesOut(
        workspace,
        members.map(({ key }) => key),
        grouping,
      );
    return by === 'owner' && group !== '' && !mayBeTold && grouping.isPerson(group);
  };
  const [withheld, told] = [true, false].map((is) =>
    groups.filter(([group, members]) => isWithheld(group, members) === is),
  ) as [typeof groups, typeof groups];
  const names =
    by === 'owner' || by === 'team'
      ? nameAll(
          workspace,
          told.flatMap(([id]) => (id === '' ? [] : [id])),
        )
      : undefined;
  const without = withheld.reduce((sum, [, members]) => sum + members.length, 0);
  return {
    groups: told.map(([group, members]): MovementGroup => ({
      ...(group === '' ? {} : { [by]: names === undefined ? group : (names.get(group) ?? { id: group }) }),
      ...(members.length < fewRelationships ? { few: true } : {}),
      ...transitionsOf(members),
    })),
    ...(without === 0 ? {} : { [by === 'team' ? 'ofSmallTeams' : 'ofSinglePeople']: without }),
  };
}
