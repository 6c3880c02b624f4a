import { LedgerError } from '#core/errors.js';
import { formatInstant } from '#core/time.js';
import type { Timestamp } from '#core/time.js';
import { sourceTime } from './source-time.js';

/**
 * How times are written in a column: `iso` (ISO 8601 and its look-alikes, see `parseTimestamp`), `unix-seconds`,
 * `unix-ms`, or a pattern of `yyyy yy M MM MMM d dd H HH h hh m mm s ss S a Z`, anything else standing for itself:
 * `d.M.yy HH:mm`. One letter takes one or two digits, `S` any fraction, `a` AM or PM, `Z` an offset, `MMM` the English
 * short name of a month; `yy` is 1969 to 2068, as in POSIX. Parts between `[` and `]` may be missing.
 */
export type TimeFormat = string;

const or = ' or ';

/** In place of a format: a choice that a person has still to make, because the values tell nothing. */
export function openChoice(formats: readonly TimeFormat[]): TimeFormat {
  return formats.join(or);
}

/** Reads one cell. @throws LedgerError `invalid` with the reason, which never quotes the cell (`source-time.ts`) */
export type TimeReader = (text: string) => Timestamp;

/**
 * The reader of a format.
 * @param zone IANA zone of times without offset; without one they are refused
 * @throws LedgerError `invalid` when the format itself makes no sense
 */
export function timeReader(format: TimeFormat, zone?: string): TimeReader {
  if (format === 'iso') return (text) => isoTime(text, zone);
  if (format === 'unix-seconds') return (text) => unixTime(text, 1000);
  if (format === 'unix-ms') return (text) => unixTime(text, 1);
  if (format.includes(or)) {
    const names = format.split(or).map((one) => `"${one.slice(0, 64)}"`);
    throw new LedgerError(
      'invalid',
      `must be chosen: ${names.join(or)}; the first rows can be read as either, and only whoever wrote them knows`,
    );
  }
  const { expression, parts } = compile(format);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) throw unlike(format);
    const iso = isoOf(match, parts);
    if (iso === undefined) throw unlike(format);
    return { ...sourceTime(iso, { zone }), text };
  };
}

function isoTime(text: string, zone: string | undefined): Timestamp {
  if (/^\d{5}(?:[.,]\d+)?$/.test(text)) {
    throw new LedgerError(
      'invalid',
      'looks like the serial date of a spreadsheet: format the column as a date and save again',
    );
  }
  return sourceTime(text, { zone });
}

function unixTime(text: string, unitMs: number): Timestamp {
  if (!/^-?\d{1,14}(?:\.\d{1,9})?$/.test(text)) {
    throw new LedgerError('invalid', `is no number of ${unitMs === 1 ? 'ms' : 'seconds'}`);
  }
  const [whole = '0', fraction = ''] = text.split('.');
  const negative = whole.startsWith('-');
  // As whole nanoseconds, because 0.1 s is no binary fraction.
  const size = BigInt(whole.replace('-', '')) * BigInt(unitMs * 1e6);
  const part = BigInt(fraction.padEnd(9, '0').slice(0, 9)) / (unitMs === 1 ? 1000n : 1n);
  const nanoseconds = negative ? -(size + part) : size + part;
  const instant = Number((nanoseconds - (((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  const nanos = Number(((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n);
  // Refuses years beyond 9999 in the words of all other times.
  sourceTime(formatInstant(instant));
  return { instant, nanos, text };
}

function unlike(format: string): LedgerError {
  return new LedgerError('invalid', `is not written as ${format}`);
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What a pattern is made of, longest first where one begins with another. */
export const timeTokens: Readonly<Record<string, { readonly group: string; readonly about: string }>> = {
  yyyy: { group: '(\\d{4})', about: 'year' },
  yy: { group: '(\\d{2})', about: 'year of two digits, 1969 to 2068' },
  MMM: { group: '([A-Za-z]{3})', about: 'English short name of a month: `Mar`' },
  MM: { group: '(\\d{2})', about: 'month, two digits' },
  M: { group: '(\\d{1,2})', about: 'month, one or two digits' },
  dd: { group: '(\\d{2})', about: 'day, two digits' },
  d: { group: '(\\d{1,2})', about: 'day, one or two digits' },
  HH: { group: '(\\d{2})', about: 'hour 00 to 23' },
  H: { group: '(\\d{1,2})', about: 'hour 0 to 23' },
  hh: { group: '(\\d{2})', about: 'hour 01 to 12, with `a`' },
  h: { group: '(\\d{1,2})', about: 'hour 1 to 12, with `a`' },
  mm: { group: '(\\d{2})', about: 'minute, two digits' },
  m: { group: '(\\d{1,2})', about: 'minute' },
  ss: { group: '(\\d{2})', about: 'second, two digits' },
  s: { group: '(\\d{1,2})', about: 'second' },
  S: { group: '(\\d{1,9})', about: 'fraction of a second, one to nine digits' },
  a: { group: '([AaPp]\\.?[Mm]\\.?)', about: 'AM or PM' },
  Z: { group: '([Zz]|[+-]\\d{2}(?::?\\d{2})?)', about: 'offset: `Z`, `+01:00`, `+0100`' },
};
const tokenPattern = /yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|S+|a|Z|\[|\]|T|[^A-Za-z]|[A-Za-z]/g;

function compile(format: string): { expression: RegExp; parts: readonly string[] } {
  const parts: string[] = [];
  let source = '';
  for (const [found] of format.matchAll(tokenPattern)) {
    const token = found.startsWith('S') ? 'S' : found;
    const group = timeTokens[token]?.group;
    if (group !== undefined) {
      source += group;
      parts.push(token[0] === 'y' || token === 'MMM' ? token : token[0]!);
    } else if (token === '[') source += '(?:';
    else if (token === ']') source += ')?';
    else source += token.replace(/[\\^$.*+?()|{}/-]/g, '\\$&');
  }
  const named = new Set(parts);
  const hasDate = (named.has('yyyy') || named.has('yy')) && (named.has('M') || named.has('MMM')) && named.has('d');
  if (!hasDate || named.size !== parts.length) {
    throw new LedgerError(
      'invalid',
      `The time format "${format.slice(0, 64)}" must name year, month and day, each once`,
    );
  }
  try {
    return { expression: new RegExp(`^\\s*${source}\\s*$`), parts };
  } catch (cause) {
    throw new LedgerError('invalid', `The time format "${format.slice(0, 64)}" cannot be understood`, { cause });
  }
}

/** The same time in ISO 8601; undefined when a name or an hour is none. */
function isoOf(match: RegExpExecArray, parts: readonly string[]): string | undefined {
  const found: Record<string, string | undefined> = {};
  for (let i = 0; i < parts.length; i++) found[parts[i]!] = match[i + 1];
  const { yyyy, yy, MMM, M, d, H, h, a, m = '0', s = '0', S, Z = '' } = found;
  const year = yyyy ?? `${Number(yy) < 69 ? 20 : 19}${yy}`;
  const month = MMM === undefined ? Number(M) : months.indexOf(MMM.toLowerCase()) + 1;
  const hour = h === undefined ? Number(H ?? 0) : hourOfHalfDay(Number(h), a);
  if (hour === undefined || month < 1) return undefined;
  const date = `${year}-${two(month)}-${two(Number(d))}`;
  if (H === undefined && h === undefined && Z === '') return date;
  return `${date}T${two(hour)}:${two(Number(m))}:${two(Number(s))}${S === undefined ? '' : `.${S}`}${Z}`;
}

function hourOfHalfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
