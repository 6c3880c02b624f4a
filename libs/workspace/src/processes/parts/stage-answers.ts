import type { CountedShare } from '#measures/process/counted-share.js';
import type { Outcomes } from '#measures/process/outcomes.js';
import type { Pipeline } from '#measures/process/pipeline.js';
import type { Velocity } from '#measures/process/sales-velocity.js';
import type { StageTimes } from '#measures/process/stage-times.js';
import type { ToldCase } from './wait-answers.js';

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
