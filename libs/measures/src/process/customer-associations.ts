import { linearQuantile } from '../statistics/linear-quantile.js';
import type { CaseEnding } from './case-endings.js';
import { stratifiedEffect, type ExposedCase, type StratifiedEffect } from './stratified-effect.js';

/** What was done to the customer in a case by the time it ended. */
export const exposures = ['reopened', 'rework', 'long-wait', 'handovers', 'target-breached'] as const;
export type Exposure = (typeof exposures)[number];

/** What came of the relationship behind that. */
export const aftermaths = ['turned-bad', 'low-answer', 'complaint'] as const;
export type Aftermath = (typeof aftermaths)[number];

/** So many handovers between teams are many. */
export const manyHandovers = 2;
/** A wait is long that is longer than this share of the longest waits of cases. */
export const longWaitQuantile = 0.75;

/** An ending, and what came behind it. */
export interface FollowedEnding extends CaseEnding {
  /** Cases of one stratum are alike as far as they were declared. */
  readonly stratum: string;
  /** Whether a target had been breached by then; undefined where that cannot be told. */
  readonly targetBreached: boolean | undefined;
  /** Undefined where it cannot be told, or could not come: nobody answered, or it was bad before. */
  readonly behind: Readonly<Record<Aftermath, boolean | undefined>>;
}

export interface Association extends StratifiedEffect {
  readonly exposure: Exposure;
  readonly aftermath: Aftermath;
}

export interface Associations {
  /** From which on a longest wait is long; undefined without an ending. */
  readonly longWaitMs: number | undefined;
  /** Of each exposure with each aftermath. */
  readonly associations: readonly Association[];
}

/**
 * What goes with what was done to customers, crude and within strata (`stratifiedEffect`). An ending counts where both can
 * be told of it.
 *
 * Every ending is a beginning of its own (a sequence of trials: Hernán & Robins 2016): what had been done by then decides on
 * which side it stands, what comes behind it is the outcome, and nothing that is done later moves it to the other side. So
 * nobody is counted as reopened for a time in which they were not yet, and no answer to the first end, which may be why a
 * case was opened again, is lost. A case that was opened again has two endings, without and with the reopening; what comes
 * behind the second may lie behind the first as well, which draws the two sides together.
 *
 * It rests behind each pair, where others may have their turn.
 */
export function* associationsOf(endings: readonly FollowedEnding[]): Generator<void, Associations, void> {
  // In whatever order they come, strata are told in one order, and sums are rounded alike.
  const followed = endings.toSorted((a, b) => (a.stratum === b.stratum ? 0 : a.stratum < b.stratum ? -1 : 1));
  const longestWaits = followed.map(({ longestWaitMs }) => longestWaitMs).sort((a, b) => a - b);
  const longWaitMs = longestWaits.length === 0 ? undefined : linearQuantile(longestWaits, longWaitQuantile);
  const sideOf = (one: FollowedEnding, exposure: Exposure): boolean | undefined => {
    switch (exposure) {
      case 'reopened':
        return one.reopened;
      case 'rework':
        return one.reworked;
      case 'long-wait':
        return one.longestWaitMs > longWaitMs!;
      case 'handovers':
        return one.handovers === undefined ? undefined : one.handovers >= manyHandovers;
      case 'target-breached':
        return one.targetBreached;
    }
  };
  const casesOf = (exposure: Exposure, aftermath: Aftermath): ExposedCase[] =>
    followed.flatMap((one) => {
      const [exposed, outcome] = [sideOf(one, exposure), one.behind[aftermath]];
      return exposed === undefined || outcome === undefined ? [] : { exposed, outcome, stratum: one.stratum };
    });
  const associations: Association[] = [];
  for (const exposure of exposures) {
    for (const aftermath of aftermaths) {
      yield;
      associations.push({ exposure, aftermath, ...stratifiedEffect(casesOf(exposure, aftermath)) });
    }
  }
  return { longWaitMs, associations };
}
