import type { Named } from '../answers.js';
import type { PortfolioFilter } from './standing-answers.js';

/** What the essays want a CRM to do (definitions.md §1.8), in numbers. */
export const verbs = ['loyalty', 'risk', 'engagement', 'activities', 'needs'] as const;
export type EssayVerb = (typeof verbs)[number];

/**
 * `share`: 0 to 1. `per-hundred`: so many for each 100. `ratio`: so many for each one. `count`: relationships or events.
 * `money`: an amount of one currency.
 */
export type FigureUnit = 'share' | 'per-hundred' | 'ratio' | 'count' | 'money';

/** A number at a moment, or of a period that ends then. */
export interface Figure {
  /** Absent where it cannot be told; then `lacks` says why. */
  readonly value?: number;
  /** What it rests on: the relationships, contracts, people or days that are counted. */
  readonly n: number;
  /** 95 % limits, where there are any. */
  readonly low?: number;
  readonly high?: number;
  readonly lacks?: string;
}

/** What stands behind a number: relationships as the portfolio lists them, or totals that `tend evidence` opens. */
export interface FigureEvidence {
  readonly relationships?: PortfolioFilter;
  readonly totals?: readonly { readonly projection: string; readonly cell: readonly (string | number)[] }[];
  /** The relationships themselves, where no filter finds them; at most 50. */
  readonly members?: readonly Named[];
}

export interface VerbNumber {
  readonly verb: EssayVerb;
  /** Names it for ever, such as `second-contact-day`. */
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  readonly unit: FigureUnit;
  readonly currency?: string;
  readonly now: Figure;
  /** The same a year before. */
  readonly yearBefore: Figure;
  readonly evidence?: FigureEvidence;
}

/**
 * Within how many days of the first contact-day of theirs a 2nd and a 5th are looked for: a proposal. Both shorter than the
 * year within which the relationships began that are looked at, else nobody would have been watched so long.
 */
export const comeAgainDays = { second: 90, fifth: 180 } as const;

/** How many of those who began together came again. */
export interface CohortRow {
  /** Quarter of the first contact-day, or a segment. */
  readonly cohort?: string;
  readonly segment?: string;
  readonly second: Figure;
  readonly fifth: Figure;
}

export interface Quarter {
  /** Such as `2026-Q4`. */
  readonly name: string;
  readonly from: string;
  /** The moment that is asked about: of a quarter that goes on, what there was of it so far. */
  readonly to: string;
}

export interface OverviewAnswer {
  readonly quarter: Quarter;
  readonly yearBefore: Quarter;
  readonly numbers: readonly VerbNumber[];
  /** Within how many days of the first contact-day a 2nd and a 5th are looked for. */
  readonly comeAgainDays: { readonly second: number; readonly fifth: number };
  /** Loyalty by quarter of the first contact-day, the latest first; and by segment. */
  readonly cohorts: readonly CohortRow[];
  readonly segments: readonly CohortRow[];
  /** Projections that could not be asked, because their first build is not complete. */
  readonly missing?: readonly string[];
}
