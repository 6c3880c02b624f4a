import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { LedgerError } from './errors.js';
import {
  dayOf,
  endOfDay,
  firstInstant,
  formatInstant,
  isInstant,
  lastInstant,
  ordinalOf,
  parseTimestamp,
  startOfDay,
} from './time.js';

const zones = [
  'UTC',
  'Europe/Rome',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];
const zone = fc.constantFrom(...zones);
/** Instants of the years that zone data are about, and of all. */
const instant = fc.oneof(
  fc.integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 }),
  fc.integer({ min: firstInstant + 86_400_000, max: lastInstant - 86_400_000 }),
);

describe('parseTimestamp', () => {
  it.each([
    ['2012/10/09 14:50:17.000', 'Europe/Rome', '2012-10-09T12:50:17.000Z', 0],
    ['2024-03-01T09:30:00.123456789+01:00', undefined, '2024-03-01T08:30:00.123Z', 456_789],
    ['2024-03-01t09:30:00z', undefined, '2024-03-01T09:30:00.000Z', 0],
    ['2024-03-01 09:30:00,5 -0530', undefined, '2024-03-01T15:00:00.500Z', 0],
    ['2024-03-01T09:30+02', undefined, '2024-03-01T07:30:00.000Z', 0],
    ['2024-02-29T23:59:59.000000001Z', undefined, '2024-02-29T23:59:59.000Z', 1],
    ['2024-03-01T00:00:00.1234567890000Z', undefined, '2024-03-01T00:00:00.123Z', 456_789],
    ['1969-12-31T23:59:59.999999999Z', undefined, '1969-12-31T23:59:59.999Z', 999_999],
    ['0001-01-01T00:00:00Z', undefined, '0001-01-01T00:00:00.000Z', 0],
    ['9999-12-31T23:59:59.999999999Z', undefined, '9999-12-31T23:59:59.999Z', 999_999],
    ['2024-03-01', 'Europe/Rome', '2024-02-29T23:00:00.000Z', 0],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 0],
    // Clocks put forward: read with the offset before; put back: the first of the two.
    ['2024-03-31 02:30', 'Europe/Rome', '2024-03-31T01:30:00.000Z', 0],
    ['2024-10-27 02:30', 'Europe/Rome', '2024-10-27T00:30:00.000Z', 0],
    ['2024-10-27 02:30+01:00', 'Europe/Rome', '2024-10-27T01:30:00.000Z', 0],
    ['2024-03-01 12:00', '+05:45', '2024-03-01T06:15:00.000Z', 0],
  ])('reads %s in %s', (text, zone, expected, nanos) => {
    const read = parseTimestamp(text, { zone });
    expect({ iso: new Date(read.instant).toISOString(), nanos: read.nanos, text: read.text }).toEqual({
      iso: expected,
      nanos,
      text,
    });
  });

  it.each([
    ['', /no time/],
    ['yesterday', /no time/],
    ['01.03.2024 09:30', /no time/],
    ['2024-3-1', /no time/],
    ['2024-03/01', /no time/],
    ['2024-03-01T09', /no time/],
    ['2024-03-01T09:30:00Z and more', /no time/],
    ['+002024-03-01T09:30:00Z', /no time/],
    ['10000-01-01T00:00:00Z', /no time/],
    ['2024-03-01T09:30:00', /no offset, and no time zone/],
    ['2024-03-01', /no offset, and no time zone/],
    ['0000-12-31T23:59:59Z', /years 0001 to 9999/],
    ['0001-01-01T00:00:00+00:01', /years 0001 to 9999 in UTC/],
    ['9999-12-31T23:59:59-00:01', /years 0001 to 9999 in UTC/],
    ['2024-13-01T00:00:00Z', /no calendar/],
    ['2024-00-01T00:00:00Z', /no calendar/],
    ['2023-02-29T00:00:00Z', /no calendar/],
    ['1900-02-29T00:00:00Z', /no calendar/],
    ['2024-04-31T00:00:00Z', /no calendar/],
    ['2024-03-00T00:00:00Z', /no calendar/],
    ['2016-12-31T23:59:60Z', /leap second/],
    ['2024-03-01T24:00:00Z', /no clock/],
    ['2024-03-01T09:60:00Z', /no clock/],
    ['2024-03-01T09:30:00+24:00', /offset of a day/],
    ['2024-03-01T09:30:00+01:60', /offset of a day/],
    ['2024-03-01T09:30:00.1234567891Z', /finer than a nanosecond/],
  ])('refuses %p and says why', (text, reason) => {
    expect(() => parseTimestamp(text)).toThrow(reason);
    expect(() => parseTimestamp(text)).toThrow(LedgerError);
  });

  it('refuses a zone that does not exist', () => {
    expect(() => parseTimestamp('2024-03-01 12:00', { zone: 'Europe/Nowhere' })).toThrow(
      /no time zone "Europe\/Nowhere"/,
    );
  });

  it('reads back what any instant looks like, in any offset', () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.integer({ min: 0, max: 999_999 }),
        (ms, offset, nanos) => {
          const iso = DateTime.fromMillis(ms, {
            zone: `UTC${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / 60)}:${String(Math.abs(offset) % 60).padStart(2, '0')}`,
          }).toISO()!;
          const text = iso.replace(/(\.\d{3})/, `$1${String(nanos).padStart(6, '0')}`);
          expect(parseTimestamp(text)).toEqual({ instant: ms, nanos, text });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads local times as a calendar library does, where they are shown once', () => {
    fc.assert(
      fc.property(instant, zone, (ms, zone) => {
        const there = DateTime.fromMillis(ms, { zone });
        const local = there.toFormat('yyyy-MM-dd HH:mm:ss.SSS');
        const read = parseTimestamp(local, { zone }).instant;
        // What it read shows the same local time; and of two instants that do, it is the first.
        expect(DateTime.fromMillis(read, { zone }).toFormat('yyyy-MM-dd HH:mm:ss.SSS')).toBe(local);
        expect(read).toBeLessThanOrEqual(ms);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ordinalOf', () => {
  it('keeps nanoseconds before position, exactly', () => {
    expect(ordinalOf(0, 0)).toBe(0);
    expect(ordinalOf(1, 0)).toBe(2 ** 32);
    expect(ordinalOf(999_999, 2 ** 32 - 1)).toBe(1e6 * 2 ** 32 - 1);
    expect(Number.isSafeInteger(ordinalOf(999_999, 2 ** 32 - 1))).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => ordinalOf(0, 2 ** 32)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
    for (const [nanos, position] of [
      [-1, 0],
      [1e6, 0],
      [0.5, 0],
      [0, -1],
      [0, 0.5],
      [NaN, 0],
    ] as const) {
      expect(() => ordinalOf(nanos, position)).toThrow(LedgerError);
    }
  });
});

describe('days and texts of instants', () => {
  it('equal those of a calendar library', () => {
    fc.assert(
      fc.property(instant, zone, (ms, zone) => {
        const there = DateTime.fromMillis(ms, { zone });
        expect(dayOf(ms, zone)).toBe(there.toISODate());
        const text = formatInstant(ms, zone);
        expect(parseTimestamp(text)).toEqual({ instant: ms, nanos: 0, text });
        if (Number.isInteger(there.offset)) expect(text).toBe(there.toISO());
      }),
      { numRuns: 2000 },
    );
  });

  it('are asked of the zone on every day on which it changes', () => {
    for (const hour of [0, 1, 2, 3, 4, 22, 23]) {
      for (const day of ['2024-03-31', '2024-10-27']) {
        const ms = Date.parse(`${day}T${String(hour).padStart(2, '0')}:30:00Z`);
        expect(formatInstant(ms, 'Europe/Rome')).toBe(DateTime.fromMillis(ms, { zone: 'Europe/Rome' }).toISO());
      }
    }
  });

  it('begin and end a day as a calendar library does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), zone, (day, zone) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        const start = startOfDay(text, zone);
        expect(endOfDay(text, zone)).toBeGreaterThanOrEqual(start - 1);
        expect(dayOf(start - 1, zone) < text).toBe(true);
        if (endOfDay(text, zone) >= start) {
          expect([dayOf(start, zone), dayOf(endOfDay(text, zone), zone)]).toEqual([text, text]);
          expect(dayOf(endOfDay(text, zone) + 1, zone) > text).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('know a day that a zone left out', () => {
    expect(formatInstant(startOfDay('2011-12-30', 'Pacific/Apia'), 'Pacific/Apia')).toBe(
      '2011-12-31T00:00:00.000+14:00',
    );
    expect(endOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-30', 'Pacific/Apia') - 1);
  });

  it('are written in UTC where the offset is no whole minute or the local year has no four digits', () => {
    expect(formatInstant(Date.parse('1900-01-01T00:00:00Z'), 'Europe/Amsterdam')).toMatch(/Z$|[+-]\d\d:\d\d$/);
    expect(formatInstant(firstInstant, 'America/New_York')).toBe('0001-01-01T00:00:00.000Z');
    expect(formatInstant(lastInstant, 'Pacific/Kiritimati')).toBe('9999-12-31T23:59:59.999Z');
  });

  it('can be done with every instant that is one, and with no other', () => {
    const near = fc.constantFrom(firstInstant, lastInstant, 0, 8.64e15, -8.64e15, Number.MAX_SAFE_INTEGER);
    const whole = fc.oneof(
      fc.maxSafeInteger(),
      near,
      fc.tuple(near, fc.integer({ min: -3, max: 3 })).map(([a, b]) => a + b),
    );
    fc.assert(
      fc.property(whole, (at) => {
        const isWritten = Math.abs(at) <= 8.64e15 && /^\d{4}-/.test(new Date(at).toISOString());
        expect(isInstant(at)).toBe(isWritten && new Date(at).toISOString() >= '0001');
        if (isInstant(at)) expect(parseTimestamp(formatInstant(at)).instant).toBe(at);
      }),
    );
    for (const other of [0.5, Number.NaN, Infinity, '0', null, undefined]) expect(isInstant(other)).toBe(false);
  });
});
