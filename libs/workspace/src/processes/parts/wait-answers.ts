import type { Named } from '../../answers.js';

/** A case as lists of cases show it. */
export interface ToldCase {
  readonly case: Named;
  /** Of its document in `process-flow`. */
  readonly key: string;
  /** Those that the case is about. */
  readonly relationships: readonly Named[];
}

/** How long it takes from one activity to another, and which waits were unusual. */
export interface WaitTimesAnswer {
  /** From the completion of an activity to the start of another that comes later in the case, else its completion. */
  readonly profile?: {
    /** Those with most observations first. */
    readonly pairs: readonly {
      readonly from: string;
      readonly to: string;
      readonly n: number;
      readonly mean: number;
      /** Of the sample (n − 1); absent for a single observation. */
      readonly stdev?: number;
    }[];
    readonly pairsTotal: number;
    readonly observations: number;
    /** Pairs of steps of which the later began before the earlier was completed: no observations. */
    readonly overlapping: number;
  };
  /** In the place of a profile that would take too long or too much memory: what it would take, and what it may. */
  readonly profileTooLarge?: {
    readonly groups: number;
    readonly pairs: number;
    readonly groupsMax: number;
    readonly pairsMax: number;
  };
  readonly unusual: UnusualWaitsAnswer;
  /** Waits of open cases that last; absent where nothing says of any case whether it is open. */
  readonly lasting?: LastingWaitsAnswer;
}

/**
 * Open cases on which nobody works, and that have waited since their last step for longer than the 99th percentile of at least
 * 100 waits behind the same activity in other cases, whatever came then, that were over before.
 */
export interface LastingWaitsAnswer {
  readonly total: number;
  /** The oldest first; 50 at most. */
  readonly rows: readonly (ToldCase & {
    readonly behind: string;
    readonly since: string;
    readonly seconds: number;
    readonly p99: number;
    readonly sample: { readonly passages: number; readonly cases: number };
  })[];
}

/** Waits above the 99th percentile of what was known when they began: at least 100 of the same flow in other cases. */
export interface UnusualWaitsAnswer {
  /** From completion to start (`waits`), where the start of most steps is known, of these; else from completion to completion. */
  readonly of: 'waits' | 'durations';
  readonly total: number;
  readonly inOpenCases: number;
  /** Those in open cases first, then those that are longest beyond the percentile; 50 at most. */
  readonly rows: readonly (ToldCase & {
    readonly state: 'open' | 'ended' | 'undeclared';
    readonly from: string;
    readonly to: string;
    readonly since: string;
    readonly seconds: number;
    readonly p99: number;
    readonly sample: { readonly passages: number; readonly cases: number };
  })[];
}
