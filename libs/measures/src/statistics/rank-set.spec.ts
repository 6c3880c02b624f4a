import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstWhere } from './first-where.js';
import { RankSet } from './rank-set.js';

describe('a set of ranks', () => {
  it('says how many lie below one, and which is the n-th', () => {
    const sizes = fc.integer({ min: 0, max: 70 });
    fc.assert(
      fc.property(
        sizes.chain((size) => fc.tuple(fc.constant(size), fc.subarray(Array.from({ length: size }, (_, i) => i)))),
        fc.integer(),
        ([size, members], turn) => {
          const set = new RankSet(size);
          const added: number[] = [];
          for (const [i] of members.entries()) {
            const rank = members[(i + (Math.abs(turn) % members.length)) % members.length]!;
            set.add(rank);
            added.push(rank);
            const sorted = added.toSorted((a, b) => a - b);
            expect(sorted.map((_, n) => set.nth(n))).toEqual(sorted);
          }
          for (let rank = 0; rank <= size; rank++) {
            expect(set.below(rank)).toBe(members.filter((member) => member < rank).length);
          }
        },
      ),
    );
  });
});

describe('the first index where a condition holds', () => {
  it('is found wherever it lies', () => {
    for (let count = 0; count < 20; count++) {
      for (let first = 0; first <= count; first++) expect(firstWhere(count, (i) => i >= first)).toBe(first);
    }
  });
});
