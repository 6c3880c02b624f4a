import type { ShareInterval } from '#measures/voice/wilson.js';
import type { Answered, DurationSummary, Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';

export interface TargetsQuery extends MomentQuery {
  /** How many of those under way are listed; 50 unless told. */
  readonly limit?: number;
  /** Of one target alone. Counts are told of all. */
  readonly target?: string;
}

/** How a process keeps to its targets, what is due next, and for whom its cases wait. Counts are of runs: `target-runs.ts`. */
export type TargetsAnswer = Answered & {
  readonly process: string;
  /** What it is as of. */
  readonly at: string;
  /** In the order in which they are defined; behind them those that are not any more. */
  readonly targets: readonly TargetAnswer[];
  /** What is under way: what was, or is, due first; last what stands still. */
  readonly open: readonly OpenTargetAnswer[];
  /** How many are under way, listed or not. */
  readonly openTotal: number;
  readonly waits: WaitsAnswer;
};

export interface TargetAnswer {
  readonly target: string;
  /** As it is valid at the moment; absent for one that is set no more. */
  readonly definition?: {
    /** Any of these activities, for the first or the last time; absent: the start of the case, or its end. */
    readonly from?: MilestoneAnswer;
    readonly to?: MilestoneAnswer;
    readonly limitHours: number;
    readonly calendar?: string;
    /** No calendar of that name is published: Monday to Friday, 9 to 17, count. */
    readonly assumedHours?: true;
    readonly pausedByCustomer: boolean;
    /** The share of the limit from which on it is at risk. */
    readonly atRiskFrom: number;
  };
  /** running + paused + met + breached + dropped. */
  readonly started: number;
  readonly running: number;
  readonly paused: number;
  /** Of those that run or are paused. */
  readonly atRisk: number;
  readonly met: number;
  readonly breached: number;
  /** Of the breached: still to be done. */
  readonly overdue: number;
  /** The case ended before: neither met nor breached. */
  readonly dropped: number;
  /** met ÷ (met + breached); absent without any of these. */
  readonly inTime?: ShareInterval;
  /** Of those that were done, in time or late, in seconds of its hours. */
  readonly elapsed: DurationSummary;
  /** Of those that were done late: beyond the limit, in seconds of its hours. */
  readonly late: DurationSummary;
}

export interface MilestoneAnswer {
  readonly activities?: readonly string[];
  readonly occurrence: 'first' | 'last';
}

/** A target of a case that is to be done still. */
export interface OpenTargetAnswer {
  readonly case: Named;
  /** Of its document in `process-targets`. */
  readonly key: string;
  /** The first of the relationships that the case is about. */
  readonly relationship?: Named;
  readonly target: string;
  readonly state: 'running' | 'paused' | 'breached';
  readonly startedAt: string;
  /** Absent while it stands still, and where no hours come any more. */
  readonly dueAt?: string;
  readonly atRiskSince?: string;
  readonly breachedAt?: string;
  /** Of the limit, in seconds of its hours, of one that stands still. */
  readonly leftSeconds?: number;
  /** For whom the case waits, behind which activity and since when. */
  readonly waitsFor?: { readonly whom: string; readonly behind: string; readonly since: string };
}

/** Who waits for whom: the time between the steps of cases (`waits.ts`), whom they waited for longest first. */
export interface WaitsAnswer {
  /** In whose hours `openSeconds` are; absent where the process names none. */
  readonly calendar?: string;
  readonly whom: readonly (WaitAnswer & {
    readonly whom: string;
    /** Of all waiting time, by the clock on the wall. */
    readonly share: number;
    readonly behind: readonly (WaitAnswer & {
      /** Absent for what is beyond the activities that a case tells apart. */
      readonly activity?: string;
    })[];
  })[];
}

export interface WaitAnswer {
  /** Waits that are over, and that last. */
  readonly waits: number;
  readonly lasting: number;
  /** By the clock on the wall, what lasts up to the moment. */
  readonly seconds: number;
  /** In hours of the calendar of the process. */
  readonly openSeconds?: number;
}
