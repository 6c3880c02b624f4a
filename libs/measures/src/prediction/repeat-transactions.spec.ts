import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flawOf, repeatTransactions } from './repeat-transactions.js';

describe('repeat transactions', () => {
  it('count a day once, in any order, until the end', () => {
    expect(repeatTransactions([30, 10, 12, 12, 10, 51], 50)).toEqual({ x: 2, tx: 20, T: 40 });
    expect(repeatTransactions([30, 10, 50], 50)).toEqual({ x: 2, tx: 40, T: 40 });
    expect(repeatTransactions([7, 7], 7)).toEqual({ x: 0, tx: 0, T: 0 });
  });

  it('are none before the first transaction', () => {
    expect(repeatTransactions([51], 50)).toBeUndefined();
    expect(repeatTransactions([], 50)).toBeUndefined();
    expect(repeatTransactions([Number.NaN], 50)).toBeUndefined();
  });

  it('are sound whatever the days', () => {
    const days = fc.array(fc.integer({ min: -50, max: 50 }));
    fc.assert(
      fc.property(days, fc.integer({ min: -50, max: 50 }), (days, until) => {
        const found = repeatTransactions(days, until);
        if (found) expect(flawOf(found)).toBeUndefined();
      }),
    );
  });
});

describe('a flawed history', () => {
  it.each([
    ['count-not-whole', -1, 0, 1],
    ['count-not-whole', 1.5, 1, 2],
    ['count-not-whole', Number.NaN, 1, 2],
    ['count-too-large', 1e9, 1, 2],
    ['time-not-finite', 1, Number.NaN, 2],
    ['time-not-finite', 1, 1, Infinity],
    ['last-before-first', 1, -1, 2],
    ['last-after-end', 1, 3, 2],
    ['last-after-end', 0, 0, -1],
    ['last-without-repeat', 0, 1, 2],
    ['repeat-without-time', 1, 0, 2],
  ])('says %s of (%d, %d, %d)', (flaw, x, tx, T) => {
    expect(flawOf({ x, tx, T })).toBe(flaw);
  });
});
