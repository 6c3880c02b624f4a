import type { AlarmRecord } from '#measures/prediction/alarm-record.js';
import type { RankingComparison } from '#measures/prediction/comparison.js';
import type { CutJudgement } from '#measures/prediction/cut-judgement.js';

export interface BackTestQuery {
  /** Days after which nothing may be known: ISO 8601, a date, or -30d. Three of the ledger's own, unless told. */
  readonly cuts?: readonly string[];
  /** In how many days leaving is looked for, the same for all; max(180 d, four times the mean gap), unless told. */
  readonly horizonDays?: number;
  /** How many an owner can handle: how many of the first of each owner left is told for each of these. 10, unless told. */
  readonly capacities?: readonly number[];
  /** Of the bootstraps: the same seed gives the same numbers. 1, unless told. */
  readonly seed?: number;
  /** Bootstraps over relationships. 1,000, unless told. */
  readonly replicates?: number;
}

/** A cut, by its date. */
export interface CutAnswer extends Omit<CutJudgement, 'cut'> {
  readonly cut: string;
}

export interface BackTestAnswer {
  readonly asked: {
    /** Leaving is looked for within max(leastDays, meanGaps times the mean gap of each) days. */
    readonly horizon: { readonly leastDays: number; readonly meanGaps: number };
    readonly capacities: readonly number[];
    readonly seed: number;
    readonly replicates: number;
  };
  /** The last sequence that was read. */
  readonly head: number;
  /** The first act of theirs, and the last day of which everything is known; absent without any act. */
  readonly span?: { readonly from: string; readonly through: string };
  readonly relationships: number;
  /** Acts of theirs. */
  readonly acts: number;
  /** Acts of which only the source claims, or it is taken for granted, that they were known before they were imported. */
  readonly claimedActs: number;
  /** Relationships that may not be analysed: they are in no number. */
  readonly withheld: number;
  /** Ascending; none where the ledger is too short for any outcome to be known. */
  readonly cuts: readonly CutAnswer[];
  /** Over all cuts at once. */
  readonly overall: readonly RankingComparison[];
  /** The alarms of silence behind the first cut, each by the rhythm that was fitted at the cut before it. */
  readonly alarms: AlarmRecord;
  readonly verdict: {
    /** Rankings that beat every baseline over all cuts. */
    readonly beats: readonly string[];
    readonly sentence: string;
  };
}
