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

/** An ending on its sides: undefined where it cannot be told on which one it stands. */
export interface SidedEnding extends Pick<FollowedEnding, 'stratum' | 'behind'> {
  readonly done: Readonly<Record<Exposure, boolean | undefined>>;
}

export interface SidedEndings {
  /** From which on a longest wait is long; undefined without an ending. */
  readonly longWaitMs: number | undefined;
  readonly endings: readonly SidedEnding[];
}

export interface Association extends StratifiedEffect {
  readonly exposure: Exposure;
  readonly aftermath: Aftermath;
}

/** Which side each of the endings of one process stands on: what a long wait is, these say among themselves. */
export function sidesOf(followed: readonly FollowedEnding[]): SidedEndings {
  const longestWaits = followed.map(({ longestWaitMs }) => longestWaitMs).sort((a, b) => a - b);
  const longWaitMs = longestWaits.length === 0 ? undefined : linearQuantile(longestWaits, longWaitQuantile);
  const endings = followed.map(
    ({ stratum, behind, reopened, reworked, longestWaitMs, handovers, targetBreached }): SidedEnding => ({
      stratum,
      behind,
      done: {
        'reopened': reopened,
        'rework': reworked,
        'long-wait': longestWaitMs > longWaitMs!,
        'handovers': handovers === undefined ? undefined : handovers >= manyHandovers,
        'target-breached': targetBreached,
      },
    }),
  );
  return { longWaitMs, endings };
}

/**
 * What goes with what was done to customers, crude and within strata (`stratifiedEffect`), of each exposure with each
 * aftermath. An ending counts where both can be told of it.
 *
 * Every ending is a beginning of its own (a sequence of trials: Hernán & Robins 2016): what had been done by then decides on
 * which side it stands, what comes behind it is the outcome, and nothing that is done later moves it to the other side. So
 * nobody is counted as reopened for a time in which they were not yet, and no answer to the first end, which may be why a
 * case was opened again, is lost. A case that was opened again has two endings, without and with the reopening; what comes
 * behind the second may lie behind the first as well, which draws the two sides together.
 *
 * It rests behind each pair, where others may have their turn.
 * @param endings of one process, or of several whose strata say which
 */
export function* associationsOf(endings: readonly SidedEnding[]): Generator<void, Association[], void> {
  // In whatever order they come, strata are told in one order, and sums are rounded alike.
  const sorted = endings.toSorted((a, b) => (a.stratum === b.stratum ? 0 : a.stratum < b.stratum ? -1 : 1));
  const casesOf = (exposure: Exposure, aftermath: Aftermath): ExposedCase[] =>
    sorted.flatMap(({ stratum, done, behind }) => {
      const [exposed, outcome] = [done[exposure], behind[aftermath]];
      return exposed === undefined || outcome === undefined ? [] : { exposed, outcome, stratum };
    });
  const associations: Association[] = [];
  for (const exposure of exposures) {
    for (const aftermath of aftermaths) {
      yield;
      associations.push({ exposure, aftermath, ...stratifiedEffect(casesOf(exposure, aftermath)) });
    }
  }
  return associations;
}
