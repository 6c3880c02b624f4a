import { linearQuantile } from '../statistics/linear-quantile.js';
import { ascending } from '../statistics/mann-whitney.js';
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
import { edgeKey, type ComparedEdge, type ComparedSide } from './comparison-sides.js';

/** An edge as one side takes it. */
export interface EdgeOfSide {
  /** Passages. */
  readonly count: number;
  /** Cases that take it at least once. */
  readonly cases: number;
  /** Of all cases of the side, 0–1; absent where it has none. */
  readonly share?: number;
  /** Of the mean waits of those cases, the mean of the middle two; absent where no case takes it. */
  readonly medianMs?: number;
}

/** One edge on two sides. A test is there exactly when there were cases enough for it. */
export interface EdgeComparison {
  readonly from: string;
  readonly to: string;
  readonly a: EdgeOfSide;
  readonly b: EdgeOfSide;
  /** Of the share of cases that take the edge at least once. */
  readonly frequency?: InFamily<ShareTest>;
  /** Of the mean waits of the cases that take it. */
  readonly time?: InFamily<TimeTest>;
  readonly frequencyDiffers: Differs;
  readonly timeDiffers: Differs;
}

/**
 * Compares two sets of cases edge by edge. The unit is the case, never the passage: how large a share of the cases takes
 * the edge (two proportions), and how long a case that takes it waits on it (Mann–Whitney over the means of the cases).
 *
 * The tests of all edges given, of shares and of times, are one family: a difference is marked where its q is at most
 * `falseDiscoveryRate`. So give the edges that are shown and no others. A test needs `casesMin` cases of each side, for
 * times such that take the edge, and an edge that is neither so rare nor so common that the normal approximation fails
 * (`leastExpected`); otherwise it says `too-few`. Which tests are made depends on both sides together, so that the choice
 * favours neither.
 *
 * The sides must have no case in common (`casesApart`). Open cases have yet to take their later edges: where one side has
 * more of them, shares differ for that alone.
 *
 * @returns the edges of `a` in their order, then those that only `b` has
 * @throws RangeError when a side names an edge twice, has more cases on an edge than cases or passages, or an option is
 * out of its range
 */
export function compareSides(a: ComparedSide, b: ComparedSide, options: ComparisonOptions = {}): EdgeComparison[] {
  const { falseDiscoveryRate, casesMin } = settled(options);
  const [edgesOfA, edgesOfB] = [edgesByKey(a), edgesByKey(b)];
  const compared = [...new Set([...edgesOfA.keys(), ...edgesOfB.keys()])].map((key) => {
    const [edgeOfA, edgeOfB] = [edgesOfA.get(key), edgesOfB.get(key)];
    const { from, to } = (edgeOfA ?? edgeOfB)!;
    const [waitsOfA, waitsOfB] = [ascending(edgeOfA?.waitsMs ?? []), ascending(edgeOfB?.waitsMs ?? [])];
    return {
      edge: { from, to, a: edgeOfSide(a, waitsOfA, edgeOfA), b: edgeOfSide(b, waitsOfB, edgeOfB) },
      frequency: testOfShares(
        { successes: waitsOfA.length, n: a.cases },
        { successes: waitsOfB.length, n: b.cases },
        casesMin,
      ),
      time: testOfTimes(waitsOfA, waitsOfB, casesMin),
    };
  });
  const family = inFamily<ShareTest | TimeTest>(compared.flatMap(({ frequency, time }) => [frequency, time]));
  return compared.map(({ edge }, at) => {
    const frequency = family[2 * at] as InFamily<ShareTest> | undefined;
    const time = family[2 * at + 1] as InFamily<TimeTest> | undefined;
    return {
      ...edge,
      ...(frequency && { frequency }),
      ...(time && { time }),
      frequencyDiffers: differs(frequency, falseDiscoveryRate),
      timeDiffers: differs(time, falseDiscoveryRate),
    };
  });
}

function edgesByKey({ cases, edges }: ComparedSide): Map<string, ComparedEdge> {
  const byKey = new Map<string, ComparedEdge>();
  for (const edge of edges) {
    const { from, to, count, waitsMs } = edge;
    const key = edgeKey(from, to);
    if (byKey.has(key)) throw new RangeError(`The edge from ${from} to ${to} is given twice.`);
    if (!(waitsMs.length <= Math.min(cases, count))) {
      throw new RangeError(
        `From ${from} to ${to} there are ${waitsMs.length} waits, but ${cases} cases and ${count} passages.`,
      );
    }
    byKey.set(key, edge);
  }
  return byKey;
}

function edgeOfSide({ cases }: ComparedSide, sortedWaitsMs: Float64Array, edge: ComparedEdge | undefined): EdgeOfSide {
  return {
    count: edge?.count ?? 0,
    cases: sortedWaitsMs.length,
    ...(cases > 0 && { share: sortedWaitsMs.length / cases }),
    ...(sortedWaitsMs.length > 0 && { medianMs: linearQuantile(sortedWaitsMs, 0.5) }),
  };
}
