import type { Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';
import type { Evidence, PromiseState } from './promise-state.js';

/** How a promise enters the rate: kept in time or not, on whose word; or not at all. */
export type PromiseOutcome =
  | { readonly kind: 'kept' | 'broken'; readonly evidence: Evidence }
  /** `void`: never made as far as is known, or due before it was made. */
  | { readonly kind: 'open' | 'unconfirmed' | 'void' };

/** What was kept too late is broken: the rate says how far a word can be relied on. */
export function outcomeOf({ status, evidence, dueBeforeMade }: PromiseState): PromiseOutcome {
  if (status === 'unmade' || dueBeforeMade) return { kind: 'void' };
  switch (status) {
    case 'kept':
      return { kind: 'kept', evidence: evidence! };
    case 'kept-late':
    case 'broken':
      return { kind: 'broken', evidence: evidence! };
    case 'unconfirmed':
      return { kind: 'unconfirmed' };
    case 'open':
    case 'renegotiated':
      return { kind: 'open' };
  }
}

export interface PromiseCounts {
  kept: number;
  broken: number;
}

/** Kept and broken by whose word it is, never added up across them; and, beside the rate, what is outside it. */
export interface PromiseRate {
  readonly observed: PromiseCounts;
  readonly customerConfirmed: PromiseCounts;
  readonly selfReported: PromiseCounts;
  open: number;
  unconfirmed: number;
  void: number;
}

/** The rate of promises (definitions.md §1.6): those of one side, because the customer's are not ours. */
export function promiseRate(promises: Iterable<PromiseState>): PromiseRate {
  const rate: PromiseRate = {
    observed: { kept: 0, broken: 0 },
    customerConfirmed: { kept: 0, broken: 0 },
    selfReported: { kept: 0, broken: 0 },
    open: 0,
    unconfirmed: 0,
    void: 0,
  };
  const byEvidence = { connector: rate.observed, customer: rate.customerConfirmed, actor: rate.selfReported };
  for (const promise of promises) {
    const outcome = outcomeOf(promise);
    if ('evidence' in outcome) byEvidence[outcome.evidence][outcome.kind]++;
    else rate[outcome.kind]++;
  }
  return rate;
}

/** kept ÷ (kept + broken); undefined without either. Its interval is the Beta(1,1) one of these two counts. */
export function keptShare({ kept, broken }: PromiseCounts): number | undefined {
  return kept + broken > 0 ? kept / (kept + broken) : undefined;
}

/**
 * How many local days late: from the day that it was due to the day that it was kept, or, while broken, to today. 0 when
 * it was late on the very day; undefined when it is not late.
 * @throws LedgerError `invalid` for an unknown zone
 */
export function daysLate(promise: PromiseState, today: Instant, zone: string): number | undefined {
  if (promise.dueAt === null || (promise.status !== 'kept-late' && promise.status !== 'broken')) return undefined;
  const localDay = (at: Instant): number => Math.floor((at + offsetMsAt(zone, at)) / dayMs);
  return localDay(promise.keptAt ?? today) - localDay(promise.dueAt);
}
