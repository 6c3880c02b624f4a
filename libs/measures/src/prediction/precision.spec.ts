import { describe, expect, it } from '@jest/globals';
import { precisionAmongFirst } from './precision.js';

describe('precision among the first', () => {
  const outcomes = [false, true, true, false, true];
  const scores = [1, 5, 3, 3, 3];

  it('counts ties at the end in proportion, or in the order of the input', () => {
    expect(precisionAmongFirst(outcomes, scores, 1)).toEqual({ among: 1, expected: 1, inputOrder: 1 });
    // One for sure and two of three tied, of which two are positives.
    expect(precisionAmongFirst(outcomes, scores, 3)).toEqual({
      among: 3,
      expected: (1 + 4 / 3) / 3,
      inputOrder: 2 / 3,
    });
  });

  it('looks at no more than there are', () => {
    expect(precisionAmongFirst(outcomes, scores, 50)).toEqual({ among: 5, expected: 0.6, inputOrder: 0.6 });
  });

  it.each([0, -1, Number.NaN])('among %d is unknown', (first) => {
    expect(precisionAmongFirst(outcomes, scores, first)).toBeUndefined();
  });

  it('of none, or of a score that is no number, is unknown', () => {
    expect(precisionAmongFirst([], [], 1)).toBeUndefined();
    expect(precisionAmongFirst([true], [Number.NaN], 1)).toBeUndefined();
  });
});
