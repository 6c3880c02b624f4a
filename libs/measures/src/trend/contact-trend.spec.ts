import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactTrend } from './contact-trend.js';

describe('the trend of a relationship', () => {
  it('compares windows that include their last day and not the one before their first', () => {
    // The windows are (72, 100] and (−12, 72]: 72 and −11 belong to the earlier one, −12 to none.
    const untilMinus12 = Array.from({ length: 29 }, (_, at) => at - 40);
    const days = [...untilMinus12, -11, 72, 73, 74, 75, 76, 77, 100, 101];
    expect(contactTrend(days, 100)).toMatchObject({ recent: 6, before: 2, windowDays: 28, usualGapDays: 140 / 36 });
    const daily = Array.from({ length: 120 }, (_, at) => at - 19);
    expect(contactTrend(daily, 100)).toMatchObject({ recent: 28, before: 84, windowDays: 28, usualGapDays: 1 });
  });

  it('of steady contact is none', () => {
    const daily = Array.from({ length: 200 }, (_, at) => at);
    expect(contactTrend(daily, 199)).toMatchObject({ kind: 'between', lnRatio: expect.closeTo(0, 12) });
  });

  it('of too little is not told', () => {
    expect(contactTrend([], 10)).toEqual({
      kind: 'no-exposure',
      recent: 0,
      before: 0,
      windowDays: 28,
      usualGapDays: undefined,
    });
    expect(contactTrend([10], 10)).toMatchObject({ kind: 'no-exposure', recent: 1, usualGapDays: undefined });
    expect(contactTrend([11, 12], 10)).toMatchObject({ kind: 'no-exposure', recent: 0 });
    expect(contactTrend([0, 30], 40)).toMatchObject({ kind: 'no-exposure', usualGapDays: 30 });
  });

  it('of a young relationship is not measured against a time before it', () => {
    // Every third day from day 0 to 45: w = 28, and before it (0, 17] instead of (−67, 17].
    const days = Array.from({ length: 16 }, (_, at) => 3 * at);
    const trend = contactTrend(days, 45);
    expect(trend).toMatchObject({ kind: 'between', recent: 10, before: 5, usualGapDays: 3 });
    expect(trend).toMatchObject({ lnRatio: expect.closeTo(Math.log(10 / 28 / (5 / 17)), 12) });
  });

  it('counts only what lies in the windows towards the eight that it takes', () => {
    const longAgo = Array.from({ length: 50 }, (_, at) => at - 1000);
    expect(contactTrend([...longAgo, 99, 100], 100).kind).toBe('too-few');
  });

  it('divides by the time in which we were open', () => {
    const daily = Array.from({ length: 112 }, (_, at) => at - 11);
    const closedSince86 = (after: number, until: number): number => Math.min(until, 86) - Math.min(after, 86);
    const trend = contactTrend(daily, 100, closedSince86);
    expect(trend).toMatchObject({ kind: 'between', lnRatio: expect.closeTo(Math.log(28 / 14), 12) });
    expect(contactTrend(daily, 100, () => 0).kind).toBe('no-exposure');
  });

  it('knows nothing of later days', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 400 })).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 400 }), (all, today) => {
        const known = all.filter((day) => day <= today);
        const found = contactTrend(all, today);
        expect(found).toEqual(contactTrend(known, today));
        expect(found.recent).toBe(known.filter((day) => day > today - found.windowDays).length);
      }),
    );
  });
});
