import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, firstInstant, lastInstant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';
import { businessClock } from './business-time.js';
import { clockInForce } from './clocks-in-force.js';
import type { OpenHours, OpeningHours } from './opening-hours.js';

const hour = 3_600_000;
const minute = 60_000;
const at = (text: string): number => Date.parse(text);

const office: OpeningHours = {
  zone: 'Europe/Berlin',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' })),
  holidays: ['2024-05-01'],
};

/** The definition itself, minute by minute. */
function minutesWalked({ zone, hours, holidays }: OpeningHours, from: number, to: number): number {
  let open = 0;
  for (let instant = from; instant < to; instant += minute) {
    const local = new Date(instant + offsetMsAt(zone, instant));
    const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
    const time = local.toISOString().slice(11, 16);
    const within = hours.some((day) => day.weekday === weekday && day.open <= time && time < day.close);
    if (within && !holidays.includes(dayOf(instant, zone))) open++;
  }
  return open;
}

const timeOfDay = fc
  .integer({ min: 0, max: 48 })
  .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const openHours: fc.Arbitrary<OpenHours> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), timeOfDay, timeOfDay)
  .map(([weekday, a, b]) => ({ weekday, open: a < b ? a : b, close: a < b ? b : a }));
/** Zones with changes at 02:00, at midnight, of half an hour, of a whole day; each with a week of one. */
const aroundAChange = fc.constantFrom(
  ['Europe/Berlin', '2024-03-28T00:00Z'],
  ['Europe/Berlin', '2024-10-24T00:00Z'],
  ['America/St_Johns', '2006-10-26T00:00Z'],
  ['Australia/Lord_Howe', '2024-04-04T00:00Z'],
  ['Pacific/Apia', '2011-12-27T00:00Z'],
  ['America/Sao_Paulo', '2018-11-01T00:00Z'],
  ['Africa/Monrovia', '1972-01-05T00:00Z'],
);
const drawn = fc.record({
  place: aroundAChange,
  hours: fc.array(openHours, { maxLength: 8 }),
  holiday: fc.integer({ min: 0, max: 7 }),
  from: fc.integer({ min: 0, max: 7 * 1440 }),
  length: fc.integer({ min: 0, max: 2 * 1440 }),
});

describe('business time', () => {
  it('is what a walk by minutes counts, in any zone, over any change of the clocks', () => {
    fc.assert(
      fc.property(drawn, ({ place: [zone, start], hours, holiday, from, length }) => {
        const holidays = [dayOf(at(start) + holiday * dayMs, zone)];
        const opening = { zone: zone, hours, holidays };
        const begin = at(start) + from * minute;
        const end = begin + length * minute;
        const expected = minutesWalked(opening, begin, end) * minute;
        // The offset of Monrovia had seconds: there a minute of UTC is open in parts.
        const tolerance = zone === 'Africa/Monrovia' ? 40 * minute : 0;
        const clock = businessClock(opening);
        expect(Math.abs(clock.msBetween(begin, end) - expected)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 150 },
    );
  });

  it('adds up, and its way back leads to where it has just passed', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 200 * hour }), ({ place: [zone, start], hours, from }, ms) => {
        const clock = businessClock({ zone: zone, hours, holidays: [] });
        const begin = at(start) + from * minute;
        const reached = clock.instantAfter(begin, ms);
        if (reached === undefined) {
          expect(hours.every(({ open, close }) => open === close)).toBe(true);
          return;
        }
        expect(clock.msBetween(begin, reached)).toBe(ms);
        expect(clock.msBetween(begin, reached - 1)).toBe(ms - 1);
        const between = begin + Math.floor((reached - begin) / 3);
        expect(clock.msBetween(begin, between) + clock.msBetween(between, reached)).toBe(ms);
        expect(clock.isRunning(reached - 1)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('of years is days times hours', () => {
    // 2001 to 2028: 28 years are 1,461 weeks exactly.
    const clock = businessClock({ ...office, holidays: [] });
    const [from, to] = [at('2000-12-31T23:00Z'), at('2028-12-31T23:00Z')];
    expect(clock.msBetween(from, to)).toBe(1_461 * 5 * 8 * hour);
  });

  it('opens at the opening and is closed at the closing', () => {
    const clock = businessClock(office);
    expect(clock.isRunning(at('2024-04-30T06:59:59.999Z'))).toBe(false);
    expect(clock.isRunning(at('2024-04-30T07:00Z'))).toBe(true);
    expect(clock.isRunning(at('2024-04-30T14:59:59.999Z'))).toBe(true);
    expect(clock.isRunning(at('2024-04-30T15:00Z'))).toBe(false);
    expect(clock.isRunning(at('2024-05-01T10:00Z'))).toBe(false);
  });

  it('ends a target at the end of a day, not at the start of the next', () => {
    const clock = businessClock(office);
    expect(clock.instantAfter(at('2024-04-30T11:00Z'), 4 * hour)).toBe(at('2024-04-30T15:00Z'));
    expect(clock.instantAfter(at('2024-04-30T11:00Z'), 4 * hour + 1)).toBe(at('2024-05-02T07:00Z') + 1);
    expect(clock.instantAfter(at('2024-05-01T11:00Z'), 0)).toBe(at('2024-05-01T11:00Z'));
  });

  it('counts hours that overlap once', () => {
    const hours = [
      { weekday: 1, open: '08:00', close: '12:00' },
      { weekday: 1, open: '11:00', close: '13:00' },
      { weekday: 1, open: '09:00', close: '10:00' },
      { weekday: 1, open: '15:00', close: '15:00' },
    ];
    const clock = businessClock({ zone: 'UTC', hours, holidays: [] });
    expect(clock.msBetween(at('2024-04-29T00:00Z'), at('2024-04-30T00:00Z'))).toBe(5 * hour);
  });

  it('has an answer for what makes no sense', () => {
    const clock = businessClock(office);
    const never = businessClock({ zone: 'UTC', hours: [], holidays: [] });
    const monday = at('2024-04-29T10:00Z');
    expect(clock.msBetween(monday, monday - hour)).toBe(0);
    expect(clock.msBetween(Number.NaN, monday)).toBe(0);
    expect(clock.instantAfter(monday, -1)).toBeUndefined();
    expect(clock.instantAfter(monday, Number.NaN)).toBeUndefined();
    expect(clock.instantAfter(Number.NaN, 1)).toBeUndefined();
    expect(clock.isRunning(Number.NaN)).toBe(false);
    expect(never.msBetween(0, monday)).toBe(0);
    expect(never.instantAfter(monday, 1)).toBeUndefined();
    expect(clock.instantAfter(monday, Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(clock.msBetween(lastInstant, Number.POSITIVE_INFINITY)).toBe(0);
    expect(clock.msBetween(Number.NEGATIVE_INFINITY, firstInstant)).toBe(0);
  });

  it('remembers a clock by what the calendar says, not only by the object', () => {
    const same = businessClock({ ...office, holidays: ['2024-12-24'] });
    const again = { ...office, hours: office.hours.map((day) => ({ ...day })), holidays: ['2024-12-24'] };
    expect(businessClock(again)).toBe(same);
    expect(businessClock({ ...office, holidays: [] })).not.toBe(same);
    expect(businessClock({ ...office, zone: 'Europe/Paris' })).not.toBe(same);
  });

  it('refuses a calendar that there cannot be', () => {
    const wrong: Partial<OpeningHours>[] = [
      { zone: 'Europe/Atlantis' },
      { hours: [{ weekday: 8, open: '09:00', close: '17:00' }] },
      { hours: [{ weekday: 1, open: '9', close: '17:00' }] },
      { hours: [{ weekday: 1, open: '09:00', close: '24:30' }] },
      { holidays: ['2024-02-30'] },
    ];
    for (const part of wrong)
      expect(() => businessClock({ ...office, ...part })).toThrow(/There is no|is no|no calendar/);
  });
});

describe('clocks in force one after the other', () => {
  const short = businessClock({ ...office, hours: [{ weekday: 2, open: '09:00', close: '11:00' }] });
  const change = at('2024-04-30T08:00Z');
  const clock = clockInForce([
    { since: at('2024-01-01T00:00Z'), clock: businessClock(office) },
    { since: change, clock: short },
  ]);

  it('count each for its own time, the first also before it', () => {
    expect(clock.msBetween(at('2024-04-30T00:00Z'), at('2024-05-31T00:00Z'))).toBe(2 * hour + 4 * 2 * hour);
    expect(clock.msBetween(at('2023-12-29T00:00Z'), at('2023-12-30T00:00Z'))).toBe(8 * hour);
    expect(clock.isRunning(at('2024-04-30T09:30Z'))).toBe(false);
    expect(clock.isRunning(at('2024-04-29T09:30Z'))).toBe(true);
  });

  it('lead to an instant across the change', () => {
    const from = at('2024-04-30T07:30Z');
    expect(clock.instantAfter(from, hour / 2)).toBe(change);
    expect(clock.instantAfter(from, hour)).toBe(at('2024-04-30T08:30Z'));
    expect(clock.instantAfter(from, 1.5 * hour + 1)).toBe(at('2024-05-07T07:00Z') + 1);
  });

  it('never lead anywhere once the last of them has stopped', () => {
    const never = businessClock({ ...office, hours: [] });
    const stopping = clockInForce([
      { since: 0, clock: businessClock(office) },
      { since: change, clock: never },
    ]);
    expect(stopping.instantAfter(at('2024-04-30T07:30Z'), hour / 2)).toBe(change);
    expect(stopping.instantAfter(at('2024-04-30T07:30Z'), hour)).toBeUndefined();
    expect(stopping.instantAfter(change, Number.NaN)).toBeUndefined();
  });

  it('stand still without any', () => {
    const none = clockInForce([]);
    expect([none.msBetween(0, 1e12), none.instantAfter(0, 1), none.isRunning(0)]).toEqual([0, undefined, false]);
  });
});
