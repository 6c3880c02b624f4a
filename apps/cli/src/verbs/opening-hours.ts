import { InvalidArgumentError } from 'commander';
import type { OpenHours } from '#domain/events/rules.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const weekdayNames: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const shape = 'It must be such as "Mon-Fri 9:00-17:00, Sat 10-13", or "Mon-Sun 0-24".';

/**
 * Opening hours as a person types them. A night shift, `22-6`, is open until midnight and from midnight on the day after.
 * @throws InvalidArgumentError for what are none
 */
export function hoursIn(text: string): readonly OpenHours[] {
  const hours = text.split(/[,;]/).flatMap((part) => {
    const [, from, to = from, open, close] =
      /^\s*([a-z]{2,9})(?:\s*[-–]\s*([a-z]{2,9}))?\s+([\d:]+)\s*[-–]\s*([\d:]+)\s*$/iu.exec(part) ?? [];
    if (from === undefined || to === undefined || open === undefined || close === undefined)
      throw new InvalidArgumentError(shape);
    return daysBetween(from, to).flatMap((weekday) => hoursOf(weekday, timeOf(open), timeOf(close)));
  });
  return hours.sort((a, b) => a.weekday - b.weekday || (a.open < b.open ? -1 : 1));
}

/** The same for an option that may be given several times. */
export function moreHours(text: string, before: readonly OpenHours[] = []): readonly OpenHours[] {
  return [...before, ...hoursIn(text)];
}

function daysBetween(from: string, to: string): number[] {
  const [first, last] = [weekdayOf(from), weekdayOf(to)];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_none, i) => ((first - 1 + i) % 7) + 1);
}

/** `Mon`, `mon`, `Monday`. */
function weekdayOf(text: string): number {
  const name = text.toLowerCase();
  const full = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const at = full.findIndex((day, i) => day === name || weekdays[i] === name);
  if (at < 0) throw new InvalidArgumentError(`“${text}” is none of ${weekdayNames.join(', ')}. ${shape}`);
  return at + 1;
}

/** `9`, `9:30`, `09:30`, `24:00`. */
function timeOf(text: string): string {
  const [, hour, minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? [];
  const time = `${(hour ?? '').padStart(2, '0')}:${minute}`;
  if (/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time)) return time;
  throw new InvalidArgumentError(`“${text}” is no time of day. ${shape}`);
}

function hoursOf(weekday: number, open: string, close: string): OpenHours[] {
  if (open === close) throw new InvalidArgumentError(`From ${open} to ${close} nothing is open. ${shape}`);
  if (open < close) return [{ weekday, open, close }];
  const next = (weekday % 7) + 1;
  const rest = close === '00:00' ? [] : [{ weekday: next, open: '00:00', close }];
  return open === '24:00' ? rest : [{ weekday, open, close: '24:00' }, ...rest];
}
