import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startOfDay } from '#core/time.js';
import { absencesSince, addAbsence, pausedBy, type Absence } from './absences.js';
import { dayNumberOf, type OpeningHours } from './opening-hours.js';
import { flatYear, openEveryDay, operationalClock, opennessOf } from './operational-time.js';

const day = 86_400_000;
const hour = 3_600_000;
const berlin = (date: string): number => startOfDay(date, 'Europe/Berlin');

const weekdays: OpeningHours = {
  zone: 'Europe/Berlin',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' })),
  holidays: ['2024-03-29', '2024-04-01'],
};
const summer = [1, 1, 1, 1, 1, 1, 0.5, 0.25, 1.5, 1.5, 1.25, 1];

describe('operational time', () => {
  it('is calendar time where every day is open and average', () => {
    const clock = operationalClock(openEveryDay('Europe/Berlin'));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 0, max: 1e11 }), (from, ms) => {
        expect(clock.msBetween(from, from + ms)).toBe(ms);
        expect(clock.instantAfter(from, ms)).toBe(from + ms);
      }),
      { numRuns: 100 },
    );
  });

  it('counts whole open days, the short day of a change as it is', () => {
    const clock = operationalClock(weekdays);
    // 25 March to 7 April 2024 without Good Friday and Easter Monday: 4 + 4 days.
    expect(clock.msBetween(berlin('2024-03-25'), berlin('2024-04-08'))).toBe(8 * day);
    const sundays = operationalClock({ ...weekdays, hours: [{ weekday: 7, open: '10:00', close: '11:00' }] });
    expect(sundays.msBetween(berlin('2024-03-25'), berlin('2024-04-08'))).toBe(23 * hour + day);
    const isOpen = opennessOf(weekdays);
    expect(['2024-03-28', '2024-03-29', '2024-03-30'].map((date) => isOpen(dayNumberOf(date)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('runs with the index of the local month', () => {
    const clock = operationalClock(openEveryDay('Europe/Berlin'), summer);
    expect(clock.msBetween(berlin('2024-07-30'), berlin('2024-08-03'))).toBe((0.5 + 0.5 + 0.25 + 0.25) * day);
    expect(clock.msBetween(berlin('2024-01-01'), berlin('2025-01-01')) / day).toBeCloseTo(
      31 + 29 + 31 + 30 + 31 + 30 + 31 * 0.5 + 31 * 0.25 + 30 * 1.5 + 31 * 1.5 + 30 * 1.25 + 31 - 1 / 24 + 1.5 / 24,
      9,
    );
    // A whole day's worth from 30 July on is two days of July, half a day's more another two of August.
    expect(clock.instantAfter(berlin('2024-07-30'), 1.5 * day)).toBe(berlin('2024-08-03'));
  });

  it('has passed at the instant that its way back gives, and not much before', () => {
    const clock = operationalClock(weekdays, [0.7, 0.9, 1.1, 1.3, 1 / 3, 1, 0.1, 0, 1.7, 1.01, 1.2, 0.99]);
    fc.assert(
      fc.property(fc.integer({ min: 1.6e12, max: 1.8e12 }), fc.integer({ min: 1, max: 9e10 }), (from, ms) => {
        const reached = clock.instantAfter(from, ms)!;
        expect(clock.msBetween(from, reached)).toBeGreaterThanOrEqual(ms - 1e-6);
        expect(clock.msBetween(from, reached - 2)).toBeLessThan(ms);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the end of a working week again, although its sums are rounded', () => {
    const clock = operationalClock(weekdays, [0.7, 0.9, 1.1, 1.3, 1 / 3, 1, 0.1, 0.3, 1.7, 1.01, 1.2, 0.99]);
    for (let week = 0; week < 300; week++) {
      const saturday = Date.parse('2020-01-03T23:00Z') + week * 7 * day;
      const reached = clock.instantAfter(saturday - 900 * day, clock.msBetween(saturday - 900 * day, saturday))!;
      // By so little may the rounded sum be short that the clock has to run on Monday for it.
      expect(clock.msBetween(reached, saturday) + clock.msBetween(saturday, reached)).toBeLessThan(2);
    }
  });

  it('stands still for ever without an open day, and refuses an index that there cannot be', () => {
    const never = operationalClock({ ...weekdays, hours: [] });
    expect(never.msBetween(0, 1e12)).toBe(0);
    expect(never.instantAfter(0, 1)).toBeUndefined();
    for (const index of [
      [1, 2],
      [...summer.slice(1), -1],
      [...summer.slice(1), Number.NaN],
    ]) {
      expect(() => operationalClock(weekdays, index)).toThrow('twelve numbers');
    }
  });
});

describe('announced absences', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }));

  it('are kept in order and apart', () => {
    let known: Absence[] = [];
    for (const [from, to] of [
      [10, 20],
      [40, 50],
      [20, 25],
      [5, 12],
      [60, 60],
      [45, 70],
      [0, 1],
    ] as const) {
      known = addAbsence(known, { from, to });
    }
    expect(known).toEqual([
      { from: 0, to: 1 },
      { from: 5, to: 25 },
      { from: 40, to: 70 },
    ]);
    expect(absencesSince(known, 25)).toEqual([{ from: 40, to: 70 }]);
  });

  it('stop the clock: what is left is what a walk by hours counts', () => {
    const clock = operationalClock(weekdays);
    const start = berlin('2024-03-20');
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), span, (spans, [after, length]) => {
        let absences: Absence[] = [];
        for (const [from, hours] of spans) {
          absences = addAbsence(absences, { from: start + from * 6 * hour, to: start + (from + hours) * 6 * hour });
        }
        const paused = pausedBy(absences, clock);
        const [begin, end] = [start + after * 6 * hour, start + (after + length) * 6 * hour];
        let walked = 0;
        for (let at = begin; at < end; at += hour) if (paused.isRunning(at)) walked += hour;
        expect(paused.msBetween(begin, end)).toBe(walked);
        const reached = paused.instantAfter(begin, walked)!;
        expect(reached).toBeLessThanOrEqual(end);
        expect(paused.msBetween(begin, reached)).toBe(walked);
        if (walked > 0) expect(paused.msBetween(begin, reached - 1)).toBe(walked - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('leave the clock as it is when there are none', () => {
    const clock = operationalClock(weekdays, flatYear);
    expect(pausedBy([], clock)).toBe(clock);
  });
});
