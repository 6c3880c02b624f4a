import { LedgerError } from '#core/errors.js';
import { dayOf, formatInstant, type Id, type Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Row, RowValue } from '#read-store/row-list.js';
import type { Named, RelationshipsAnswer } from '../answers.js';
import { isMeantBy, ownerMeant } from '../relationships/owners.js';
import { teamMeant, teamsAt, type TeamsAt } from '../relationships/teams.js';
import { nameAll } from '../relationships/timeline.js';
import { placeBy } from './order.js';
import { becauseOf } from './reason-words.js';
import { phaseNameOf, risksOf, standingsAt, valueOf, type Standing, type Standings } from './standing.js';
import {
  noChannel,
  standingSorts,
  type PortfolioFilter,
  type StandingRow,
  type StandingSort,
} from './standing-answers.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** What the list of relationships needs of other projections before it can be made. */
export interface Joined {
  /** What it is sorted by; absent where `relationships` itself knows. */
  readonly place?: (row: Row, key: Id) => RowValue | undefined;
  /** Whether a relationship is wanted; absent where all are. */
  readonly isMeant?: (key: Id) => boolean;
}

/** What the portfolio is narrowed by, for the question that a cursor is of. */
export function narrowedBy(filter: PortfolioFilter): readonly (string | undefined)[] {
  const { phase, segment, owner, team, channel, risk, cohort } = filter;
  return [phase, segment, owner, team, channel, risk, cohort];
}

/**
 * Reads what an order or a filter asks for, of all relationships; nothing where neither does.
 * @throws LedgerError `invalid`, `busy`, `cancelled`
 */
export async function joinedFor(
  workspace: Workspace,
  filter: PortfolioFilter,
  order: string,
  moment: Moment | undefined,
  work: Work | undefined,
): Promise<Joined> {
  const { cohort } = filter;
  if (cohort !== undefined && !/^\d{4}-Q[1-4]$/.test(cohort))
    throw new LedgerError('invalid', `“${cohort}” is no quarter.`, {
      violations: [{ field: 'cohort', message: 'must be a quarter such as 2026-Q1' }],
    });
  const isSorted = (standingSorts as readonly string[]).includes(order);
  const isNarrowed = narrowedBy(filter).some((condition) => condition !== undefined);
  if (!isSorted && !isNarrowed) return {};
  const standings = await standingsAt(workspace, moment, work);
  const place = isSorted ? placeBy(order as StandingSort, standings) : undefined;
  return {
    ...(place === undefined
      ? {}
      : { place: (row: Row, key: Id) => place(standings.of(key), row['lastTouchpoint'] as Instant | null) }),
    ...(isNarrowed ? { isMeant: meantBy(workspace, filter, standings, teamsAt(workspace, moment)) } : {}),
  };
}

/**
 * Whether a relationship is so, by its standing.
 * @throws LedgerError `not-found`, `invalid` for owners and teams that nobody, or several, are known by
 */
export function meantBy(
  workspace: Workspace,
  filter: PortfolioFilter,
  standings: Standings,
  { teamOf }: TeamsAt,
): (key: Id) => boolean {
  const { phase, segment, owner, team, channel, risk, cohort } = filter;
  const ownerOf = (key: Id): Id | undefined => standings.of(key).stakeholders?.owner ?? undefined;
  const allOf = (of: (key: Id) => Id | undefined) => new Set(standings.keys.flatMap((key) => of(key) ?? []));
  const teamOfKey = (key: Id) => teamOf(ownerOf(key));
  const isOwner = owner === undefined ? undefined : isMeantBy(workspace, owner, allOf(ownerOf), ownerMeant);
  const isTeam = team === undefined ? undefined : isMeantBy(workspace, team, allOf(teamOfKey), teamMeant);
  return (key) => {
    const standing = standings.of(key);
    const { trajectory } = standing;
    if (phase !== undefined && trajectory?.phase !== phase && phaseNameOf(standing) !== phase) return false;
    if (segment !== undefined && trajectory?.segment !== segment) return false;
    if (isOwner !== undefined && !isOwner(ownerOf(key))) return false;
    if (isTeam !== undefined && !isTeam(teamOfKey(key))) return false;
    if (channel !== undefined && (standing.contactDays?.channel ?? noChannel) !== channel) return false;
    if (cohort !== undefined && cohortOf(standing, workspace.directory.zone) !== cohort) return false;
    if (risk === undefined) return true;
    const risks = risksOf(standing, standings.at);
    return risk === 'any' ? risks.length > 0 : risks.includes(risk);
  };
}

/** Quarter of the first contact-day of theirs, in the workspace's zone, such as `2026-Q1`; undefined without one. */
export function cohortOf({ contactDays }: Standing, zone: string): string | undefined {
  const first = contactDays?.first ?? null;
  return first === null ? undefined : quarterOf(first, zone);
}

export function quarterOf(at: Instant, zone: string): string {
  const [year, month] = dayOf(at, zone).split('-');
  return `${year}-Q${Math.ceil(Number(month) / 3)}`;
}

/** A page of the list, with what other projections say of its relationships. */
export async function withStandings(
  workspace: Workspace,
  answer: Omit<RelationshipsAnswer, 'joined' | 'missing'>,
  moment: Moment | undefined,
  work: Work | undefined,
): Promise<RelationshipsAnswer> {
  const keys = answer.rows.map(({ id }) => id);
  const standings = await standingsAt(workspace, moment, work, keys);
  const owners = keys.flatMap((key) => standings.of(key).stakeholders?.owner ?? []);
  const { teamOf } = teamsAt(workspace, moment);
  const names = nameAll(workspace, [...owners, ...owners.flatMap((owner) => teamOf(owner) ?? [])]);
  const nameOf = (id: Id): Named => names.get(id) ?? { id };
  const { zone } = workspace.directory;
  return {
    ...answer,
    rows: answer.rows.map((row) => ({
      ...row,
      ...standingAnswer(standings.of(row.id), standings.at, zone, { nameOf, teamOf }),
    })),
    joined: standings.read.map(({ horizonMs, ...read }) => ({ ...read, horizon: formatInstant(horizonMs, zone) })),
    ...(standings.missing.length === 0 ? {} : { missing: standings.missing }),
  };
}

function standingAnswer(
  standing: Standing,
  at: Instant,
  zone: string,
  { nameOf, teamOf }: { readonly nameOf: (id: Id) => Named } & Pick<TeamsAt, 'teamOf'>,
): Partial<StandingRow> {
  const { trajectory, breaches, contracts, stakeholders, contactDays, health } = standing;
  if (trajectory === undefined) return {};
  const { phase, cause, reason, tooEarly, segment, kind, silentDays, usualDays, p } = trajectory;
  const time = (name: string, instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? {} : { [name]: formatInstant(instant, zone) };
  const number = (name: string, known: number | null | undefined) =>
    known === null || known === undefined ? {} : { [name]: known };
  const owner = stakeholders?.owner ?? undefined;
  const team = teamOf(owner);
  const channel = contactDays?.channel ?? undefined;
  return {
    phase,
    ...(cause === null ? {} : { cause }),
    reason,
    because: becauseOf(standing)!,
    ...time('onset', trajectory.onset),
    ...time('detectedAt', trajectory.detectedAt),
    tooEarly,
    ...time('unknownSince', trajectory.unknownSince),
    segment,
    ...(kind === null ? {} : { classifiedAs: kind }),
    silence: { ...number('days', silentDays), ...number('usualDays', usualDays), ...number('p', p) },
    value: valueOf(standing),
    atRisk: risksOf(standing, at),
    promises: { open: breaches?.promisesOpen ?? 0, broken: breaches?.promisesBroken ?? 0 },
    openBreaches: breaches?.open ?? 0,
    ...(health === undefined ? {} : { health: { ...number('value', health.value), coverage: health.coverage / 100 } }),
    ...time('nextRenewal', contracts?.nextRenewal),
    ...(owner === undefined ? {} : { owner: nameOf(owner) }),
    ...(team === undefined ? {} : { team: nameOf(team) }),
    ...(channel === undefined ? {} : { channel }),
  };
}
