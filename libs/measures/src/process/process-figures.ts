import type { RankedDurations } from './duration-summary.js';

/** What an activity is in all cases together. */
export interface ActivityFigures {
  readonly activity: string;
  /** Completed steps of it. */
  readonly steps: number;
  readonly cases: number;
  /** Cases in which it was completed more than once. */
  readonly repeated: number;
  /** Steps of it directly behind a step of it. */
  readonly selfLoops: number;
  /** Cases that begin, and that end, with it. */
  readonly starts: number;
  readonly ends: number;
  /** Of the steps whose start is known. */
  readonly service: RankedDurations;
}

/** What a flow is in all cases together. */
export interface FlowFigures {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly cases: number;
  /** From completion to completion, one a passage. */
  readonly duration: RankedDurations;
  /** From completion to start, of the passages whose start is known; those that would be negative are 0 and clamped. */
  readonly wait: RankedDurations;
  readonly clamped: number;
}

/** Cases that went the same way. */
export interface VariantFigures {
  readonly activities: readonly string[];
  /** How many cases. */
  readonly count: number;
}

/** A process as the sum of its cases: the figures of definitions.md §3 of which each case has a part. */
export interface ProcessFigures {
  readonly cases: number;
  readonly steps: number;
  /** Steps beyond the first of each activity, and the cases that have any. */
  readonly rework: number;
  readonly reworked: number;
  readonly open: number;
  readonly ended: number;
  readonly caseDuration: RankedDurations;
  /** In no order. */
  readonly activities: readonly ActivityFigures[];
  readonly flows: readonly FlowFigures[];
}

/** The figures of a process, and which ways its cases went. */
export type FiguresOfCases = ProcessFigures & { readonly variants: readonly VariantFigures[] };
