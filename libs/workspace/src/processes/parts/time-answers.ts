import type { DurationSummary } from '../../answers.js';
import type { MilestoneAnswer } from '../target-answers.js';

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
    /** How often cases were opened again after they had ended. */
    readonly reopened: number;
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
