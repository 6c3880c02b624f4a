import { normalCdf } from './normal.js';

/** Whether the values of one sample tend to be greater than those of another. */
export interface MannWhitney {
  /** Pairs in which the value of the one is greater, ties one half; exact up to 2⁵² pairs. */
  readonly u: number;
  /** Signed: above 0 when the one tends to be greater. Undefined when all values are equal; then p is 1. */
  readonly z: number | undefined;
  /** Two-sided, by the normal approximation. */
  readonly p: number;
  /** The chance that a value of the one is greater than a value of the other, ties one half: u of all pairs. */
  readonly commonLanguage: number;
  /** How many values of both samples together are equal to the commonest one. */
  readonly largestTie: number;
}

/**
 * The rank sum test of two independent samples (Mann & Whitney 1947): z = (|U − n₁n₂/2| − ½, not below 0)/σ, the variance
 * σ² = n₁n₂/12·(N + 1 − Σ(t³−t)/(N(N−1))) corrected for ties t; the effect as common language (McGraw & Wong 1992; with
 * ties: Vargha & Delaney 2000). Needs n·log n steps; samples that come ascending are not sorted again.
 *
 * @param one in any order; infinite values count as such
 * @returns undefined when one sample is empty
 * @throws RangeError when a value is NaN: it has no rank
 */
export function mannWhitney(one: ArrayLike<number>, other: ArrayLike<number>): MannWhitney | undefined {
  const [x, y] = [ascending(one), ascending(other)];
  if (x.length === 0 || y.length === 0) return undefined;
  const { twiceU, ties, largestTie } = mergedRanks(x, y);
  const pairs = x.length * y.length;
  const n = x.length + y.length;
  const found = { u: twiceU / 2, commonLanguage: twiceU / 2 / pairs, largestTie };
  if (largestTie === n) return { ...found, z: undefined, p: 1 };
  const deviation = (twiceU - pairs) / 2;
  const sigma = Math.sqrt((pairs / 12) * (n + 1 - ties / (n * (n - 1))));
  const z = Math.max(0, Math.abs(deviation) - 0.5) / sigma;
  return { ...found, z: deviation < 0 && z > 0 ? -z : z, p: 2 * normalCdf(-z) };
}

/**
 * The values in ascending order: themselves where they come so as a `Float64Array`, otherwise a copy.
 * @throws RangeError when a value is NaN
 */
export function ascending(values: ArrayLike<number>): Float64Array {
  if (values instanceof Float64Array && isAscending(values)) return values;
  const sorted = Float64Array.from(values).sort();
  // The sort of typed arrays leaves NaN at the end.
  if (Number.isNaN(sorted.at(-1))) throw new RangeError('Values to be ranked must be numbers, not NaN.');
  return sorted;
}

/** A NaN is in no order with its neighbours, and alone not with itself. */
function isAscending(values: Float64Array): boolean {
  if (values.length > 0 && Number.isNaN(values[0])) return false;
  for (let i = 1; i < values.length; i++) if (!(values[i - 1]! <= values[i]!)) return false;
  return true;
}

/** Walks through both samples at once, one group of equal values after the other. */
function mergedRanks(x: Float64Array, y: Float64Array) {
  // Twice U is whole, so nothing is rounded.
  let twiceU = 0;
  let ties = 0;
  let largestTie = 0;
  for (let [i, j] = [0, 0]; i < x.length || j < y.length;) {
    const value = j === y.length || (i < x.length && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const [fromX, fromY] = [i, j];
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    const tied = i - fromX + j - fromY;
    twiceU += (i - fromX) * (fromY + j);
    ties += tied * (tied - 1) * (tied + 1);
    if (tied > largestTie) largestTie = tied;
  }
  return { twiceU, ties, largestTie };
}
