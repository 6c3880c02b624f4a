import { describe, expect, it } from '@jest/globals';
import { expectedContacts, falseSilenceProbability, type RunningSilence } from './expected-false-alarms.js';
import { silenceAlarmAfter } from './silence-deadline.js';

const rhythm = { k: 1, r: 3, alpha: 20 };
const span = { gaps: 10, operationalDays: 100, calendarDays: 100 };
const silence = (days: number) => ({ operationalDays: days, calendarDays: days });
const running = (days: number, more: Partial<RunningSilence> = {}): RunningSilence => ({
  rhythm,
  span,
  now: silence(days),
  later: silence(days + 7),
  floorOperationalDays: 14,
  ...more,
});
const due = silenceAlarmAfter(rhythm, span)!.operationalDays;
const tail = (days: number): number => (120 / (120 + days)) ** 13;

describe('how likely a silence becomes an alarm within a week', () => {
  it('is p at its deadline, given that it lasted until now', () => {
    expect(falseSilenceProbability(running(due - 3))).toBeCloseTo(tail(due) / tail(due - 3), 12);
    expect(falseSilenceProbability(running(due - 7))).toBeCloseTo(tail(due) / tail(due - 7), 12);
  });

  it('is nothing before that week, and once the alarm stands', () => {
    expect(falseSilenceProbability(running(due - 7.001))).toBe(0);
    expect(falseSilenceProbability(running(due))).toBe(0);
    expect(falseSilenceProbability(running(due + 30))).toBe(0);
  });

  it('is nothing with fewer than 4 gaps, or without a budget', () => {
    expect(falseSilenceProbability(running(300, { span: { ...span, gaps: 3 } }))).toBe(0);
    expect(falseSilenceProbability(running(due - 1), 0)).toBe(0);
  });

  it('waits for the 14 days, though p is less before', () => {
    const often = { gaps: 100, operationalDays: 100, calendarDays: 100 };
    const p = falseSilenceProbability(running(10, { span: often }));
    expect(p).toBeCloseTo((120 / 134) ** 103 / (120 / 130) ** 103, 12);
    expect(falseSilenceProbability(running(6.9, { span: often }))).toBe(0);
    // Where only five of the 14 days were open, the silence has stood still for as long.
    const closed = { now: { operationalDays: 4, calendarDays: 10 }, later: { operationalDays: 10, calendarDays: 17 } };
    const closing = running(10, { span: often, ...closed, floorOperationalDays: 6 });
    const alarmAt = Math.max(6, silenceAlarmAfter(rhythm, often)!.operationalDays);
    expect(falseSilenceProbability(closing)).toBeCloseTo((120 / (120 + alarmAt)) ** 103 / (120 / 124) ** 103, 12);
  });
});

describe('contacts to be expected', () => {
  it('are those of the rate given the gaps and the silence', () => {
    expect(expectedContacts(rhythm, span, 0, 7)).toBeCloseTo((7 * 13) / 120, 12);
    expect(expectedContacts(rhythm, span, 30, 7)).toBeCloseTo((7 * 13) / 150, 12);
    expect(expectedContacts({ ...rhythm, k: 2 }, span, 0, 7)).toBeCloseTo((7 * 23) / 120 / 2, 12);
  });
});
