import { betaQuantile } from '../statistics/incomplete-beta.js';
import { evidenceKinds, type EvidenceKind, type PromiseTally } from './promise-outcome.js';

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

/** The rates of a tally, kept apart by how we know: none where its counts are no counts. */
export function promiseRates({
  byEvidence,
}: Pick<PromiseTally, 'byEvidence'>): Readonly<Record<EvidenceKind, PromiseRate | undefined>> {
  const rates = evidenceKinds.map((kind) => [kind, promiseRate(byEvidence[kind])] as const);
  return Object.fromEntries(rates) as Record<EvidenceKind, PromiseRate | undefined>;
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
