import { LedgerError } from './errors.js';
import type { Instant } from './instant.js';
import { dayMs, instantOfLocal, offsetMsAt } from './zones.js';

export type { Instant } from './instant.js';

/** An id: a lower-case UUID, or one of the named forms of `record.ts`. */
export type Id = string;

/** A point in time as a source gives it: to the nanosecond, and as it was written. */
export interface Timestamp {
  readonly instant: Instant;
  /** Nanoseconds within the millisecond, 0–999,999. */
  readonly nanos: number;
  readonly text: string;
}

/** 0001-01-01T00:00Z and 9999-12-31T23:59:59.999Z: outside there is no four-digit year. */
export const firstInstant: Instant = -62_135_596_800_000;
export const lastInstant: Instant = 253_402_300_799_999;

/** Whether a value is an instant that can be written: whole milliseconds in the years 0001 to 9999. */
export function isInstant(value: unknown): value is Instant {
  return Number.isSafeInteger(value) && (value as number) >= firstInstant && (value as number) <= lastInstant;
}

const digits = '(\\d{4})([-/])(\\d{2})\\2(\\d{2})';
const clock = '(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,18}))?)?';
const offset = '([Zz]|[+-]\\d{2}(?::?\\d{2})?)';
const timestamp = new RegExp(`^${digits}(?:(?:[Tt]| +)${clock} ?${offset}?)?$`);

/**
 * Reads ISO 8601 / RFC 3339: `2024-03-01T09:30:00.123456789+01:00`; also with `/` between the date's parts, a blank for
 * the `T`, a comma for the point, without seconds, or a date alone (the start of that day in the zone).
 *
 * Years 0001–9999, in the text and in UTC. Leap seconds, 24:00, a 30 February, more than nine digits of a second (unless
 * zeros) are refused. A time without offset is read in `zone` (clocks put forward or back: `instantOfLocal`) and
 * refused when there is none.
 *
 * @throws LedgerError `invalid` with the reason
 */
export function parseTimestamp(text: string, options: { readonly zone?: string | undefined } = {}): Timestamp {
  const match = timestamp.exec(text);
  if (match === null) throw refusal(text, 'is no time of ISO 8601 such as 2024-03-01T09:30:00+01:00');
  const [, year, , month, day, hour, minute, second, fraction, offsetText] = match;
  const localDay = dayNumberOf(text, Number(year), Number(month), Number(day));
  const withinDay = hour === undefined ? 0 : secondsOf(text, Number(hour), Number(minute), Number(second ?? 0)) * 1000;
  const nanoseconds = fraction === undefined ? 0 : nanosecondsOf(text, fraction);
  const local = localDay * dayMs + withinDay + Math.floor(nanoseconds / 1e6);
  const instant = instantOf(text, local, hour === undefined, offsetText, options.zone);
  if (instant < firstInstant || instant > lastInstant) throw refusal(text, 'is outside the years 0001 to 9999 in UTC');
  return { instant, nanos: nanoseconds % 1e6, text };
}

function instantOf(
  text: string,
  local: number,
  dateOnly: boolean,
  offsetText: string | undefined,
  zone: string | undefined,
): Instant {
  if (offsetText !== undefined) return local - offsetMsOf(text, offsetText);
  if (zone === undefined) throw refusal(text, 'has no offset, and no time zone is given for the source');
  return dateOnly ? startOfLocalDay(local, zone) : instantOfLocal(local, zone);
}

function dayNumberOf(text: string, year: number, month: number, day: number): number {
  if (year === 0) throw refusal(text, 'is outside the years 0001 to 9999');
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    throw refusal(text, 'names a day that no calendar has');
  return daysFromCivil(year, month, day);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function secondsOf(text: string, hour: number, minute: number, second: number): number {
  if (second === 60) throw refusal(text, 'is a leap second, which clocks of computers do not have');
  if (hour > 23 || minute > 59 || second > 59) throw refusal(text, 'names a time that no clock shows');
  return (hour * 60 + minute) * 60 + second;
}

function nanosecondsOf(text: string, fraction: string): number {
  if (fraction.length > 9 && /[1-9]/.test(fraction.slice(9))) throw refusal(text, 'is finer than a nanosecond');
  return Number(fraction.slice(0, 9).padEnd(9, '0'));
}

function offsetMsOf(text: string, offsetText: string): number {
  if (offsetText === 'Z' || offsetText === 'z') return 0;
  const hours = Number(offsetText.slice(1, 3));
  const minutes = offsetText.length === 3 ? 0 : Number(offsetText.slice(-2));
  if (hours > 23 || minutes > 59) throw refusal(text, 'has an offset of a day or more');
  return (offsetText[0] === '-' ? -60_000 : 60_000) * (hours * 60 + minutes);
}

function refusal(text: string, reason: string): LedgerError {
  return new LedgerError('invalid', `"${text.slice(0, 64)}" ${reason}.`);
}

/** Days from 1970-01-01 of a date of the proleptic Gregorian calendar (Hinnant, "chrono-compatible date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/**
 * The ordinal of a record: nanoseconds within the millisecond · 2³² + position in the file or batch.
 * @throws LedgerError `limit-exceeded` for a position of 2³² or more, `invalid` for what is no whole number in range
 */
export function ordinalOf(nanos: number, position: number): number {
  if (!Number.isInteger(nanos) || nanos < 0 || nanos > 999_999)
    throw new LedgerError('invalid', `${nanos} ns within a millisecond`);
  if (!Number.isInteger(position) || position < 0)
    throw new LedgerError('invalid', `Position ${position} in a file or batch`);
  if (position >= 2 ** 32)
    throw new LedgerError('limit-exceeded', 'A file or batch holds at most 4,294,967,296 events.');
  return nanos * 2 ** 32 + position;
}

/** The day of an instant in a zone, `YYYY-MM-DD`. @throws LedgerError `invalid` for an unknown zone */
export function dayOf(instant: Instant, zone: string): string {
  return dayText(Math.floor((instant + offsetMsAt(zone, instant)) / dayMs));
}

const dayTexts = new Map<number, string>();

function dayText(dayNumber: number): string {
  let text = dayTexts.get(dayNumber);
  if (text === undefined) {
    // A local day may begin before year 1 or end after 9999 where the instant does not: clamp to the years there are.
    const clamped = Math.min(Math.max(dayNumber * dayMs, firstInstant), lastInstant);
    text = new Date(clamped).toISOString().slice(0, 10);
    if (dayTexts.size >= 100_000) dayTexts.clear();
    dayTexts.set(dayNumber, text);
  }
  return text;
}

/** The first instant of a day (`YYYY-MM-DD`) in a zone: 01:00 where the clocks skip midnight. @throws LedgerError `invalid` */
export function startOfDay(day: string, zone: string): Instant {
  return startOfLocalDay(parseTimestamp(day, { zone: 'UTC' }).instant, zone);
}

/** The first instant of a day in a zone. @param day its number since 1970-01-01 @throws LedgerError `invalid` for an unknown zone */
export function startOfDayNumber(day: number, zone: string): Instant {
  return startOfLocalDay(day * dayMs, zone);
}

/** The last instant (ms) of a day (`YYYY-MM-DD`) in a zone. @throws LedgerError `invalid` */
export function endOfDay(day: string, zone: string): Instant {
  return startOfLocalDay(parseTimestamp(day, { zone: 'UTC' }).instant + dayMs, zone) - 1;
}

function startOfLocalDay(localMidnight: number, zone: string): Instant {
  const instant = instantOfLocal(localMidnight, zone);
  const shown = instant + offsetMsAt(zone, instant);
  // Midnight itself may be skipped: then the day begins where the gap ends.
  return shown === localMidnight ? instant : firstInstantAfterGap(instant, localMidnight, zone);
}

function firstInstantAfterGap(after: Instant, localMidnight: number, zone: string): Instant {
  let low = after - dayMs;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetMsAt(zone, middle) >= localMidnight) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * ISO 8601 with offset: `2024-03-01T09:30:00.123+01:00`; `Z` in UTC, and in UTC too where the local offset of old
 * times is no whole minute, which ISO 8601 cannot write.
 * @throws LedgerError `invalid` for an unknown zone
 */
export function formatInstant(instant: Instant, zone = 'UTC'): string {
  const offsetMs = zone === 'UTC' ? 0 : offsetMsAt(zone, instant);
  const local = instant + offsetMs;
  if (zone === 'UTC' || offsetMs % 60_000 !== 0 || local < firstInstant || local > lastInstant)
    return new Date(instant).toISOString();
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (n: number) => String(n).padStart(2, '0');
  const sign = offsetMs < 0 ? '-' : '+';
  return `${new Date(local).toISOString().slice(0, -1)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
