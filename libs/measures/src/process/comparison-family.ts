import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { mannWhitney } from '../statistics/mann-whitney.js';
import { twoProportions, type Counted } from '../statistics/two-proportions.js';

/**
 * What is said of two sides: one is higher (more of its cases, longer times), or no difference is marked, which is no
 * proof that there is none; or there are too few cases to tell, and nothing was tested.
 */
export type Differs = 'a-higher' | 'b-higher' | 'none-found' | 'too-few';

/** A test of two shares. Its interval is by itself, not widened for the number of tests. */
export interface ShareTest {
  /** Share of the cases of a less that of b, −1 to 1. */
  readonly difference: number;
  /** Its 95 % limits, cut to −1 and 1; absent where each share is 0 or 1: a width of 0 would be no certainty. */
  readonly low?: number;
  readonly high?: number;
  /** Above 0 when a is higher; 0 where nothing varies. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/** A test of two samples of times, one a case. */
export interface TimeTest {
  /** The chance that the time of a case of a is longer than that of a case of b, ties one half. */
  readonly commonLanguage: number;
  /** Above 0 when a tends to be longer, whatever the medians do. */
  readonly z: number;
  readonly p: number;
}

/** A test among the others of its family: `q` by Benjamini–Hochberg. */
export type InFamily<Test> = Test & { readonly q: number };

export interface ComparisonOptions {
  /** The expected share of false marks among the marks; 0.1 unless given. */
  readonly falseDiscoveryRate?: number;
  /** The fewest cases of each side for a test; 30 unless given. */
  readonly casesMin?: number;
}

/**
 * The fewest cases to be expected on each side, were there no difference, that have something, and that have it not
 * (Cochran 1954). Below, the normal approximation promises what it does not keep: the one case in 3,030 that takes an
 * edge falls on a side of 30 once in a hundred times, and there it has z = 10.
 */
const leastExpected = 5;

/**
 * Tests whether a share of cases differs: pooled z (definitions.md §3.4).
 * @returns undefined when there are too few to tell
 */
export function testOfShares(a: Counted, b: Counted, casesMin: number): ShareTest | undefined {
  if (Math.min(a.n, b.n) < casesMin) return undefined;
  const found = twoProportions(a, b);
  if (found === undefined) return undefined;
  const having = a.successes + b.successes;
  const lacking = a.n + b.n - having;
  // Where every case has it, or none has, there is no rare exception to judge by, and no difference either.
  if (having > 0 && lacking > 0 && !isEnough(Math.min(having, lacking), a.n, b.n)) return undefined;
  const { difference, low, high, p, z = 0 } = found;
  return { difference, ...(low < high && { low: Math.max(-1, low), high: Math.min(1, high) }), z, p };
}

/**
 * Tests whether times differ: Mann–Whitney (definitions.md §3.4). Where nearly all times are one and the same, the few
 * others decide, and must be as many as with a share.
 * @param a one a case, in ms
 * @returns undefined when there are too few to tell
 */
export function testOfTimes(a: Float64Array, b: Float64Array, casesMin: number): TimeTest | undefined {
  if (Math.min(a.length, b.length) < casesMin) return undefined;
  const found = mannWhitney(a, b);
  if (found === undefined) return undefined;
  const others = a.length + b.length - found.largestTie;
  if (others > 0 && !isEnough(others, a.length, b.length)) return undefined;
  const { commonLanguage, p, z = 0 } = found;
  return { commonLanguage, z, p };
}

function isEnough(rare: number, a: number, b: number): boolean {
  return (rare * Math.min(a, b)) / (a + b) >= leastExpected;
}

/** Gives the tests of one family their q; those that are not there stay undefined and do not count. */
export function inFamily<Test extends { readonly p: number }>(
  tests: readonly (Test | undefined)[],
): (InFamily<Test> | undefined)[] {
  const qValues = benjaminiHochberg(tests.flatMap((test) => (test === undefined ? [] : [test.p])));
  let next = 0;
  return tests.map((test) => test && { ...test, q: qValues[next++]! });
}

/** What a test says under a false-discovery rate. */
export function differs(test: { readonly z: number; readonly q: number } | undefined, rate: number): Differs {
  if (test === undefined) return 'too-few';
  if (test.q > rate || test.z === 0) return 'none-found';
  return test.z > 0 ? 'a-higher' : 'b-higher';
}

/** @throws RangeError when an option is out of its range */
export function settled({ falseDiscoveryRate = 0.1, casesMin = 30 }: ComparisonOptions): Required<ComparisonOptions> {
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 1)) {
    throw new RangeError(`The false-discovery rate must lie between 0 and 1, not ${falseDiscoveryRate}.`);
  }
  if (!Number.isSafeInteger(casesMin) || casesMin < 1) {
    throw new RangeError(`The fewest cases must be whole and at least 1, not ${casesMin}.`);
  }
  return { falseDiscoveryRate, casesMin };
}
