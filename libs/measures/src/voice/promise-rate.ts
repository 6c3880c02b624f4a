import { betaQuantile } from '../statistics/incomplete-beta.js';

/** How we know: we saw it, the customer said so, or whoever made the promise did. The three are never added. */
export type PromiseEvidence = 'observed' | 'customer-confirmed' | 'self-reported';

/** A promise that came due. Open ones, and ones renegotiated before they were due, are none. */
export type DuePromise =
  | { readonly outcome: 'kept' | 'broken'; readonly evidence: PromiseEvidence }
  /** Nobody knows: we asked the owner and have no answer. */
  | { readonly outcome: 'unconfirmed' };

/** How promises of one kind of evidence went. */
export interface PromiseCounts {
  readonly kept: number;
  readonly broken: number;
}

export interface PromiseRate extends PromiseCounts {
  /** kept ÷ (kept + broken), 0–1; undefined while no promise came due. */
  readonly rate: number | undefined;
  /** Mean of Beta(kept + 1, broken + 1): what to expect of the next one. */
  readonly posteriorMean: number;
  /** 2.5 % and 97.5 % points of that distribution. */
  readonly low: number;
  readonly high: number;
}

export interface PromiseRates {
  readonly byEvidence: Readonly<Record<PromiseEvidence, PromiseRate>>;
  /** Shown beside the rates and in none of them. */
  readonly unconfirmed: number;
}

/** The rates of promises that came due, kept apart by how we know. */
export function promiseRates(promises: Iterable<DuePromise>): PromiseRates {
  const counts = {
    'observed': { kept: 0, broken: 0 },
    'customer-confirmed': { kept: 0, broken: 0 },
    'self-reported': { kept: 0, broken: 0 },
  };
  let unconfirmed = 0;
  for (const promise of promises) {
    if (promise.outcome === 'unconfirmed') unconfirmed++;
    else counts[promise.evidence][promise.outcome]++;
  }
  const rateBy = (evidence: PromiseEvidence): PromiseRate => promiseRate(counts[evidence])!;
  return {
    byEvidence: {
      'observed': rateBy('observed'),
      'customer-confirmed': rateBy('customer-confirmed'),
      'self-reported': rateBy('self-reported'),
    },
    unconfirmed,
  };
}

/**
 * The share of due promises that were kept, with the interval of a belief that took every rate for equally likely
 * beforehand (Beta(1, 1): Bayes 1763).
 *
 * @returns undefined when the counts are none
 */
export function promiseRate({ kept, broken }: PromiseCounts): PromiseRate | undefined {
  if (![kept, broken].every((count) => Number.isSafeInteger(count) && count >= 0)) return undefined;
  const due = kept + broken;
  return {
    kept,
    broken,
    rate: due === 0 ? undefined : kept / due,
    posteriorMean: (kept + 1) / (due + 2),
    low: betaQuantile(0.025, kept + 1, broken + 1),
    high: betaQuantile(0.975, kept + 1, broken + 1),
  };
}
