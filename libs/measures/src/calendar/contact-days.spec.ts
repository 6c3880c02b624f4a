import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf } from '#core/time.js';
import { countDay, noContactDays } from './contact-days.js';

function countedDays(instants: readonly number[], zone: string): number {
  const days = noContactDays();
  for (const instant of instants.toSorted((a, b) => a - b)) countDay(days, dayOf(instant, zone));
  return days.count;
}

describe('contact-days', () => {
  it('count a day once', () => {
    const days = noContactDays();
    for (const day of ['2024-03-01', '2024-03-01', '2024-03-04', '2024-03-04']) countDay(days, day);
    expect(days).toEqual({ count: 2, latest: ['2024-03-01', '2024-03-04'] });
  });

  it('are days of the zone', () => {
    const lateInTheEvening = [Date.parse('2024-03-01T22:00Z'), Date.parse('2024-03-01T23:30Z')];
    expect(countedDays(lateInTheEvening, 'UTC')).toBe(1);
    expect(countedDays(lateInTheEvening, 'Europe/Berlin')).toBe(2);
  });

  it('count a day that clocks show again after midnight once', () => {
    // Clocks went from 00:01 on 29 October 2006 back to 23:01 on the 28th.
    const at = (time: string) => Date.parse(`2006-10-${time}Z`);
    const instants = [at('28T20:00'), at('29T02:30:30'), at('29T03:00'), at('29T04:00')];
    expect(instants.map((instant) => dayOf(instant, 'America/St_Johns'))).toEqual([
      '2006-10-28',
      '2006-10-29',
      '2006-10-28',
      '2006-10-29',
    ]);
    expect(countedDays(instants, 'America/St_Johns')).toBe(2);
  });

  it('equal the size of the set of days', () => {
    const zone = fc.constantFrom('UTC', 'America/St_Johns', 'Pacific/Apia', 'Asia/Manila', 'Europe/Berlin');
    const instant = fc.oneof(
      fc.integer({ min: Date.parse('2006-10-25T00:00Z'), max: Date.parse('2006-11-02T00:00Z') }),
      fc.integer({ min: Date.parse('1844-12-28T00:00Z'), max: Date.parse('1845-01-03T00:00Z') }),
      fc.integer({ min: -4e12, max: 4e12 }),
    );
    fc.assert(
      fc.property(zone, fc.array(instant, { maxLength: 40 }), (name, instants) => {
        expect(countedDays(instants, name)).toBe(new Set(instants.map((at) => dayOf(at, name))).size);
      }),
      { numRuns: 500 },
    );
  });
});
