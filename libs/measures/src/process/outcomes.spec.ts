import { describe, expect, it } from '@jest/globals';
import { toldCase } from './case-testing.js';
import { outcomesOf } from './outcomes.js';
import type { ProcessCase } from './process-case.js';

const many = (count: number, one: ProcessCase): ProcessCase[] => Array.from({ length: count }, () => one);
const left = (says: 'won' | 'lost' | 'abandoned', reason?: string): ProcessCase =>
  toldCase([
    { at: 0, activity: 'a', says: 'opened' },
    { at: 5, says, reason },
  ]);
const open = toldCase([{ at: 0, activity: 'a', says: 'opened' }]);

describe('the outcomes of a process', () => {
  it('have a win rate of 8,800 opportunities that says what it is of', () => {
    const cases = [...many(4238, left('won')), ...many(2473, left('lost')), ...many(8800 - 4238 - 2473, open)];
    const { counts, winRate, wonOfEnded, wonOfAll } = outcomesOf(cases, { terminal: [] }, 9);
    expect(counts).toEqual({ won: 4238, lost: 2473, abandoned: 0, endedWithout: 0, open: 2089, undeclared: 0 });
    expect(winRate).toMatchObject({ count: 4238, of: 6711 });
    expect(winRate.share!.toFixed(4)).toBe('0.6315');
    expect([winRate.low!, winRate.high!].map((limit) => limit.toFixed(6))).toEqual(['0.619887', '0.642964']);
    expect(wonOfEnded).toEqual(winRate);
    expect(wonOfAll).toMatchObject({ count: 4238, of: 8800 });
    expect(wonOfAll.share!.toFixed(4)).toBe('0.4816');
  });

  it('have other wholes where cases were abandoned, or ended and nothing says how', () => {
    const ended = toldCase([
      { at: 0, activity: 'a' },
      { at: 5, says: 'resolved' },
    ]);
    const unknown = toldCase([{ at: 0, activity: 'a' }]);
    const cases = [...many(3, left('won')), left('lost'), ...many(2, left('abandoned')), ended, unknown, open];
    const { counts, ...shares } = outcomesOf(cases, { terminal: [] }, 9);
    expect(counts).toEqual({ won: 3, lost: 1, abandoned: 2, endedWithout: 1, open: 1, undeclared: 1 });
    expect([shares.winRate.of, shares.wonOfEnded.of, shares.wonOfAll.of]).toEqual([4, 7, 9]);
  });

  it('have no rate before anything is decided, and know nothing of what comes later', () => {
    expect(outcomesOf([open], { terminal: [] }, 9).winRate).toEqual({ count: 0, of: 0 });
    expect(outcomesOf([left('won')], { terminal: [] }, 4).counts).toMatchObject({ won: 0, open: 1 });
    expect(outcomesOf([left('won')], { terminal: [] }, 5).counts).toMatchObject({ won: 1, open: 0 });
    expect(outcomesOf([], { terminal: [] }, 9)).toMatchObject({ cases: 0, wonOfAll: { count: 0, of: 0 } });
  });

  it('have reasons by code, the most frequent first and those without one at last', () => {
    const cases = [
      ...many(3, left('lost')),
      ...many(2, left('lost', 'price')),
      left('lost', '__proto__'),
      left('lost', 'fit'),
      left('abandoned', 'budget'),
      left('won', 'price'),
    ];
    expect(outcomesOf(cases, { terminal: [] }, 9).reasons).toEqual({
      lost: [
        { reason: 'price', count: 2 },
        { reason: '__proto__', count: 1 },
        { reason: 'fit', count: 1 },
        { reason: null, count: 3 },
      ],
      abandoned: [{ reason: 'budget', count: 1 }],
    });
  });
});
