import type { Id, Instant } from '#core/time.js';
import type { PhaseEvent, PhaseReason } from './phase.js';

/** A breach of ours: a promise that was broken, a complaint, an escalation. */
export type BreachKind = 'broken-promise' | 'complaint' | 'escalation';

export interface Breach {
  readonly kind: BreachKind;
  /** The promise that was broken; else the complaint or escalation. */
  readonly id: Id;
  readonly at: Instant;
  readonly begun: PhaseEvent;
  /** Matter, case, thread: what closes there closes the breach. */
  readonly conversations: readonly Id[];
  open: boolean;
  /** What they answered to it, soon after: then it is a betrayal. */
  answer: BreachAnswer | null;
}

export interface BreachAnswer {
  readonly reason: PhaseReason & (`breach-then-${string}` | 'second-breach');
  readonly at: Instant;
  readonly event: Id | null;
}

/** Of more than this the oldest are forgotten. */
export const breachesMax = 50;

/**
 * Adds a breach; the state is changed in place. One in a matter of which a breach is open is the same breach once more: a
 * complaint that is escalated is not two.
 * @returns whether it is a breach of its own
 */
export function openBreach(breaches: Breach[], breach: Omit<Breach, 'open' | 'answer'>): boolean {
  const known = breaches.find(({ id }) => id === breach.id);
  if (known !== undefined) {
    known.open = true;
    return false;
  }
  if (breaches.some((one) => one.open && sharesOne(one.conversations, breach.conversations))) return false;
  breaches.push({ ...breach, open: true, answer: null });
  if (breaches.length > breachesMax) breaches.shift();
  return true;
}

/** The matter or case was resolved. */
export function closeBreachesIn(breaches: readonly Breach[], conversations: readonly Id[]): void {
  for (const breach of breaches) if (sharesOne(breach.conversations, conversations)) breach.open = false;
}

/** It began again: the breach is open as it was, and as old. */
export function reopenBreachesIn(breaches: readonly Breach[], conversations: readonly Id[]): void {
  for (const breach of breaches) if (sharesOne(breach.conversations, conversations)) breach.open = true;
}

/** The promise was kept after all. */
export function closeBreach(breaches: readonly Breach[], id: Id): void {
  for (const breach of breaches) if (breach.id === id) breach.open = false;
}

/** What they did counts as their answer to every open breach that is recent enough; the first answer stays. */
export function answerBreaches(breaches: readonly Breach[], answer: BreachAnswer, windowMs: number): void {
  for (const breach of breaches) {
    if (!breach.open || breach.answer !== null) continue;
    if (answer.at > breach.at && answer.at - breach.at <= windowMs) breach.answer = answer;
  }
}

/** Forgets those that nothing can come of any more: no longer betrayal, and closed or too old to be reopened. */
export function forgetBreaches(breaches: readonly Breach[], at: Instant, ageMs: number): Breach[] {
  return breaches.filter((breach) => breach.open || at - breach.at <= ageMs);
}

function sharesOne(a: readonly Id[], b: readonly Id[]): boolean {
  return a.some((id) => b.includes(id));
}
