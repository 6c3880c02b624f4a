import { describe, expect, it } from '@jest/globals';
import { createInstants } from './instants.js';
import { createNumbers } from './numbers.js';
import { nameOf, typeWords } from './words.js';

describe('createNumbers', () => {
  const numbers = createNumbers('en');

  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [90, '1.5 min'],
    [86_400, '24 h'],
    [276_480, '3.2 d'],
    [2_592_116, '30 d'],
    [160_000_000, '1,852 d'],
  ])('reads %d seconds as %s', (seconds, text) => {
    expect(numbers.duration(seconds)).toBe(text);
  });

  it('tells a duration exactly', () => {
    expect(numbers.exactDuration(2_592_116)).toBe('30 d 0 h 1 min 56 s');
    expect(numbers.exactDuration(0.25)).toBe('0.25 s');
    expect(numbers.exactDuration(-61)).toBe('−1 min 1 s');
  });

  it('tells sizes in the unit that fits', () => {
    expect([0, 999, 1_000, 3_271_588, 12_500_000_000].map(numbers.bytes)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '3.3 MB',
      '12.5 GB',
    ]);
  });

  it('shows no share as nothing that is something', () => {
    expect([0, 0.0001, 0.004, 0.126, 1].map(numbers.share)).toEqual(['0%', '< 0.1%', '0.4%', '13%', '100%']);
  });

  it('follows the locale', () => {
    expect(createNumbers('de').count(21_348)).toBe('21.348');
  });
});

describe('createInstants', () => {
  const sydney = createInstants('en-GB', 'en', 'Australia/Sydney');
  const now = Date.parse('2026-11-24T10:00:00Z');

  it('counts days of the calendar of the zone, not periods of 24 hours', () => {
    // 13:30 UTC is after midnight in Sydney.
    expect(sydney.ago('2026-11-23T13:30:00Z', now)).toBe('today');
    expect(sydney.ago('2026-11-23T12:30:00Z', now)).toBe('yesterday');
    expect(sydney.ago('2026-11-12T12:00:00Z', now)).toBe('12 days ago');
  });

  it('goes over to months, and to the date beyond a year', () => {
    expect(sydney.ago('2026-08-20T00:00:00Z', now)).toBe('3 months ago');
    expect(sydney.ago('2012-10-09T00:00:00Z', now)).toBe('9 Oct 2012');
    expect(sydney.ago('2025-11-25T00:00:00Z', now)).toBe('11 months ago');
    expect(sydney.ago('2025-11-22T00:00:00Z', now)).toBe('22 Nov 2025');
  });

  it('puts instants of one day of the zone under one key', () => {
    expect(sydney.dayKey('2026-03-12T13:30:00+00:00')).toBe('2026-03-13');
    expect(sydney.dayKey('0001-01-01T00:00:00Z')).toBe('0001-01-01');
    expect(sydney.ago('0001-01-01T00:00:00Z', now)).toBe('1 Jan 1');
    expect(sydney.dayKey('9999-12-30T20:00:00Z')).toBe('9999-12-31');
    expect(sydney.day('2026-03-12T13:30:00+00:00')).toContain('13 March 2026');
  });

  it('tells an instant exactly, with the zone', () => {
    expect(sydney.exact('2026-03-12T13:30:05+00:00')).toMatch(/13 Mar 2026.*00:30:05.*(?:GMT\+11|AEDT)/);
  });
});

describe('words', () => {
  it('makes words of type names', () => {
    expect(typeWords('MessageReceived')).toBe('Message received');
    expect(typeWords('ActivityRecorded')).toBe('Activity recorded');
    expect(typeWords('NPSAnswered')).toBe('NPS answered');
  });

  it('calls a party by its name, else by the end of its id, and a machine by its id', () => {
    expect(nameOf({ id: '0f7c2c8e-1111-8222-9333-444455556666', name: 'Value 2' })).toBe('Value 2');
    expect(nameOf({ id: '0f7c2c8e-1111-8222-9333-444455556666' })).toBe('…55556666');
    expect(nameOf({ id: 'connector:csv' })).toBe('connector:csv');
  });
});
