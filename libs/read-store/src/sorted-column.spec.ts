import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SortedColumn } from './sorted-column.js';

const values = fc.array(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.maxSafeInteger()), {
  minLength: 1,
  maxLength: 60,
});

function columnOf(list: readonly number[]): SortedColumn {
  const distinct = [...new Set(list)].sort((a, b) => a - b);
  return new SortedColumn(
    Float64Array.from(distinct),
    distinct.map((value) => list.filter((other) => other === value).length),
  );
}

describe('a column', () => {
  test('is what a sorted list is', () => {
    fc.assert(
      fc.property(values, (list) => {
        const column = columnOf(list);
        const sorted = list.toSorted((a, b) => a - b);
        expect([...column]).toEqual(sorted);
        expect(column.count).toBe(list.length);
        expect(sorted.map((_, rank) => column.at(rank))).toEqual(sorted);
        expect(column.sum()).toBe(list.reduce((sum, value) => sum + BigInt(value), 0n));
      }),
    );
  });

  test('interpolates between the closest ranks', () => {
    const column = columnOf([4, 1, 2, 2]);
    expect([0, 0.25, 0.5, 0.75, 1].map((q) => column.quantile(q))).toEqual([1, 1.75, 2, 2.5, 4]);
    expect(columnOf([7]).quantile(0.9)).toBe(7);
  });

  test('has no value beyond its ends', () => {
    expect(() => columnOf([1]).at(1)).toThrow(/a rank lies within/);
    expect(new SortedColumn(new Float64Array(0), []).count).toBe(0);
  });
});
