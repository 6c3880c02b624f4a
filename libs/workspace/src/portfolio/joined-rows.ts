import { LedgerError } from '#core/errors.js';
import { dayOf, formatInstant, type Id, type Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Row, RowValue } from '#read-store/row-list.js';
import type { Named, RelationshipsAnswer } from '../answers.js';
import { linkedWith } from '../ledger/belonging.js';
import { partiesKnownBy } from '../ledger/permitted.js';
import { ownerMeant } from '../relationships/owners.js';
import { nameAll } from '../relationships/timeline.js';
import { placeBy } from './order.js';
import { becauseOf } from './reason-words.js';
import { phaseNameOf, risksOf, standingsAt, valueOf, type Standing, type Standings } from './standing.js';
import { standingSorts, type PortfolioFilter, type StandingRow, type StandingSort } from './standing-answers.js';
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
export function narrowedBy({ phase, segment, owner, risk, cohort }: PortfolioFilter): readonly (string | undefined)[] {
  return [phase, segment, owner, risk, cohort];
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
    ...(isNarrowed ? { isMeant: meantBy(workspace, filter, standings) } : {}),
  };
}

function meantBy(workspace: Workspace, filter: PortfolioFilter, standings: Standings): (key: Id) => boolean {
  const { phase, segment, owner, risk, cohort } = filter;
  const isOwner = owner === undefined ? undefined : ownedBy(workspace, owner, standings);
  return (key) => {
    const standing = standings.of(key);
    const { trajectory, stakeholders } = standing;
    if (phase !== undefined && trajectory?.phase !== phase && phaseNameOf(standing) !== phase) return false;
    if (segment !== undefined && trajectory?.segment !== segment) return false;
    if (isOwner !== undefined && !isOwner(stakeholders?.owner ?? undefined)) return false;
    if (cohort !== undefined && cohortOf(standing, workspace.directory.zone) !== cohort) return false;
    if (risk === undefined) return true;
    const risks = risksOf(standing, standings.at);
    return risk === 'any' ? risks.length > 0 : risks.includes(risk);
  };
}

/** Who is known and owns nothing then has no relationships. @throws LedgerError `not-found` for who is not known, `invalid` for several */
function ownedBy(workspace: Workspace, owner: string, standings: Standings): (id: Id | undefined) => boolean {
  const owners = new Set(standings.keys.flatMap((key) => standings.of(key).stakeholders?.owner ?? []));
  const known = partiesKnownBy(workspace, owner).flatMap((id) => linkedWith(workspace.ledger, id));
  const isKnown = known.some((id) => workspace.names.names([id]).size > 0);
  if (isKnown && !known.some((id) => owners.has(id))) return () => false;
  const meant = ownerMeant(workspace, owner, owners);
  return (id) => meant.has(id);
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
  const names = nameAll(workspace, owners);
  const nameOf = (id: Id): Named => names.get(id) ?? { id };
  const { zone } = workspace.directory;
  return {
    ...answer,
    rows: answer.rows.map((row) => ({ ...row, ...standingAnswer(standings.of(row.id), standings.at, zone, nameOf) })),
    joined: standings.read.map(({ horizonMs, ...read }) => ({ ...read, horizon: formatInstant(horizonMs, zone) })),
    ...(standings.missing.length === 0 ? {} : { missing: standings.missing }),
  };
}

function standingAnswer(
  standing: Standing,
  at: Instant,
  zone: string,
  nameOf: (id: Id) => Named,
): Partial<StandingRow> {
  const { trajectory, breaches, contracts, stakeholders, health } = standing;
  if (trajectory === undefined) return {};
  const { phase, cause, reason, tooEarly, segment, kind, silentDays, usualDays, p } = trajectory;
  const time = (name: string, instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? {} : { [name]: formatInstant(instant, zone) };
  const number = (name: string, known: number | null | undefined) =>
    known === null || known === undefined ? {} : { [name]: known };
  const owner = stakeholders?.owner ?? null;
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
    ...(owner === null ? {} : { owner: nameOf(owner) }),
  };
}
