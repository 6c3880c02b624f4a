import type { Funnel } from '#measures/process/funnel.js';
import type { Outcomes } from '#measures/process/outcomes.js';

/**
 * Values of a condition that some case meets. What activities there are, which `with`, `starts` and others take, stands in
 * the answer anyway; dates and lengths are free.
 */
export interface ChoicesAnswer {
  /** Of the condition (`conditionNames`). */
  readonly name: string;
  /** Those that most cases meet first. */
  readonly values: readonly string[];
  /** How many more there are. */
  readonly more: number;
}

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
