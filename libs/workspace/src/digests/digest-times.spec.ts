import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dayToTell, nextDigestAt, timesOf, timesText, weekdays } from './digest-times.js';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'];
const instant = fc.integer({ min: Date.parse('2019-01-01'), max: Date.parse('2027-12-31') });
const times = fc.record({
  minute: fc.integer({ min: 0, max: 1439 }),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.sort((a, b) => a - b)),
});

describe('the times of a digest', () => {
  it('are read as people write them', () => {
    expect(timesOf({})).toEqual({ minute: 420, days: [1, 2, 3, 4, 5] });
    expect(timesOf({ at: '7:05', days: 'daily' })).toEqual({ minute: 425, days: [1, 2, 3, 4, 5, 6, 7] });
    expect(timesOf({ days: 'Wed, monday,fri' }).days).toEqual([1, 3, 5]);
    expect(timesOf({ days: 'fri-mon' }).days).toEqual([1, 5, 6, 7]);
    expect(timesOf({ days: 'thursday' }).days).toEqual([4]);
  });

  it.each([
    [{ at: '24:00' }, 'at'],
    [{ at: '7' }, 'at'],
    [{ at: '07:60' }, 'at'],
    [{ days: '' }, 'days'],
    [{ days: 'mon-wed-fri' }, 'days'],
    [{ days: 'monkey' }, 'days'],
    [{ days: '1-5' }, 'days'],
  ])('are refused where they are none: %j', (given, field) => {
    expect(() => timesOf(given)).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ field })] }),
    );
  });

  it('are written so that they are read as the same', () => {
    fc.assert(fc.property(times, (one) => expect(timesOf(timesText(one))).toEqual(one)));
    expect(timesText(timesOf({}))).toEqual({ at: '07:00', days: 'mon-fri' });
    expect(timesText(timesOf({ days: 'sat,sun' })).days).toBe('sat,sun');
  });

  /** Minute by minute would be slow: day by day, as the calendar library counts. */
  const naiveNext = (
    { minute, days }: { minute: number; days: readonly number[] },
    after: number,
    zone: string,
  ): number => {
    const start = DateTime.fromMillis(after, { zone }).startOf('day');
    for (let ahead = 0; ; ahead++) {
      const day = start.plus({ days: ahead });
      const due = DateTime.fromObject(
        { year: day.year, month: day.month, day: day.day, hour: Math.floor(minute / 60), minute: minute % 60 },
        { zone },
      );
      if (days.includes(day.weekday) && due.toMillis() > after) return due.toMillis();
    }
  };

  it('come next when the calendar says so', () => {
    fc.assert(
      fc.property(times, instant, fc.constantFrom(...zones), (one, after, zone) => {
        expect(nextDigestAt(one, after, zone)).toBe(naiveNext(one, after, zone));
      }),
      { numRuns: 2000 },
    );
  });

  it('are over once a day, from the time on', () => {
    fc.assert(
      fc.property(times, instant, fc.constantFrom(...zones), (one, after, zone) => {
        const due = nextDigestAt(one, after, zone);
        const day = DateTime.fromMillis(due, { zone }).toISODate();
        expect(dayToTell(one, due, zone)).toBe(day);
        expect(dayToTell(one, due - 1, zone)).not.toBe(day);
      }),
      { numRuns: 1000 },
    );
    const monday = timesOf({ at: '07:00', days: 'mon' });
    expect(dayToTell(monday, Date.parse('2026-11-30T06:59:59.999Z'), 'UTC')).toBeUndefined();
    expect(dayToTell(monday, Date.parse('2026-11-30T23:59:00Z'), 'UTC')).toBe('2026-11-30');
    expect(dayToTell(monday, Date.parse('2026-12-01T08:00:00Z'), 'UTC')).toBeUndefined();
  });

  it('keep to the hour where the clocks are put forward', () => {
    const half = timesOf({ at: '02:30', days: weekdays.join(',') });
    const due = nextDigestAt(half, Date.parse('2026-03-28T12:00:00Z'), 'Europe/Berlin');
    expect(new Date(due).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});
