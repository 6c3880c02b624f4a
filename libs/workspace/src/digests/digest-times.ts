import { LedgerError } from '#core/errors.js';
import { dayOf, type Instant } from '#core/time.js';
import { dayMs, instantOfLocal } from '#core/zones.js';

/** When a digest is told: a minute of the local day, on days of the week. */
export interface DigestTimes {
  /** 0 to 1439. */
  readonly minute: number;
  /** 1 (Monday) to 7, ascending, at least one. */
  readonly days: readonly number[];
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Before most people begin to work, on the days on which most do. */
const usual = { at: '07:00', days: 'mon-fri' };

/**
 * Reads `07:30`, and days such as `mon-fri`, `daily` or `mon,wed,fri`.
 * @throws LedgerError `invalid`, naming what is wrong
 */
export function timesOf({
  at = usual.at,
  days = usual.days,
}: {
  readonly at?: string;
  readonly days?: string;
}): DigestTimes {
  const time = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at);
  if (time === null) throw refused('at', 'must be a time of the day such as 07:30');
  return { minute: Number(time[1]) * 60 + Number(time[2]), days: daysOf(days) };
}

function daysOf(text: string): readonly number[] {
  const parts = text.trim().toLowerCase() === 'daily' ? ['mon-sun'] : text.toLowerCase().split(',');
  const found = new Set<number>();
  for (const part of parts) {
    const [first = 0, last = first] = part.split('-').map((name) => weekdayOf(name.trim()));
    if (part.split('-').length > 2) throw refused('days', meant);
    // `fri-mon` goes over the end of the week.
    for (let day = first; ; day = (day % 7) + 1) {
      found.add(day);
      if (day === last) break;
    }
  }
  return [...found].sort((a, b) => a - b);
}

const meant = 'must be daily, or days such as mon-fri or mon,wed,fri';

function weekdayOf(name: string): number {
  const at = (weekdays as readonly string[]).indexOf(name.slice(0, 3));
  if (at < 0 || !/^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?$/.test(name)) throw refused('days', meant);
  return at + 1;
}

/** As people write it: `07:30`, and `mon-fri`, `daily` or `mon,wed`. */
export function timesText({ minute, days }: DigestTimes): { readonly at: string; readonly days: string } {
  const two = (n: number): string => String(n).padStart(2, '0');
  const names = days.map((day) => weekdays[day - 1]!);
  const isRow = days.length > 2 && days.every((day, place) => day === days[0]! + place);
  const text = days.length === 7 ? 'daily' : isRow ? `${names[0]}-${names.at(-1)}` : names.join(',');
  return { at: `${two(Math.floor(minute / 60))}:${two(minute % 60)}`, days: text };
}

/**
 * The local day that a digest has to be told of at an instant: today, when it is one of its days and its time has come. What
 * was missed on an earlier day is not told any more: nobody wants the list of yesterday.
 * @returns `YYYY-MM-DD`
 */
export function dayToTell({ minute, days }: DigestTimes, at: Instant, zone: string): string | undefined {
  const day = dayOf(at, zone);
  return days.includes(weekdayOn(day)) && instantOn(day, minute, zone) <= at ? day : undefined;
}

/** The first instant behind another one at which a digest is due. A time that the clocks skip is as much later. */
export function nextDigestAt({ minute, days }: DigestTimes, after: Instant, zone: string): Instant {
  const today = Date.parse(dayOf(after, zone));
  for (let ahead = 0; ; ahead++) {
    const day = new Date(today + ahead * dayMs).toISOString().slice(0, 10);
    const due = instantOn(day, minute, zone);
    if (days.includes(weekdayOn(day)) && due > after) return due;
  }
}

/** When a digest is due on a local day. */
export function instantOn(day: string, minute: number, zone: string): Instant {
  return instantOfLocal(Date.parse(day) + minute * 60_000, zone);
}

function weekdayOn(day: string): number {
  return new Date(day).getUTCDay() || 7;
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field} ${message}.`, { violations: [{ field, message }] });
}
