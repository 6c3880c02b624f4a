import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimateShape } from './shape-estimate.js';

describe('the shape of Wheat and Morrison', () => {
  it('is (1−4v)/(8v)', () => {
    // M: 1/4, 3/4, 1/3; mean 4/9; v = (49 + 121 + 16)/(2·1296)
    const v = 186 / 2592;
    const found = estimateShape([[1, 3, 1, 2]])!;
    expect(found.pairs).toBe(3);
    expect(found.v).toBeCloseTo(v, 15);
    expect(found.k).toBeCloseTo((1 - 4 * v) / (8 * v), 13);
    expect(found.kRaw).toBe(found.k);
  });

  it('stays within 0.5 and 20', () => {
    expect(estimateShape([[7, 7, 7, 7]])).toEqual({ k: 20, kRaw: undefined, v: 0, pairs: 3 });
    expect(estimateShape([[7, 8, 7, 8]])!.k).toBe(20);
    expect(estimateShape([[1, 100, 1, 100]])!.k).toBe(0.5);
  });

  it('leaves out relationships with fewer than 4 gaps, and pairs without time', () => {
    expect(estimateShape([[1, 3, 1, 2], [5, 500, 5], []])).toEqual(estimateShape([[1, 3, 1, 2]]));
    expect(estimateShape([[0, 0, 3, 1, 3]])!.pairs).toBe(3);
    expect(estimateShape([[1, 2, 3], [4]])).toBeUndefined();
    expect(estimateShape([[0, 0, 0, 0, 9]])).toBeUndefined();
    expect(estimateShape([])).toBeUndefined();
  });

  it('does not depend on the rate of any relationship', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(gaps, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 6 }), (all, power) => {
        const scaled = all.map((each, i) => each.map((gap) => gap * 2 ** (i * power)));
        expect(estimateShape(scaled)).toEqual(estimateShape(all));
      }),
    );
  });

  it('takes no gap that is none', () => {
    expect(() => estimateShape([[1, 2, -3, 4]])).toThrow('A gap is 0 days or more and finite, not -3.');
    expect(() => estimateShape([[1, 2, NaN, 4]])).toThrow(RangeError);
  });
});
