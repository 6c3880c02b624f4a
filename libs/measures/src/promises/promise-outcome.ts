import type { Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';
import type { Evidence, PromiseState } from './promise-state.js';

/** How it is known: seen by the source itself, said by the customer, or by whoever made the promise. Never added up. */
export const evidenceKinds = ['observed', 'customer-confirmed', 'self-reported'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** On whose word it is, and what that is called where it is shown. */
export const evidenceKindOf: Readonly<Record<Evidence, EvidenceKind>> = {
  connector: 'observed',
  customer: 'customer-confirmed',
  actor: 'self-reported',
};

/** How a promise enters the rate: kept in time or not, and how that is known; or not at all. */
export type PromiseOutcome =
  | { readonly outcome: 'kept' | 'broken'; readonly evidence: EvidenceKind }
  /** `void`: never made as far as is known, or due before it was made. */
  | { readonly outcome: 'unconfirmed' | 'open' | 'void' };

/** What was kept too late is broken: the rate says how far a word can be relied on. */
export function outcomeOf({ status, evidence, dueBeforeMade }: PromiseState): PromiseOutcome {
  if (status === 'unmade' || dueBeforeMade) return { outcome: 'void' };
  switch (status) {
    case 'kept':
      return { outcome: 'kept', evidence: evidenceKindOf[evidence!] };
    case 'kept-late':
    case 'broken':
      return { outcome: 'broken', evidence: evidenceKindOf[evidence!] };
    case 'unconfirmed':
      return { outcome: 'unconfirmed' };
    case 'open':
    case 'renegotiated':
      return { outcome: 'open' };
  }
}

/** Kept and broken by how it is known, never added up across that; and what stands beside the rate, in none of them. */
export interface PromiseTally {
  readonly byEvidence: Readonly<Record<EvidenceKind, { kept: number; broken: number }>>;
  unconfirmed: number;
  open: number;
  void: number;
}

export function noPromises(): PromiseTally {
  const none = (): { kept: number; broken: number } => ({ kept: 0, broken: 0 });
  const byEvidence = { 'observed': none(), 'customer-confirmed': none(), 'self-reported': none() };
  return { byEvidence, unconfirmed: 0, open: 0, void: 0 };
}

/**
 * Counts promises for their rate, kept ÷ (kept + broken) of each kind of evidence (definitions.md §1.6).
 * @param promises those of one side: what customers promise says nothing of how we keep ours
 */
export function tallyPromises(promises: Iterable<PromiseState>): PromiseTally {
  const tally = noPromises();
  for (const promise of promises) {
    const counted = outcomeOf(promise);
    if ('evidence' in counted) tally.byEvidence[counted.evidence][counted.outcome]++;
    else tally[counted.outcome]++;
  }
  return tally;
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
