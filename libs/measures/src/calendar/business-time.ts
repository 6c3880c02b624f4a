import { rememberedClock } from './clock-memory.js';
import { LocalClock } from './local-clock.js';
import { holidayNumbers, openPartsByWeekday, weekdayOf, type OpeningHours } from './opening-hours.js';
import type { RunningClock } from './running-clock.js';

/**
 * The clock of business time (definitions.md §3): an instant is open when the local wall clock lies in [open, close) of
 * that weekday and the local date is no holiday. The hour that clocks repeat counts twice, the skipped one never. It
 * stands still for ever when there are no hours.
 *
 * @param opening must not be changed afterwards: its clock is made once
 * @throws LedgerError `invalid` for a zone, weekday, time or date that there is not
 */
export function businessClock(opening: OpeningHours): RunningClock {
  return rememberedClock(opening, 'business', () => {
    const parts = openPartsByWeekday(opening.hours);
    const holidays = holidayNumbers(opening.holidays);
    return new LocalClock(opening.zone, (day) => (holidays.has(day) ? [] : parts[weekdayOf(day) - 1]!));
  });
}
