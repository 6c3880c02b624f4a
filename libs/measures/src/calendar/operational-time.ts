import { LedgerError } from '#core/errors.js';
import { dayMs } from '#core/zones.js';
import { rememberedClock } from './clock-memory.js';
import { LocalClock, type RunningPart } from './local-clock.js';
import { holidayNumbers, openPartsByWeekday, weekdayOf, type OpeningHours } from './opening-hours.js';
import type { RunningClock } from './running-clock.js';

/** The month index of a segment without a season: January to December, all average. */
export const flatYear: readonly number[] = Object.freeze(Array.from({ length: 12 }, () => 1));

/** Open on every day of the week: what counts as long as no calendar is published. */
export function openEveryDay(zone: string): OpeningHours {
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: '00:00', close: '24:00' }));
  return { zone, hours, holidays: [] };
}

/**
 * The clock of operational time (definitions.md §1.1): the integral of (open that day) × (month index). A day on which the
 * workspace opens at all counts whole, from midnight to midnight by the local clock, so 23 or 25 hours where the clocks
 * change. In ms of an average month: divide by 86,400,000 for operational days. With `flatYear` and a calendar that is
 * open every day it is calendar time. An announced absence pauses it: `pausedBy`.
 *
 * @param opening must not be changed afterwards, nor the index: their clock is made once
 * @param monthIndex twelve numbers, January to December; 1 is an average month, in a month of 0 the clock stands still
 * @throws LedgerError `invalid` for a calendar or an index that there cannot be
 */
export function operationalClock(opening: OpeningHours, monthIndex: readonly number[] = flatYear): RunningClock {
  return rememberedClock(opening, textOf(monthIndex), () => {
    const wholeDays = wholeDayOfMonth(monthIndex);
    const isOpen = opennessOf(opening);
    return new LocalClock(opening.zone, (day) => (isOpen(day) ? wholeDays[monthOf(day)]! : []));
  });
}

const texts = new WeakMap<readonly number[], string>();

/** Written out once: the clock is asked for at every contact of every rebuild. */
function textOf(monthIndex: readonly number[]): string {
  let text = texts.get(monthIndex);
  if (text === undefined) texts.set(monthIndex, (text = monthIndex.join()));
  return text;
}

/**
 * Whether the workspace opens on a day.
 * @returns a test of the number of a local day since 1970-01-01
 * @throws LedgerError `invalid` for hours or holidays that there are not
 */
export function opennessOf(opening: Pick<OpeningHours, 'hours' | 'holidays'>): (dayNumber: number) => boolean {
  const week = openPartsByWeekday(opening.hours);
  const holidays = holidayNumbers(opening.holidays);
  return (day) => week[weekdayOf(day) - 1]!.length > 0 && !holidays.has(day);
}

function wholeDayOfMonth(monthIndex: readonly number[]): readonly (readonly RunningPart[])[] {
  if (monthIndex.length !== 12 || !monthIndex.every((rate) => Number.isFinite(rate) && rate >= 0))
    throw new LedgerError('invalid', 'A month index is twelve numbers, none below 0.');
  return monthIndex.map((rate) => [{ fromMs: 0, toMs: dayMs, rate }]);
}

/** The month of a day given by its number, 0 January. */
function monthOf(dayNumber: number): number {
  return new Date(dayNumber * dayMs).getUTCMonth();
}
