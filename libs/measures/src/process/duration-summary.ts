/** Durations in whole ms that can be asked by rank: a sorted column of a total, or `rankedOf` a list. */
export interface RankedDurations {
  readonly count: number;
  /** The value at a rank, 0 the least; whole ms. */
  at(rank: number): number;
  /** Exact, in ms. */
  sum(): bigint;
}

/** Seconds, as `--json` shows them. */
export interface DurationSummarySeconds {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly p90: number;
  readonly max: number;
  readonly sum: number;
}

/**
 * n, min, median, mean, 90th percentile, max and sum, in seconds. The median of an even number is the mean of the middle
 * two; p90 lies linearly between the closest ranks (type 7 of Hyndman & Fan 1996). Ranks and sums are worked out in
 * whole ms (tenths of one for p90) and divided at the end: min, median, p90 and max are the doubles nearest to the exact
 * values, mean and sum at most their neighbours.
 *
 * @returns all 0 when there is none
 */
export function summarizeDurations(durations: RankedDurations): DurationSummarySeconds {
  const n = durations.count;
  if (n === 0) return { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
  const sumMs = durations.sum();
  return {
    n,
    min: durations.at(0) / 1000,
    median: (durations.at((n - 1) >> 1) + durations.at(n >> 1)) / 2000,
    mean: ratio(sumMs, BigInt(n) * 1000n),
    p90: decileTimesTen(durations, 9) / 10_000,
    max: durations.at(n - 1) / 1000,
    sum: ratio(sumMs, 1000n),
  };
}

/**
 * Ten times the value at `decile` tenths of the way from the least to the greatest: whole, so nothing is rounded.
 * @param durations at least one
 */
export function decileTimesTen(durations: Omit<RankedDurations, 'sum'>, decile: number): number {
  const place = decile * (durations.count - 1);
  const below = Math.floor(place / 10);
  const low = durations.at(below);
  const beyond = place - below * 10;
  return beyond === 0 ? low * 10 : low * 10 + (durations.at(below + 1) - low) * beyond;
}

/** A quotient of whole numbers; sums beyond 2⁵³ lose nothing before they are divided. */
function ratio(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  return Number(whole) + Number(numerator - whole * denominator) / Number(denominator);
}

/** Durations of a list, in any order. @param durationsMs whole ms */
export function rankedOf(durationsMs: Iterable<number>): RankedDurations {
  const sorted = Float64Array.from(durationsMs).sort();
  return {
    count: sorted.length,
    at: (rank) => sorted[rank]!,
    sum: () => exactSum(sorted),
  };
}

/** Half of the greatest whole number that doubles hold exactly: the sum of two such is exact. */
const halfSafe = 2 ** 52;

/** The sum of whole numbers that are not negative, exact whatever its size: doubles as long as they are, then a big integer. */
export function exactSum(values: Float64Array): bigint {
  let [whole, part] = [0n, 0];
  for (const value of values) {
    if (value < halfSafe) part += value;
    else whole += BigInt(value);
    if (part < halfSafe) continue;
    whole += BigInt(part);
    part = 0;
  }
  return whole + BigInt(part);
}
