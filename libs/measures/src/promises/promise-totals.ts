import type { Instant } from '#core/time.js';
import { dayOf } from '#core/time.js';
import { evidenceKindOf, evidenceKinds, noPromises, outcomeOf, type PromiseTally } from './promise-outcome.js';
import { isWaiting, type PromiseState } from './promise-state.js';

/** What one promise adds to totals, in the shape of a contribution. */
export interface PromiseContribution {
  readonly at: readonly string[];
  readonly add: Readonly<Record<string, number>>;
  readonly values?: Readonly<Record<string, readonly number[]>>;
}

/** What was added up in one cell: as the read store gives it. */
export interface PromiseCell {
  readonly at: readonly (string | number)[];
  readonly sums: Readonly<Record<string, bigint | number>>;
}

/**
 * The cell of a promise and what it counts there: `[by, evidence, month]`, where `by` is whose promise it is, `evidence`
 * how it is known, or, as long as it is not, how it is to become known, and `month` (YYYY-MM) that of its due time in the
 * zone. Sums: `promises`, one of `kept`, `broken`, `unconfirmed`, `open`, `void`, and `renegotiated`. Values: `lateMs`, by
 * how much one that was kept too late was late; one that never was kept has no lateness yet. Of what was never made, as
 * far as is known, only `['unmade']` counts.
 * @throws LedgerError `invalid` for an unknown zone
 */
export function contributionOf(promise: PromiseState, zone: string): PromiseContribution {
  const { by, dueAt, confirmBy, renegotiations } = promise;
  if (by === null || dueAt === null || confirmBy === null) return { at: ['unmade'], add: { promises: 1 } };
  const counted = outcomeOf(promise);
  const evidence = 'evidence' in counted ? counted.evidence : evidenceKindOf[confirmBy];
  const add = { promises: 1, [counted.outcome]: 1, ...(renegotiations > 0 ? { renegotiated: 1 } : {}) };
  const late = latenessMs(promise);
  return {
    at: [by, evidence, dayOf(dueAt, zone).slice(0, 7)],
    add,
    ...(late === undefined || counted.outcome === 'void' ? {} : { values: { lateMs: [late] } }),
  };
}

/** Which of the cells are to be counted; without a bound all. */
export interface PromiseRange {
  readonly by: 'customer' | 'ours';
  /** Months of the due time, YYYY-MM, both included. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * Counts promises from totals, at whatever date the totals were read: the rate comes from this (`promiseRates`). Cells that
 * are none of promises are passed over.
 */
export function tallyOfCells(cells: Iterable<PromiseCell>, { by, from, to }: PromiseRange): PromiseTally {
  const tally = noPromises();
  for (const { at, sums } of cells) {
    const [side, evidence, month] = at;
    const kind = evidenceKinds.find((known) => known === evidence);
    if (side !== by || kind === undefined || typeof month !== 'string') continue;
    if ((from !== undefined && month < from) || (to !== undefined && month > to)) continue;
    const sum = (name: string): number => Number(sums[name] ?? 0);
    tally.byEvidence[kind].kept += sum('kept');
    tally.byEvidence[kind].broken += sum('broken');
    tally.unconfirmed += sum('unconfirmed');
    tally.open += sum('open');
    tally.void += sum('void');
  }
  return tally;
}

/**
 * By how many ms a promise is late: kept too late, or, at an instant that is given, not kept until then.
 * @returns undefined when it is not late, or, without an instant, was not kept at all
 */
export function latenessMs(
  promise: Pick<PromiseState, 'status' | 'dueAt' | 'keptAt'>,
  until?: Instant,
): number | undefined {
  const { status, dueAt, keptAt } = promise;
  if (dueAt === null) return undefined;
  if (status === 'kept-late') return keptAt! - dueAt;
  return status === 'broken' && until !== undefined ? Math.max(0, until - dueAt) : undefined;
}

/** How many ms are left to keep a promise: negative where it is past and the grace is not over; undefined when it is over. */
export function timeLeftMs(promise: Pick<PromiseState, 'status' | 'dueAt'>, at: Instant): number | undefined {
  return isWaiting(promise) ? promise.dueAt! - at : undefined;
}
