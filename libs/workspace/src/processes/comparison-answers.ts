import type { Differs } from '#measures/process/comparison-family.js';

/** One side of a comparison. */
export interface ComparedSideAnswer {
  readonly conditions: readonly string[];
  /** Without those that are on both sides. */
  readonly cases: number;
}

/** A flow as one side takes it. */
export interface FlowOfSide {
  readonly count: number;
  readonly cases: number;
  /** Of all cases of the side. */
  readonly share?: number;
  /** Of the mean durations of these cases, in seconds. */
  readonly median?: number;
}

/** Of two shares, with the 95 % limits of their difference; `q` by Benjamini–Hochberg over all tests of the family. */
export interface ShareTestAnswer {
  readonly difference: number;
  readonly low?: number;
  readonly high?: number;
  readonly p: number;
  readonly q: number;
}

/** Of two samples of times (Mann–Whitney): how likely a case of a takes longer than one of b, ties one half. */
export interface TimeTestAnswer {
  readonly commonLanguage: number;
  readonly p: number;
  readonly q: number;
}

/** How many cases of each side have an activity, or begin or end with it. */
export interface ComparedActivity {
  readonly activity: string;
  readonly a: number;
  readonly b: number;
  /** A path is declared, and it has not this one there. */
  readonly offPath?: true;
}

/** One flow on both sides. A test is there where there are cases enough. */
export interface FlowComparison {
  readonly from: string;
  readonly to: string;
  /** A path is declared, and the one does not follow the other anywhere on it. */
  readonly offPath?: true;
  readonly a: FlowOfSide;
  readonly b: FlowOfSide;
  readonly frequency?: ShareTestAnswer;
  readonly time?: TimeTestAnswer;
  readonly frequencyDiffers: Differs;
  readonly timeDiffers: Differs;
}

/** Both sides as wholes: a family of tests of their own. */
export interface ComparedCasesAnswer {
  /** Of cases that are not open. */
  readonly duration: {
    readonly a: { readonly cases: number; readonly median?: number };
    readonly b: { readonly cases: number; readonly median?: number };
    readonly test?: TimeTestAnswer;
    readonly differs: Differs;
  };
  readonly open: ComparedShare;
  readonly rework: ComparedShare;
}

export interface ComparedShare {
  readonly a: { readonly cases: number; readonly of: number; readonly share?: number };
  readonly b: { readonly cases: number; readonly of: number; readonly share?: number };
  readonly test?: ShareTestAnswer;
  readonly differs: Differs;
}

/** Two sets of cases of a process beside each other; a difference is marked under a false-discovery rate of 0.10. */
export interface ComparisonAnswer extends ComparedCasesAnswer {
  readonly a: ComparedSideAnswer;
  readonly b: ComparedSideAnswer;
  /** Cases that meet the conditions of both: left out. */
  readonly inBoth: number;
  /** In none of these anything is tested. */
  readonly activities: readonly ComparedActivity[];
  readonly start: readonly ComparedActivity[];
  readonly end: readonly ComparedActivity[];
  /**
   * Those that the largest share of the cases of either side takes, these first, and as many more as a map of both needs to
   * hang together: what is shown on one is tested, and in one family.
   */
  readonly flows: readonly FlowComparison[];
  /** How many there are. */
  readonly ofFlows: number;
}
