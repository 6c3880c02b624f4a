import { linearQuantile } from '../statistics/linear-quantile.js';
import { ascending } from '../statistics/mann-whitney.js';
import type { Counted } from '../statistics/two-proportions.js';
import {
  differs,
  inFamily,
  settled,
  testOfShares,
  testOfTimes,
  type ComparisonOptions,
  type Differs,
  type InFamily,
  type ShareTest,
  type TimeTest,
} from './comparison-family.js';

/** What one set of cases says of its cases as wholes. */
export interface ComparedCases {
  /**
   * One a case, in any order, in ms. An open case has no duration yet: leave it out where the source tells which are
   * open. Then the long ones of late are missing, on the side more that has more of them open.
   */
  readonly durationsMs: Float64Array;
  /** Those open, of those of which it is told; of 0 where the source tells of none. */
  readonly open: Counted;
  /** Those with rework. */
  readonly rework: Counted;
}

/** A figure of whole cases on two sides. The test is there exactly when there were cases enough for it. */
export interface DurationComparison {
  readonly a: { readonly cases: number; readonly medianMs?: number };
  readonly b: { readonly cases: number; readonly medianMs?: number };
  readonly test?: InFamily<TimeTest>;
  readonly differs: Differs;
}

export interface ShareComparison {
  readonly a: Counted & { readonly share?: number };
  readonly b: Counted & { readonly share?: number };
  readonly test?: InFamily<ShareTest>;
  readonly differs: Differs;
}

export interface CaseComparison {
  readonly duration: DurationComparison;
  readonly open: ShareComparison;
  readonly rework: ShareComparison;
}

/**
 * Compares two sets of cases as wholes. These three tests are a family of their own, beside that of the edges
 * (`compareSides`): what is said of the cases must not depend on how many edges the map happens to show, nor the marks on
 * the map on three figures beside it. Each family keeps its promise by itself; that of both together is a little wider.
 *
 * @throws RangeError when counts are none, or an option is out of its range
 */
export function compareCases(a: ComparedCases, b: ComparedCases, options: ComparisonOptions = {}): CaseComparison {
  const { falseDiscoveryRate, casesMin } = settled(options);
  const [durationsOfA, durationsOfB] = [ascending(a.durationsMs), ascending(b.durationsMs)];
  const [open, rework, duration] = inFamily<ShareTest | TimeTest>([
    testOfShares(a.open, b.open, casesMin),
    testOfShares(a.rework, b.rework, casesMin),
    testOfTimes(durationsOfA, durationsOfB, casesMin),
  ]) as [InFamily<ShareTest>?, InFamily<ShareTest>?, InFamily<TimeTest>?];
  const told = <Test extends { readonly z: number; readonly q: number }>(test: Test | undefined) => ({
    ...(test && { test }),
    differs: differs(test, falseDiscoveryRate),
  });
  return {
    duration: { a: durationOf(durationsOfA), b: durationOf(durationsOfB), ...told(duration) },
    open: { a: withShare(a.open), b: withShare(b.open), ...told(open) },
    rework: { a: withShare(a.rework), b: withShare(b.rework), ...told(rework) },
  };
}

function durationOf(sortedMs: Float64Array) {
  return { cases: sortedMs.length, ...(sortedMs.length > 0 && { medianMs: linearQuantile(sortedMs, 0.5) }) };
}

function withShare({ successes, n }: Counted) {
  return { successes, n, ...(n > 0 && { share: successes / n }) };
}
