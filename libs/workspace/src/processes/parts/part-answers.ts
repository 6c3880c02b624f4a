import type { CountedShare } from '#measures/process/counted-share.js';
import type { Funnel } from '#measures/process/funnel.js';
import type { Outcomes } from '#measures/process/outcomes.js';
import type { Pipeline } from '#measures/process/pipeline.js';
import type { Velocity } from '#measures/process/sales-velocity.js';
import type { StageTimes } from '#measures/process/stage-times.js';
import type { DurationSummary, Named } from '../../answers.js';
import type { MilestoneAnswer } from '../target-answers.js';

/** What cases do with one activity of a declared path, each figure a number of cases (`conformance.ts`). */
export interface ActivityConformanceAnswer {
  readonly activity: string;
  readonly inModel: boolean;
  readonly absent: number;
  readonly notInPlace: number;
  readonly skipped: number;
  readonly extra: number;
  readonly reordered: number;
  readonly unknown: number;
}

/** A way that cases went that is not the declared one. */
export interface DeviatingVariant {
  readonly count: number;
  readonly activities: readonly string[];
  /** Steps too many and steps missing. */
  readonly cost: number;
  readonly skipped: readonly string[];
  readonly extra: readonly string[];
  readonly reordered: readonly string[];
  readonly unknown: readonly string[];
}

/** How cases keep to the declared path. */
export interface ConformanceAnswer {
  /** Of the definition. */
  readonly version: string;
  readonly path: 'sequence' | 'graph';
  /** Cases that were aligned. */
  readonly cases: number;
  readonly fitting: number;
  /** Mean over cases; absent without cases. */
  readonly averageFitness?: number;
  /** 1 − all costs ÷ all worst costs. */
  readonly logFitness?: number;
  readonly totalCost: number;
  readonly activities: readonly ActivityConformanceAnswer[];
  readonly tooLong: { readonly variants: number; readonly cases: number };
  /** Of the cases that have ended; absent where nothing declares what ends one. */
  readonly ended?: {
    readonly cases: number;
    readonly fitting: number;
    readonly averageFitness?: number;
    readonly logFitness?: number;
  };
  /** The most frequent ways that deviate. */
  readonly deviating: readonly DeviatingVariant[];
}

/** How far cases came through the declared stages, and how they came out. */
export interface FunnelAnswer extends Funnel {
  /** Of the definition. */
  readonly version: string;
  readonly outcomes: Outcomes;
}

/** A case as lists of cases show it. */
export interface ToldCase {
  readonly case: Named;
  /** Of its document in `process-flow`. */
  readonly key: string;
  /** Those that the case is about. */
  readonly relationships: readonly Named[];
}

/** The hours in which times of a process are told beside those of the clock on the wall. */
export interface DeclaredHours {
  readonly calendar: string;
  /** No calendar of that name is published: Monday to Friday, 9 to 17, count. */
  readonly assumedHours?: true;
}

/** Time that cases took, one duration a case. busy + idle = duration. */
export interface CaseTimesAnswer {
  readonly cases: number;
  readonly duration: DurationSummary;
  /** Some work on the case ran: steps that run side by side count once. */
  readonly busy: DurationSummary;
  /** No work on it ran. */
  readonly idle: DurationSummary;
}

/** Durations in the opening hours of the calendar that a process names. */
export interface BusinessHoursAnswer extends DeclaredHours {
  readonly duration: DurationSummary;
}

/** How cases spent their time, and how long the steps of each activity took. */
export interface TimesAnswer {
  /** Cases that are not known to be open, from their first work to their last completion. */
  readonly cases: CaseTimesAnswer;
  /** Cases that are open, up to the moment, with the work that runs then; absent where nothing says of any case whether it is. */
  readonly open?: CaseTimesAnswer;
  /** Of `cases`: nothing says whether they are open. */
  readonly undeclared: number;
  /** Completed steps, and those whose start is known: what has no start makes nothing busy. */
  readonly steps: { readonly count: number; readonly withStart: number };
  /** Of all cases with a step, from first work to last completion; absent where the process names no calendar. */
  readonly businessHours?: BusinessHoursAnswer;
  /** The most frequent first. */
  readonly activities: readonly {
    readonly activity: string;
    /** Completed steps of it. */
    readonly count: number;
    /** Start to completion, of the steps whose start is known. */
    readonly service: DurationSummary;
    /** Completion of the step before to start, of those of them that are not the first of their case; below 0 it counts as 0, and is clamped. */
    readonly waiting: DurationSummary & { readonly clamped: number };
    /** Completion of the step before to completion, of the steps that are not the first of their case. */
    readonly sojourn: DurationSummary;
  }[];
  readonly variants: {
    /** Of all activities of a case, in their order. */
    readonly count: number;
    /** The same where an activity that was repeated at once counts as done once. */
    readonly collapsed: number;
  };
}

/** How many cases came in, ended and are open, now and over time. */
export interface LoadAnswer {
  /** What it is as of. */
  readonly at: string;
  /** Of the cases of which something says whether they are open; absent where nothing does of any. */
  readonly now?: {
    readonly open: number;
    readonly ended: number;
    /** How often cases were opened so far, and how often they ended: one that was opened again did so twice. begun − over = open. */
    readonly begun: number;
    readonly over: number;
  };
  /** Cases of which nothing says whether they are open: they are in `firstWork` and `lastSteps` alone. */
  readonly undeclared: number;
  /** Local days of the workspace's zone up to two months, else months. */
  readonly period: 'day' | 'month';
  /** The latest 120 in which anything happened, ascending. Where nothing did, as many are open as before. */
  readonly periods: readonly {
    /** `YYYY-MM-DD`, or `YYYY-MM`. */
    readonly period: string;
    /** Cases on which work began. */
    readonly firstWork: number;
    /** Cases whose last step so far it has: more may follow in those that have not ended. */
    readonly lastSteps: number;
    /** How often cases were opened and ended, and how many are open at its end, or at the moment; absent as `now`. */
    readonly begun?: number;
    readonly ended?: number;
    readonly open?: number;
  }[];
  readonly periodsTotal: number;
  /** From the first work on one case to that on the next; and between their last steps so far. */
  readonly betweenFirstWork: DurationSummary;
  readonly betweenLastSteps: DurationSummary;
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

/** How long cases stay in the declared stages. */
export interface StagesAnswer {
  /** Of the definition. */
  readonly version: string;
  readonly stages: readonly (Omit<StageTimes, 'dwell'> & {
    /** How long a stay lasts, those that are not over counted for as long as they have lasted (Kaplan & Meier 1958). */
    readonly dwell: {
      readonly stays: number;
      /** Absent where no stay was watched for so long. */
      readonly median?: number;
      readonly p90?: number;
    };
  })[];
  /** Cases that are in their stage for longer than nine in ten of at least 20 stays before; the oldest first, 50 at most. */
  readonly stuck: readonly (ToldCase & {
    readonly stage: string;
    readonly since: string;
    readonly age: number;
    readonly p90: number;
    /** Stays that it is compared with. */
    readonly n: number;
  })[];
  readonly stuckTotal: number;
}

/** What open cases are worth, and how fast value comes out of them. */
export interface PipelineAnswer extends Omit<Pipeline, 'currencies'> {
  /** Of the definition. */
  readonly version: string;
  readonly currencies: readonly {
    readonly currency: string;
    readonly open: OpenValueAnswer;
    /** In the order of the stages; last, without a name, those in none. */
    readonly stages: readonly (OpenValueAnswer & { readonly stage?: string })[];
    readonly velocity: VelocityAnswer;
  }[];
  /** Of all cases, whatever their currency. */
  readonly outcomes: Outcomes;
}

export interface OpenValueAnswer {
  readonly cases: number;
  /** In units of the currency. */
  readonly value: number;
}

/** Open cases × win rate × mean worth of a won case ÷ mean length of its cycle, all of one currency. */
export interface VelocityAnswer {
  readonly open: number;
  /** Won, of those won or lost. */
  readonly winRate: CountedShare;
  /** Of the won ones, in units of the currency; no mean of none. */
  readonly worth: { readonly n: number; readonly mean?: number };
  /** Of the won ones from their beginning to their outcome, in seconds. */
  readonly cycle: { readonly n: number; readonly mean?: number };
  /** In units of the currency a day; absent where it cannot be told. */
  readonly perDay?: number;
  readonly noneBecause?: Exclude<Velocity['perDay'], number>;
}

/** How long it took from one milestone to another. */
export interface MilestoneTimesAnswer {
  /** Absent: from the start of the case, its first work. */
  readonly from?: MilestoneAnswer;
  /** Absent: to its last step. */
  readonly to?: MilestoneAnswer;
  readonly cases: number;
  /** Cases that have one of them not. */
  readonly absent: number;
  /** Cases in which the end does not come after the start. */
  readonly negative: number;
  /** n = cases − absent − negative. */
  readonly duration: DurationSummary;
  /** Absent where the process names no calendar. */
  readonly businessHours?: BusinessHoursAnswer;
}
