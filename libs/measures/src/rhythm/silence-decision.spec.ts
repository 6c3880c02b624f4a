import { describe, expect, it } from '@jest/globals';
import { alarmThreshold, assessSilence, decideSilence } from './silence-decision.js';

const facts = { gaps: 12, usualGapDays: 6, silentDays: 41, p: 0.003 };

describe('the threshold of a silence', () => {
  it('is the budget of false alarms over the silences of a year, and 0.05 at most', () => {
    expect(alarmThreshold(6)).toBeCloseTo((0.2 * 6) / 365, 17);
    expect(alarmThreshold(30, 0.1)).toBeCloseTo(3 / 365, 17);
    expect(alarmThreshold(92)).toBe(0.05);
    expect(alarmThreshold(0)).toBe(0);
    expect(alarmThreshold(Infinity, 0)).toBe(0);
  });

  it('is none of a usual gap or a budget below 0', () => {
    expect(() => alarmThreshold(-1)).toThrow(RangeError);
    expect(() => alarmThreshold(6, NaN)).toThrow(RangeError);
  });
});

describe('a silence', () => {
  it('says why it is an alarm or none', () => {
    expect(decideSilence(facts)).toEqual({ outcome: 'alarm', threshold: (0.2 * 6) / 365 });
    expect(decideSilence({ ...facts, p: 0.004 }).outcome).toBe('usual');
    expect(decideSilence({ ...facts, silentDays: 13.99 }).outcome).toBe('below-floor');
    expect(decideSilence({ ...facts, gaps: 3 })).toEqual({ outcome: 'too-few-contacts', threshold: undefined });
    expect(decideSilence({ ...facts, gaps: 0, usualGapDays: NaN }).outcome).toBe('too-few-contacts');
  });

  it('takes its limits as belonging to the alarm', () => {
    expect(decideSilence({ ...facts, gaps: 4, silentDays: 14, p: (0.2 * 6) / 365 }).outcome).toBe('alarm');
  });

  it('is judged in operational time, its floor and its budget by the calendar', () => {
    const rhythm = { k: 1, r: 2, alpha: 10 };
    const span = { gaps: 10, operationalDays: 40, calendarDays: 60 };
    const judged = assessSilence(rhythm, span, { operationalDays: 50, calendarDays: 71 });
    expect(judged.p).toBeCloseTo(0.5 ** 12, 15);
    expect(judged.usualGapDays).toBe(6);
    expect(judged.outcome).toBe('alarm');
    expect(assessSilence(rhythm, span, { operationalDays: 50, calendarDays: 13 }).outcome).toBe('below-floor');
    // Fourteen days of which none was open: as likely as can be.
    const closed = assessSilence(rhythm, span, { operationalDays: 0, calendarDays: 14 });
    expect(closed).toMatchObject({ outcome: 'usual', p: 1 });
  });

  it('of a relationship with few contacts has no probability of its own', () => {
    const span = { gaps: 3, operationalDays: 30, calendarDays: 42 };
    const judged = assessSilence({ k: 1, r: 2, alpha: 10 }, span, { operationalDays: 500, calendarDays: 700 });
    expect(judged).toEqual({
      outcome: 'too-few-contacts',
      threshold: undefined,
      p: undefined,
      usualGapDays: undefined,
    });
  });
});
