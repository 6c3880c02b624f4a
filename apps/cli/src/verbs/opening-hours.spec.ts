import { describe, expect, it } from '@jest/globals';
import { hoursText } from '../output/calendar-text.js';
import { hoursIn } from './opening-hours.js';

const of = (weekday: number, open: string, close: string) => ({ weekday, open, close });

describe('opening hours as they are typed', () => {
  it.each([
    ['Mon 9-17', [of(1, '09:00', '17:00')], 'Mon 09:00–17:00'],
    [
      'monday 9:30-17, Tuesday 0-24',
      [of(1, '09:30', '17:00'), of(2, '00:00', '24:00')],
      'Mon 09:30–17:00, Tue 00:00–24:00',
    ],
    [
      'Mon-Wed 8-12; Mon-Wed 13-17',
      [1, 2, 3].flatMap((day) => [of(day, '08:00', '12:00'), of(day, '13:00', '17:00')]),
      'Mon–Wed 08:00–12:00 and 13:00–17:00',
    ],
    [
      'Sat–Mon 10-12',
      [of(1, '10:00', '12:00'), of(6, '10:00', '12:00'), of(7, '10:00', '12:00')],
      'Mon 10:00–12:00, Sat–Sun 10:00–12:00',
    ],
    // A night shift goes on into the day after, from Sunday into Monday.
    ['Sun 22-6', [of(1, '00:00', '06:00'), of(7, '22:00', '24:00')], 'Mon 00:00–06:00, Sun 22:00–24:00'],
    ['Fri 22:30-0', [of(5, '22:30', '24:00')], 'Fri 22:30–24:00'],
    ['Mon-Sun 0-24', [1, 2, 3, 4, 5, 6, 7].map((day) => of(day, '00:00', '24:00')), 'Mon–Sun 00:00–24:00'],
  ])('%s', (text, hours, told) => {
    expect(hoursIn(text)).toEqual(hours);
    expect(hoursText(hours)).toBe(told);
  });

  it.each([
    ['', 'It must be such as'],
    ['9-17', 'It must be such as'],
    ['Mon', 'It must be such as'],
    ['Mon 9', 'It must be such as'],
    ['Mom 9-17', '“Mom” is none of Mon, Tue'],
    ['Mon 9-25', '“25” is no time of day'],
    ['Mon 9:60-17', '“9:60” is no time of day'],
    ['Mon 9-9', 'nothing is open'],
    ['Mon 9-17 and 18-20', 'It must be such as'],
  ])('“%s” is refused', (text, says) => {
    expect(() => hoursIn(text)).toThrow(says);
  });

  it('of a calendar that is never open are told', () => {
    expect(hoursText([])).toBe('never');
  });
});
