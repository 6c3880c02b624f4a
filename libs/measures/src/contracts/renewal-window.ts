import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { wilsonInterval, type ShareInterval } from '../voice/wilson.js';
import type { ContractState } from './contract-state.js';

/** By when a renewal has to be settled: the last instant for notice, or the end, whichever comes first; null: never. */
export function renewBy({ noticeBy, endAt }: ContractState): Instant | null {
  // A date for notice that lies behind the end says nothing of this term.
  if (noticeBy !== null && (endAt === null || noticeBy <= endAt)) return noticeBy;
  return endAt;
}

/** Whether another term is still to be won or lost: it runs, and nobody has ended it. */
export function isRenewalOpen({ inForce, status }: ContractState): boolean {
  return inForce && (status === 'running' || status === 'renewed' || status === 'expanded');
}

/** `settled`: the date for notice has passed, and it goes on by its own terms. Otherwise how many warnings are crossed. */
export type RenewalStage = number | 'settled';

/**
 * How near a renewal is at an instant: 0 while it is far, then one more for each number of days before `renewBy` that has
 * been crossed. A warning that would come before the term began is none: else a monthly contract would always warn. It
 * stays at the last one until the contract is renewed, ended, or settled by its own terms.
 * @param warnDays in descending order, such as 120, 60, 30
 */
export function renewalStageAt(contract: ContractState, at: Instant, warnDays: readonly number[]): RenewalStage {
  const last = renewBy(contract);
  if (last === null || !isRenewalOpen(contract)) return 0;
  if (contract.autoRenew && at > last) return 'settled';
  return warnDays.findLastIndex((days) => isCrossed(contract, last, days, at)) + 1;
}

/** The next instant after one at which the stage changes; null when it does not. */
export function nextRenewalStageAt(contract: ContractState, at: Instant, warnDays: readonly number[]): Instant | null {
  const last = renewBy(contract);
  if (last === null || !isRenewalOpen(contract)) return null;
  const warnings = warnDays.map((days) => warningAt(last, days)).filter((one) => one >= contract.termStartAt);
  const ahead = [...warnings, ...(contract.autoRenew ? [last + 1] : [])].filter((one) => one > at);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** Since when the first warning stands, which is when the episode began; null before it. */
export function renewalDueSince(contract: ContractState, at: Instant, warnDays: readonly number[]): Instant | null {
  const last = renewBy(contract);
  const first = last === null ? undefined : warnDays.find((days) => isCrossed(contract, last, days, at));
  return first === undefined ? null : warningAt(last!, first);
}

function isCrossed({ termStartAt }: ContractState, last: Instant, days: number, at: Instant): boolean {
  const warned = warningAt(last, days);
  return warned <= at && warned >= termStartAt;
}

function warningAt(last: Instant, days: number): Instant {
  return last - Math.round(days * dayMs);
}

/** What became of terms that came to their end. */
export interface TermCounts {
  /** By somebody's word, at most so long after the end as a renewal may come. */
  readonly renewed: number;
  readonly unrenewed: number;
  /** Ended by somebody before the end of the term. */
  readonly cancelled: number;
}

/**
 * The renewal rate of contracts due: renewed ÷ (renewed + unrenewed + cancelled), with Wilson's interval. What goes on by
 * its own terms, without a word of anybody, is in none of them: nobody decided. (Cancelled ones are in: else whoever
 * leaves early would make the rate better. A proposal.)
 * @returns undefined while no contract came due, or the counts are none
 */
export function renewalRate({ renewed, unrenewed, cancelled }: TermCounts): ShareInterval | undefined {
  if (![renewed, unrenewed, cancelled].every((count) => Number.isSafeInteger(count) && count >= 0)) return undefined;
  return wilsonInterval(renewed, renewed + unrenewed + cancelled);
}
