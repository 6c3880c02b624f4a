import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { PhaseEvent } from './phase.js';

/**
 * Our clock (definitions.md §1.1): it runs only where somebody waits for us. A message of theirs waits for its answer, by a
 * target; a cadence waits for our next contact.
 */
export interface OurWatch {
  /** Messages that nobody answered, the first of each conversation, oldest first. */
  waiting: WaitingMessage[];
  /** Our last human contact, by contact-days; null before. */
  latest: PhaseEvent | null;
  /** Our last contact is older than the cadence, since then. */
  missedAt: Instant | null;
}

export interface WaitingMessage {
  readonly begun: PhaseEvent;
  readonly conversations: readonly Id[];
  lookAt: Instant | null;
  overdueAt: Instant | null;
}

/** Of more than this the newest are not watched: who leaves so many unanswered is told so of the oldest. */
export const waitingMax = 50;

export function nobodyWaits(): OurWatch {
  return { waiting: [], latest: null, missedAt: null };
}

/** A message of theirs that asks; one in a conversation in which one waits already begins no other wait. */
export function messageWaits(
  watch: OurWatch,
  begun: PhaseEvent,
  conversations: readonly Id[],
  targetDays: number,
): void {
  if (watch.waiting.length >= waitingMax) return;
  if (conversations.length > 0 && watch.waiting.some((one) => sharesOne(one.conversations, conversations))) return;
  // Open days are no more than days: nothing can be overdue before that many days.
  watch.waiting.push({ begun, conversations, lookAt: begun.since + Math.ceil(targetDays * dayMs), overdueAt: null });
}

/**
 * A human of ours answered. One that names no conversation (a call, a visit) answers whatever waits, and any answer
 * answers a message that named none: that somebody was left waiting must not be said where it is not known.
 */
export function messageAnswered(watch: OurWatch, conversations: readonly Id[]): void {
  if (watch.waiting.length === 0) return;
  watch.waiting =
    conversations.length === 0
      ? []
      : watch.waiting.filter((one) => one.conversations.length > 0 && !sharesOne(one.conversations, conversations));
}

/** The work on it ended: nobody waits there any more. */
export function waitClosed(watch: OurWatch, conversations: readonly Id[]): void {
  if (watch.waiting.length > 0)
    watch.waiting = watch.waiting.filter((one) => !sharesOne(one.conversations, conversations));
}

/** Time has passed. @param openDays runs on days on which we are open, without season */
export function lookAtWaiting(watch: OurWatch, at: Instant, targetDays: number, openDays: RunningClock): void {
  for (const one of watch.waiting) {
    if (one.lookAt === null || one.lookAt > at) continue;
    const due = openDays.instantAfter(one.begun.since, targetDays * dayMs);
    if (due !== undefined && due <= at) {
      one.overdueAt = at;
      one.lookAt = null;
    } else one.lookAt = due ?? null;
  }
}

/** Another target or calendar holds: what is not overdue yet is looked at anew. */
export function reviewWaiting(watch: OurWatch, targetDays: number): void {
  for (const one of watch.waiting) {
    if (one.overdueAt === null) one.lookAt = one.begun.since + Math.ceil(targetDays * dayMs);
  }
}

/** The first instant at which our contact is too old; undefined without a cadence, or before anything happened. */
export function cadenceDueAt(
  { latest }: OurWatch,
  theirFirst: PhaseEvent | null,
  cadenceDays: number | null,
): Instant | undefined {
  const from = latest ?? theirFirst;
  if (cadenceDays === null || from === null) return undefined;
  return from.since + Math.ceil(cadenceDays * dayMs) + 1;
}

function sharesOne(a: readonly Id[], b: readonly Id[]): boolean {
  return a.some((id) => b.includes(id));
}
