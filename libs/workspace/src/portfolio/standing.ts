import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ReadPosition } from '#projections/queries/projection-reader.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { breaches } from '#read-models/breaches.projection.js';
import type { contactDays } from '#read-models/contact-days.projection.js';
import type { contracts } from '#read-models/contracts.projection.js';
import type { health } from '#read-models/health.projection.js';
import type { stakeholders } from '#read-models/stakeholders.projection.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import type { value } from '#read-models/value.projection.js';
import { rowsAt, seenRowsAt, type RowsAt } from './rows-at.js';
import type { Amount, PhaseName, RiskReason } from './standing-answers.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** A renewal that has to be settled within so many days is near (definitions.md §1.8). */
export const renewalNearDays = 90;

/** What is read of a relationship, each from its own projection. */
interface Parts {
  readonly trajectory: TrajectoryRow & { readonly silentDays?: number | null; readonly p?: number | null };
  readonly value: RowOf<typeof value>;
  readonly breaches: RowOf<typeof breaches>;
  readonly contracts: RowOf<typeof contracts>;
  readonly stakeholders: RowOf<typeof stakeholders>;
  readonly contactDays: RowOf<typeof contactDays>;
  readonly health: RowOf<typeof health>;
}

/** Of a projection that has nothing of the relationship, or is not built yet, there is no part. */
export type Standing = { readonly [Name in keyof Parts]?: Parts[Name] | undefined };

const sources = {
  trajectory: 'trajectory',
  value: 'value',
  breaches: 'breaches',
  contracts: 'contracts',
  stakeholders: 'stakeholders',
  contactDays: 'contact-days',
  health: 'health',
} as const satisfies Record<keyof Parts, string>;

/** The projections that the portfolio is joined from, beside `relationships`. */
export const standingProjections: readonly string[] = Object.values(sources);

/** How relationships stand at a moment: rows of several projections, joined by key when they are asked for. */
export interface Standings {
  /** The instant that they are of. */
  readonly at: Instant;
  readonly of: (key: Id) => Standing;
  /** Every key that has a phase. */
  readonly keys: readonly Id[];
  readonly read: readonly ({ readonly projection: string } & ReadPosition)[];
  /** Projections that could not be asked, because their first build is not complete. */
  readonly missing: readonly string[];
}

/**
 * How relationships stand, at the head or at a moment. At the head each projection is read in a state of its own: they
 * may be some events apart.
 * @param keys without them all relationships, without what drifts (`silentDays` and `p`), and without health, by which nothing is sorted or
 *   narrowed
 * @param only the projections that are read
 * @throws LedgerError `busy`, `cancelled`
 */
export async function standingsAt(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work = {},
  keys?: readonly Id[],
  only: readonly string[] = standingProjections,
): Promise<Standings> {
  const parts = new Map<string, RowsAt<object> | undefined>();
  const asked = only.filter((projection) => keys !== undefined || projection !== sources.health);
  for (const projection of asked) {
    // Nothing of health drifts; of the past all rows are kept for who asks again, and single ones are not.
    const isWhole = keys === undefined || (moment !== undefined && projection === sources.health);
    const rows = isWhole
      ? await rowsAt<object>(workspace, projection, moment, work)
      : await seenRowsAt(workspace, projection, keys, moment, work);
    parts.set(projection, rows);
  }
  const partOf = <Name extends keyof Parts>(name: Name, key: Id): Parts[Name] | undefined =>
    parts.get(sources[name])?.rows.get(key) as Parts[Name] | undefined;
  const joined = new Map<Id, Standing>();
  return {
    at: moment?.asOf ?? workspace.clock.now(),
    of(key) {
      let standing = joined.get(key);
      if (standing !== undefined) return standing;
      standing = {
        trajectory: partOf('trajectory', key),
        value: partOf('value', key),
        breaches: partOf('breaches', key),
        contracts: partOf('contracts', key),
        stakeholders: partOf('stakeholders', key),
        contactDays: partOf('contactDays', key),
        health: partOf('health', key),
      };
      joined.set(key, standing);
      return standing;
    },
    keys: [...(parts.get(sources.trajectory)?.rows.keys() ?? [])],
    read: [...parts].flatMap(([projection, found]) => (found === undefined ? [] : [{ projection, ...found.read }])),
    missing: asked.filter((projection) => parts.get(projection) === undefined),
  };
}

/** The phase in one word: what deteriorated, by its cause. */
export function phaseNameOf({ trajectory }: Standing): PhaseName | undefined {
  return trajectory === undefined ? undefined : (trajectory.cause ?? trajectory.phase);
}

const nothing: readonly Amount[] = [];

/**
 * What a relationship is worth, by currency: what was booked in the last 365 days (`value`), or its contracts in force
 * (`contracts`) where these come to more. The larger, because a contract that was made within the year is in both.
 * Contracts of several currencies are in no row, and are left out.
 */
export function valueOf({ value: booked, contracts: signed }: Standing): readonly Amount[] {
  const hasContracts = signed !== undefined && signed.currency !== null;
  // Thousands are asked for at once, and most have one currency, or none.
  if (!hasContracts && (booked === undefined || booked.amounts === '')) return nothing;
  const { currency = null, value: amount = null } = booked ?? {};
  if (!hasContracts && currency !== null && amount !== null) return [{ currency, amount }];
  const amounts = new Map<string, number>();
  for (const line of booked === undefined || booked.amounts === '' ? [] : booked.amounts.split('\n')) {
    const [of, sum] = line.split(' ');
    amounts.set(of!, Number(sum));
  }
  if (hasContracts && signed.value !== null)
    amounts.set(signed.currency!, Math.max(signed.value, amounts.get(signed.currency!) ?? -Infinity));
  return Array.from(amounts, ([of, sum]) => ({ currency: of, amount: sum }))
    .filter((one) => one.amount !== 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/**
 * Why a relationship is at risk (definitions.md §1.8); nothing where it is not. What is dissolved is at risk no more: it
 * is lost.
 */
export function risksOf(
  { trajectory, breaches: ours, contracts: signed, stakeholders: people }: Standing,
  at: Instant,
) {
  const risks: RiskReason[] = [];
  if (trajectory?.phase === 'dissolved') return risks;
  if (trajectory?.phase === 'deterioration') risks.push('deterioration');
  if (ours !== undefined && ours.open > 0) risks.push('open-breach');
  if (people?.singleThreaded === true) risks.push('single-threaded');
  const renewal = signed?.nextRenewal ?? null;
  const isNear = renewal !== null && renewal >= at && renewal <= at + renewalNearDays * dayMs;
  if (isNear && (trajectory?.declineAt ?? null) !== null) risks.push('renewal-in-decline');
  return risks;
}
