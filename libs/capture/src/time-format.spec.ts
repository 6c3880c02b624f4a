import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { timeReader } from './time-format.js';

const iso = (format: string, text: string, zone = 'UTC') =>
  new Date(timeReader(format, zone)(text).instant).toISOString();

describe('timeReader', () => {
  it.each([
    ['iso', '2012/10/09 14:50:17.000', '2012-10-09T14:50:17.000Z'],
    ['d.M.yy', '9.1.12', '2012-01-09T00:00:00.000Z'],
    ['d.M.yy', '9.1.69', '1969-01-09T00:00:00.000Z'],
    ['d.M.yyyy[ H:mm[:ss]]', '31.12.2023 9:05', '2023-12-31T09:05:00.000Z'],
    ['d.M.yyyy[ H:mm[:ss]]', '31.12.2023', '2023-12-31T00:00:00.000Z'],
    ['M/d/yyyy h:mm a', '1/31/2024 12:05 AM', '2024-01-31T00:05:00.000Z'],
    ['M/d/yyyy h:mm a', '1/31/2024 12:05 p.m.', '2024-01-31T12:05:00.000Z'],
    ['d-MMM-yyyy', '05-Feb-2024', '2024-02-05T00:00:00.000Z'],
    ['yyyyMMdd', '20240229', '2024-02-29T00:00:00.000Z'],
    ['yyyy-MM-dd HH:mm:ss.SSS Z', '2024-02-29 10:00:00.5 +0200', '2024-02-29T08:00:00.500Z'],
    ['unix-seconds', '1700000000', '2023-11-14T22:13:20.000Z'],
    ['unix-seconds', '-0.5', '1969-12-31T23:59:59.500Z'],
    ['unix-ms', '1700000000123', '2023-11-14T22:13:20.123Z'],
  ])('%s reads %s', (format, text, expected) => {
    expect(iso(format, text)).toBe(expected);
    expect(timeReader(format, 'UTC')(text).text).toBe(text);
  });

  it('uses the zone for what has no offset, and refuses it without one', () => {
    expect(iso('d.M.yyyy H:mm', '1.7.2024 12:00', 'Europe/Rome')).toBe('2024-07-01T10:00:00.000Z');
    expect(() => timeReader('d.M.yyyy H:mm')('1.7.2024 12:00')).toThrow('no offset');
  });

  it.each([
    ['d.M.yyyy', '31.4.2024', 'no calendar'],
    ['d.M.yyyy', '1/4/2024', 'is not written as d.M.yyyy'],
    ['M/d/yyyy h:mm a', '1/31/2024 13:05 PM', 'is not written as'],
    ['d-MMM-yyyy', '05-Foo-2024', 'is not written as'],
    ['iso', '45293', 'serial date'],
    ['unix-ms', '1e12', 'no number of ms'],
    ['unix-seconds', '99999999999999', ''],
  ])('%s refuses %s', (format, text, reason) => {
    expect(() => timeReader(format, 'UTC')(text)).toThrow(reason);
  });

  it.each(['HH:mm', 'd.M', 'd.d.M.yyyy', 'd.M.yyyy['])('the format %s makes no sense', (format) => {
    expect(() => timeReader(format)).toThrow('time format');
  });

  it('reads seconds to the nanosecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e9, max: 4e9 }), fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanos) => {
        fc.pre(seconds >= 0);
        const read = timeReader('unix-seconds')(`${seconds}.${String(nanos).padStart(9, '0')}`);
        expect(BigInt(read.instant) * 1_000_000n + BigInt(read.nanos)).toBe(
          BigInt(seconds) * 1_000_000_000n + BigInt(nanos),
        );
      }),
    );
  });
});
