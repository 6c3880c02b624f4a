import { describe, expect, it } from '@jest/globals';
import type { AssociationAnswer } from '#workspace/processes/experience/experience-answers.js';
import { differenceText, pointsText, verdictOf } from './association-words.js';
import { loadSteps } from './load-steps.js';

const row = (period: string, open?: number) => ({
  period,
  firstWork: 1,
  lastSteps: 1,
  ...(open !== undefined && { open }),
});

describe('loadSteps', () => {
  it('takes as much of the way as it lasts, until something happens again', () => {
    const steps = loadSteps({ period: 'month', periods: [row('2025-11', 3), row('2025-12', 5), row('2026-03', 1)] });
    // Five months, November to March.
    expect(steps.map(({ period, open }) => [period, open])).toEqual([
      ['2025-11', 3],
      ['2025-12', 5],
      ['2026-03', 1],
    ]);
    expect(steps.map(({ from, to }) => [from, to].map((at) => Math.round(at * 5)))).toEqual([
      [0, 1],
      [1, 4],
      [4, 5],
    ]);
  });

  it('counts days over the end of a month, and of a summer', () => {
    const steps = loadSteps({
      period: 'day',
      periods: [row('2026-02-27', 1), row('2026-03-02', 2), row('2026-03-30', 0)],
    });
    // 32 days.
    expect(steps.map(({ from }) => Math.round(from * 32))).toEqual([0, 3, 31]);
  });

  it('is nothing where it is not known how many are open', () =>
    expect(loadSteps({ period: 'day', periods: [row('2026-02-27'), row('2026-02-28')] })).toEqual([]));
});

describe('a difference', () => {
  it('is told in points of 100 with its sign, and 0 without one', () => {
    expect([-0.0123, 0.2, 0, -0.0001, 1].map(pointsText)).toEqual(['−1.2', '+20.0', '0.0', '0.0', '+100.0']);
    expect(differenceText({ difference: 0.01, low: -0.005, high: 0.025 })).toBe('+1.0 (−0.5 to +2.5)');
    expect(differenceText({ difference: 0.01 })).toBe('+1.0');
  });

  it('is read as far as it goes', () => {
    const verdict = (low: number | undefined, high: number | undefined, over: Partial<AssociationAnswer> = {}) =>
      verdictOf({
        exposure: 'rework',
        aftermath: 'complaint',
        exposed: { n: 50 },
        others: { n: 50 },
        crude: { difference: 0.1 },
        stratified: { difference: 0.1, ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
        fewOutcomes: false,
        reverses: false,
        incomparable: 0,
        strata: [],
        ...over,
      });
    expect(verdict(0.01, 0.2)).toBe('more');
    expect(verdict(-0.2, -0.01)).toBe('less');
    expect(verdict(-0.1, 0.2)).toBe('chance');
    expect(verdict(0, 0.2)).toBe('chance');
    expect(verdict(undefined, undefined)).toBe('chance');
    expect(verdict(0.01, 0.2, { fewOutcomes: true })).toBe('few');
    expect(verdict(0.01, 0.2, { reverses: true })).toBe('misleads');
    expect(verdict(0.01, 0.2, { reverses: true, fewOutcomes: true })).toBe('misleads');
  });
});
