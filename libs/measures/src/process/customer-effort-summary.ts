import { linearQuantile } from '../statistics/linear-quantile.js';
import { kaplanMeier, timeToShare } from '../survival/kaplan-meier.js';
import type { CaseState } from './case-state.js';
import { shareOf, type CountedShare } from './counted-share.js';
import type { CustomerEffort } from './customer-effort.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';

/** A count a case. */
export interface CountSummary {
  readonly n: number;
  readonly sum: number;
  readonly mean: number;
  /** The middle one, or the mean of the middle two. */
  readonly median: number;
  /** Linear between the closest ranks. */
  readonly p90: number;
  readonly max: number;
}

/** What cases in one state cost the customer; times in seconds. */
export interface EffortFigures {
  readonly cases: number;
  readonly steps: CountSummary;
  readonly rework: CountSummary;
  readonly reopenings: CountSummary;
  /** Of the cases of which they are known. */
  readonly handovers: CountSummary;
  readonly withRework: CountedShare;
  readonly reopened: CountedShare;
  readonly wait: DurationSummarySeconds;
  readonly longestWait: DurationSummarySeconds;
  readonly waitForOthers: DurationSummarySeconds;
  readonly waitForCustomer: DurationSummarySeconds;
}

export interface EffortSummary {
  /** Of cases that are open these are the figures so far: they grow, so they are never mixed with those of ended ones. */
  readonly byState: Readonly<Record<CaseState, EffortFigures>>;
  /** From the beginning to the end, in seconds, of the ended ones. */
  readonly toEnd: DurationSummarySeconds;
  /**
   * The median of it by the estimate of Kaplan & Meier, in which the others count for as long as they are known to have
   * lasted; undefined where it is not reached.
   */
  readonly medianToEnd: number | undefined;
}

/** What the cases of a process cost the customer, all as of one instant. */
export function effortSummaryOf(efforts: Iterable<CustomerEffort>): EffortSummary {
  const all = [...efforts];
  const figuresOf = (state: CaseState): EffortFigures => figures(all.filter((effort) => effort.state === state));
  const curve = kaplanMeier(all.map(({ toEndMs, knownMs }) => ({ time: knownMs, happened: toEndMs !== undefined })));
  const median = timeToShare(curve, 0.5);
  return {
    byState: { ended: figuresOf('ended'), open: figuresOf('open'), undeclared: figuresOf('undeclared') },
    toEnd: summarizeDurations(rankedOf(all.flatMap(({ toEndMs }) => (toEndMs === undefined ? [] : [toEndMs])))),
    medianToEnd: median === undefined ? undefined : median / 1000,
  };
}

function figures(efforts: readonly CustomerEffort[]): EffortFigures {
  const counts = (of: (effort: CustomerEffort) => number | undefined): CountSummary =>
    countSummary(efforts.map(of).filter((count) => count !== undefined));
  const times = (of: (effort: CustomerEffort) => number): DurationSummarySeconds =>
    summarizeDurations(rankedOf(efforts.map(of)));
  const above = (of: (effort: CustomerEffort) => number): CountedShare =>
    shareOf(efforts.filter((effort) => of(effort) > 0).length, efforts.length);
  return {
    cases: efforts.length,
    steps: counts(({ steps }) => steps),
    rework: counts(({ rework }) => rework),
    reopenings: counts(({ reopenings }) => reopenings),
    handovers: counts(({ handovers }) => handovers),
    withRework: above(({ rework }) => rework),
    reopened: above(({ reopenings }) => reopenings),
    wait: times(({ waitMs }) => waitMs),
    longestWait: times(({ longestWaitMs }) => longestWaitMs),
    waitForOthers: times(({ waitForOthersMs }) => waitForOthersMs),
    waitForCustomer: times(({ waitForCustomerMs }) => waitForCustomerMs),
  };
}

/** All 0 of none. */
function countSummary(counts: readonly number[]): CountSummary {
  const n = counts.length;
  if (n === 0) return { n, sum: 0, mean: 0, median: 0, p90: 0, max: 0 };
  const sorted = counts.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, count) => total + count, 0);
  return {
    n,
    sum,
    mean: sum / n,
    median: linearQuantile(sorted, 0.5),
    p90: linearQuantile(sorted, 0.9),
    max: sorted.at(-1)!,
  };
}
