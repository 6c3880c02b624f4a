import assert from 'node:assert';

/** Distinct values, ascending, and by how many copies of each a column grows or shrinks. */
export interface ValueChanges {
  readonly values: ArrayLike<number>;
  readonly copies: ArrayLike<number>;
}

/**
 * The values of one column of a cell, sorted. Equal values are kept once with their number of copies, so that a column
 * of a million zeros is one entry. Everything that is asked of it is exact.
 */
export class SortedColumn {
  /** Distinct values, ascending. */
  readonly values: Float64Array;
  /** Number of values up to and with the distinct one at the same index. */
  readonly #upTo: Float64Array;

  constructor(values: Float64Array, copies: ArrayLike<number>) {
    this.values = values;
    this.#upTo = new Float64Array(values.length);
    let total = 0;
    for (let i = 0; i < values.length; i++) this.#upTo[i] = total += copies[i]!;
  }

  /** Quantiles of it are exact, not estimated. */
  get exact(): true {
    return true;
  }

  /** How many values there are. */
  get count(): number {
    return this.#upTo.at(-1) ?? 0;
  }

  /** How many copies there are of the distinct value at an index of `values`. */
  copies(index: number): number {
    return this.#upTo[index]! - (index === 0 ? 0 : this.#upTo[index - 1]!);
  }

  /** The value at a rank, 0 the least. */
  at(rank: number): number {
    assert(rank >= 0 && rank < this.count, 'a rank lies within the column');
    let low = 0;
    let high = this.values.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#upTo[middle]! > rank) high = middle;
      else low = middle + 1;
    }
    return this.values[low]!;
  }

  /** Linear between the closest ranks (type 7 of Hyndman & Fan 1996); the median of an even number is the mean of the middle two. */
  quantile(q: number): number {
    const place = q * (this.count - 1);
    const below = Math.floor(place);
    const low = this.at(below);
    if (place === below) return low;
    return low + (this.at(below + 1) - low) * (place - below);
  }

  /** Exact, whatever the size. */
  sum(): bigint {
    let sum = 0n;
    for (let i = 0; i < this.values.length; i++) sum += BigInt(this.values[i]!) * BigInt(this.copies(i));
    return sum;
  }

  /** Every value with its copies, ascending: as long as `count`. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (let i = 0; i < this.values.length; i++) {
      for (let copy = this.copies(i); copy > 0; copy--) yield this.values[i]!;
    }
  }
}

/** Distinct values, ascending, with their copies: a stretch of a column. */
export interface Stretch {
  readonly values: Float64Array;
  readonly copies: Uint32Array;
}

export const emptyStretch: Stretch = { values: new Float64Array(0), copies: new Uint32Array(0) };

/**
 * Puts values in and takes values out: the changes from `begin` on, up to `end`.
 * @throws AssertionError when one is taken out that is not there
 */
export function changeStretch(
  stretch: Stretch,
  changes: ValueChanges,
  begin = 0,
  end = changes.values.length,
): Stretch {
  const values = new Float64Array(stretch.values.length + end - begin);
  const copies = new Uint32Array(values.length);
  let size = 0;
  let a = 0;
  let b = begin;
  while (a < stretch.values.length || b < end) {
    const old = a < stretch.values.length ? stretch.values[a]! : Infinity;
    const change = b < end ? changes.values[b]! : Infinity;
    const value = Math.min(old, change);
    let number = 0;
    if (old === value) number += stretch.copies[a++]!;
    if (change === value) number += changes.copies[b++]!;
    assert(number >= 0, 'only values that are there are taken out of a column');
    if (number === 0) continue;
    values[size] = value;
    copies[size++] = number;
  }
  return { values: values.slice(0, size), copies: copies.slice(0, size) };
}

/** One column out of its stretches in order. */
export function joinStretches(stretches: readonly Stretch[]): SortedColumn {
  if (stretches.length === 1) return new SortedColumn(stretches[0]!.values, stretches[0]!.copies);
  const size = stretches.reduce((sum, stretch) => sum + stretch.values.length, 0);
  const values = new Float64Array(size);
  const copies = new Uint32Array(size);
  let at = 0;
  for (const stretch of stretches) {
    values.set(stretch.values, at);
    copies.set(stretch.copies, at);
    at += stretch.values.length;
  }
  return new SortedColumn(values, copies);
}
