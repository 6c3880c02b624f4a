/**
 * A set of ranks 0 … size − 1 that can be asked how many lie below one and which is the n-th: a binary indexed tree
 * (Fenwick 1994). Each call costs log₂ size.
 */
export class RankSet {
  readonly #counts: Int32Array;
  readonly #highestBit: number;

  constructor(size: number) {
    this.#counts = new Int32Array(size + 1);
    this.#highestBit = size === 0 ? 0 : 2 ** Math.floor(Math.log2(size));
  }

  /** @param rank one that is not in it */
  add(rank: number): void {
    for (let i = rank + 1; i < this.#counts.length; i += i & -i) this.#counts[i]!++;
  }

  /** How many are less than a rank. */
  below(rank: number): number {
    let count = 0;
    for (let i = rank; i > 0; i -= i & -i) count += this.#counts[i]!;
    return count;
  }

  /** The rank of the n-th, 0 the least. @param n less than there are in it */
  nth(n: number): number {
    let passed = 0;
    let left = n;
    for (let step = this.#highestBit; step > 0; step >>= 1) {
      const next = passed + step;
      if (next >= this.#counts.length || this.#counts[next]! > left) continue;
      passed = next;
      left -= this.#counts[next]!;
    }
    return passed;
  }
}
