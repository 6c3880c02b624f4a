import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { assessSilence } from './silence-decision.js';
import { calendarDaysToAlarm, silenceAlarmAfter, stillSilentProbability } from './silence-deadline.js';
import { silenceProbability } from './silence.js';

const poisson = { k: 1, r: 2, alpha: 10 };

describe('the deadline of a silence', () => {
  it('is where p falls to p*', () => {
    // ((50/(50+s))^12 = 1.2/365
    const span = { gaps: 10, operationalDays: 40, calendarDays: 60 };
    const after = silenceAlarmAfter(poisson, span)!;
    expect(after.operationalDays).toBeCloseTo(50 * ((365 / 1.2) ** (1 / 12) - 1), 10);
    expect(after.calendarDays).toBe(14);
  });

  it('is the first silence that is judged an alarm', () => {
    const rhythm = fc.record({
      k: fc.double({ min: 0.5, max: 20, noNaN: true }),
      r: fc.double({ min: 0.1, max: 30, noNaN: true }),
      alpha: fc.double({ min: 0.1, max: 500, noNaN: true }),
    });
    const span = fc
      .record({ gaps: fc.integer({ min: 4, max: 800 }), usual: fc.double({ min: 0.3, max: 300, noNaN: true }) })
      .map(({ gaps, usual }) => ({ gaps, operationalDays: gaps * usual * 0.7, calendarDays: gaps * usual }));
    const budget = fc.double({ min: 1e-6, max: 3, noNaN: true });
    fc.assert(
      fc.property(rhythm, span, budget, (given, history, falseAlarms) => {
        const { operationalDays } = silenceAlarmAfter(given, history, falseAlarms)!;
        const outcomeAt = (days: number) =>
          assessSilence(given, history, { operationalDays: days, calendarDays: 14 }, falseAlarms).outcome;
        expect(outcomeAt(operationalDays)).toBe('alarm');
        expect(outcomeAt(operationalDays * (1 - 1e-9))).toBe('usual');
      }),
      { numRuns: 2000 },
    );
  });

  it('is none with too few contacts or without a budget', () => {
    const span = { gaps: 3, operationalDays: 40, calendarDays: 60 };
    expect(silenceAlarmAfter(poisson, span)).toBeUndefined();
    expect(silenceAlarmAfter(poisson, { ...span, gaps: 0 })).toBeUndefined();
    expect(silenceAlarmAfter(poisson, { ...span, gaps: 9 }, 0)).toBeUndefined();
    expect(silenceAlarmAfter(poisson, { gaps: 9, operationalDays: 0, calendarDays: 0 })).toBeUndefined();
  });

  it('waits for both clocks', () => {
    const after = { operationalDays: 10, calendarDays: 14 };
    expect(calendarDaysToAlarm(after)).toBe(14);
    expect(calendarDaysToAlarm(after, (days) => days * 1.4)).toBe(14);
    expect(calendarDaysToAlarm(after, (days) => days * 1.5)).toBe(15);
  });
});

describe('a silence that goes on', () => {
  it('is as likely as the whole over what has passed', () => {
    const span = { gaps: 5, operationalDays: 20 };
    const expected = silenceProbability(poisson, span, 30) / silenceProbability(poisson, span, 12);
    expect(stillSilentProbability(poisson, span, 12, 30)).toBeCloseTo(expected, 14);
    expect(stillSilentProbability(poisson, span, 12, 12)).toBe(1);
    expect(stillSilentProbability(poisson, span, 12, 3)).toBe(1);
    const many = { gaps: 5000, operationalDays: 100 };
    expect(stillSilentProbability(poisson, many, 1e5, 1e5 + 1)).toBeCloseTo((100_110 / 100_111) ** 5002, 10);
  });

  it('adds up, week by week, to the false alarms of a portfolio that does not change', () => {
    const draw = mulberry32(20_260_101);
    const exponential = (): number => -Math.log(1 - draw());
    let [expected, raised] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const rate = (exponential() + exponential()) / poisson.alpha;
      let [gaps, at] = [0, 0];
      for (; at < 1500; gaps++) {
        const gap = exponential() / rate;
        const span = { gaps, operationalDays: at, calendarDays: at };
        const after = silenceAlarmAfter(poisson, span);
        const due = after ? calendarDaysToAlarm(after) : Infinity;
        if (gap >= due) raised++;
        // On each Monday on which it is silent and the alarm comes due before the next.
        const untilMonday = 7 - (at % 7);
        const weeks = Math.floor((due - untilMonday) / 7);
        const monday = untilMonday + 7 * weeks;
        if (due < Infinity && gap > monday) expected += stillSilentProbability(poisson, span, monday, due);
        at += gap;
      }
    }
    expect(raised).toBeGreaterThan(100);
    expect(Math.abs(raised - expected)).toBeLessThan(3 * Math.sqrt(expected));
  });
});
