import type { Instant } from '#core/time.js';

/** What says that a promise was kept, or was not: the source itself, the customer, or the one who made it. Weakest first. */
export const evidences = ['actor', 'customer', 'connector'] as const;
export type Evidence = (typeof evidences)[number];

/**
 * - `unmade`: something was said of a promise of which nothing is known, for example that it was kept;
 * - `open`, and `renegotiated`: open under another due time, agreed before the earlier one had passed;
 * - `kept`, `kept-late`: done by the due time, or after it;
 * - `broken`: not done by the due time, by what was to confirm it, by what somebody says, or by a new due time agreed
 *   after the earlier one;
 * - `unconfirmed`: the due time has passed and nobody who would know has said anything: a question, not an answer.
 */
export type PromiseStatus = 'unmade' | 'open' | 'renegotiated' | 'kept' | 'kept-late' | 'broken' | 'unconfirmed';

/** One promise, as plain JSON. Frozen in spirit: each step gives a new one. */
export interface PromiseState {
  readonly status: PromiseStatus;
  readonly by: 'customer' | 'ours' | null;
  readonly madeAt: Instant | null;
  /** The last instant at which it is not late, as last agreed; for a due date the end of that local day (`endOfDay`). */
  readonly dueAt: Instant | null;
  readonly confirmBy: Evidence | null;
  readonly keptAt: Instant | null;
  readonly keptBy: Evidence | null;
  /** On whose word it is kept, kept late or broken. */
  readonly evidence: Evidence | null;
  readonly renegotiations: number;
  /** It was due before it was made (or before its new due time was agreed): it says nothing of keeping promises. */
  readonly dueBeforeMade: boolean;
}

export function unmadePromise(): PromiseState {
  return {
    status: 'unmade',
    by: null,
    madeAt: null,
    dueAt: null,
    confirmBy: null,
    keptAt: null,
    keptBy: null,
    evidence: null,
    renegotiations: 0,
    dueBeforeMade: false,
  };
}

export interface PromiseTerms {
  readonly at: Instant;
  readonly by: 'customer' | 'ours';
  readonly dueAt: Instant;
  readonly confirmBy: Evidence;
}

/** It was promised. What was kept before that (times of two sources differ) counts as kept. A second making changes nothing. */
export function promiseMade(promise: PromiseState, { at, by, dueAt, confirmBy }: PromiseTerms): PromiseState {
  if (promise.status !== 'unmade') return promise;
  const made = { ...promise, status: 'open' as const, by, madeAt: at, dueAt, confirmBy, dueBeforeMade: dueAt < at };
  return promise.keptAt === null ? made : settled(made);
}

/**
 * Another due time was agreed. Before the earlier one has passed, that one no longer counts; afterwards it shows that the
 * promise was not kept in time. Of a promise that was kept, broken or never made it changes nothing.
 */
export function promiseRenegotiated(promise: PromiseState, at: Instant, dueAt: Instant): PromiseState {
  if (!isWaiting(promise) && promise.status !== 'unconfirmed') return promise;
  const renegotiations = promise.renegotiations + 1;
  // What was due before it was made never had a due time that could be missed.
  if (at <= promise.dueAt! || promise.dueBeforeMade)
    return { ...promise, status: 'renegotiated', dueAt, renegotiations, dueBeforeMade: dueAt < at };
  return { ...promise, status: 'broken', evidence: 'actor', renegotiations };
}

/**
 * It was done, on somebody's word. Of several words the strongest says when, and of equally strong ones the first. That it
 * was late already stands on the strongest word that said so: an observed breach is none the less observed when somebody
 * says afterwards that it was made good.
 */
export function promiseKept(promise: PromiseState, at: Instant, by: Evidence): PromiseState {
  if (promise.keptBy !== null && strengthOf(by) <= strengthOf(promise.keptBy)) return promise;
  const wasLate = promise.status === 'broken' || promise.status === 'kept-late';
  const evidence = wasLate && strengthOf(promise.evidence!) > strengthOf(by) ? promise.evidence : by;
  return settled({ ...promise, keptAt: at, keptBy: by, evidence });
}

/**
 * It was not done, on somebody's word: broken as by the clock, and late where it is kept after all. Before the due time that
 * says nothing, because it may still be done; nor does it of a promise that was kept or never made. Of several words the
 * strongest is the evidence, and of equally strong ones the first.
 */
export function promiseNotKept(promise: PromiseState, at: Instant, by: Evidence): PromiseState {
  if (!isWaiting(promise) && !isInQuestion(promise)) return promise;
  if (at <= promise.dueAt!) return promise;
  if (promise.evidence !== null && strengthOf(by) <= strengthOf(promise.evidence)) return promise;
  return { ...promise, status: 'broken', evidence: by };
}

/** How far a word goes: what is seen further than what a customer says, and that further than what we say ourselves. */
export function strengthOf(evidence: Evidence): number {
  return evidences.indexOf(evidence);
}

function settled(promise: PromiseState): PromiseState {
  if (promise.dueAt === null) return promise;
  return { ...promise, status: promise.keptAt! <= promise.dueAt ? 'kept' : 'kept-late' };
}

/**
 * Time has passed. After the due time, what its connector would have reported and did not is broken; everything else is
 * unconfirmed: a feed that was down, a promise that only a person can confirm, one that was due before it was made.
 * @param connectorUp whether the feed of the connector that was to confirm it was healthy at the due time
 */
export function promiseAt(promise: PromiseState, at: Instant, connectorUp: boolean): PromiseState {
  if (!isWaiting(promise) || at <= promise.dueAt!) return promise;
  const observed = promise.confirmBy === 'connector' && connectorUp && !promise.dueBeforeMade;
  return observed ? { ...promise, status: 'broken', evidence: 'connector' } : { ...promise, status: 'unconfirmed' };
}

/**
 * When `promiseAt` has to be asked next: the first instant after the due time, because at the due time itself the promise
 * is not yet late. Null when nothing is crossed any more.
 * @param graceMs how long the connector may take to report; what it then reports is judged by the due time all the same
 */
export function promiseDeadline(promise: PromiseState, graceMs = 0): Instant | null {
  return isWaiting(promise) ? promise.dueAt! + 1 + graceMs : null;
}

/** Broken and not made good, or not known. */
export function isInQuestion({ status }: Pick<PromiseState, 'status'>): boolean {
  return status === 'broken' || status === 'unconfirmed';
}

/** Open, under its first due time or another. */
export function isWaiting({ status }: Pick<PromiseState, 'status'>): boolean {
  return status === 'open' || status === 'renegotiated';
}
