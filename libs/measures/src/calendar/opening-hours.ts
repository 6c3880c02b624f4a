import { LedgerError } from '#core/errors.js';
import { parseTimestamp } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { RunningPart } from './local-clock.js';

/** Hours of one weekday, by the local wall clock: `HH:MM`, `close` up to `24:00`. */
export interface OpenHours {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
  readonly open: string;
  readonly close: string;
}

/** When we are open: what a published calendar says. */
export interface OpeningHours {
  /** IANA name. */
  readonly zone: string;
  /** In any order; those that overlap count once. A night shift is two: until 24:00, and from 00:00. */
  readonly hours: readonly OpenHours[];
  /** Local dates, `YYYY-MM-DD`, closed from midnight to midnight. */
  readonly holidays: readonly string[];
}

/** The weekday of a day given by its number since 1970-01-01, a Thursday: 1 Monday to 7 Sunday. */
export function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/** Numbers of local dates since 1970-01-01. @throws LedgerError `invalid` for what is no date */
export function holidayNumbers(holidays: readonly string[]): ReadonlySet<number> {
  return new Set(holidays.map(dayNumberOf));
}

/** @throws LedgerError `invalid` for what is no date `YYYY-MM-DD` */
export function dayNumberOf(day: string): number {
  return Math.floor(parseTimestamp(day, { zone: 'UTC' }).instant / dayMs);
}

/**
 * What is open on each weekday, Monday first: in order, overlaps joined, empty hours left out.
 * @throws LedgerError `invalid` for a weekday or time that there is not
 */
export function openPartsByWeekday(hours: readonly OpenHours[]): readonly (readonly RunningPart[])[] {
  const week: RunningPart[][] = [[], [], [], [], [], [], []];
  for (const { weekday, open, close } of hours) {
    const day = week[weekday - 1];
    if (day === undefined) throw new LedgerError('invalid', `There is no weekday ${weekday}: 1 is Monday, 7 Sunday.`);
    const [fromMs, toMs] = [msOfTime(open), msOfTime(close)];
    if (toMs > fromMs) day.push({ fromMs, toMs, rate: 1 });
  }
  return week.map(joined);
}

function joined(parts: readonly RunningPart[]): readonly RunningPart[] {
  const result: RunningPart[] = [];
  for (const part of parts.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last === undefined || part.fromMs > last.toMs) result.push(part);
    else result[result.length - 1] = { ...last, toMs: Math.max(last.toMs, part.toMs) };
  }
  return result;
}

function msOfTime(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/.exec(time);
  if (match === null) throw new LedgerError('invalid', `"${time.slice(0, 64)}" is no time of day such as 09:00.`);
  return match[1] === undefined ? dayMs : (Number(match[1]) * 60 + Number(match[2])) * 60_000;
}
