import { importTexts } from '../../import-texts.js';

const words = importTexts;

/** 12 March 2026, 14:07:30, as each sign of a pattern writes it. */
const example: Readonly<Record<string, string>> = {
  yyyy: '2026', yy: '26', MMM: 'Mar', MM: '03', M: '3', dd: '12', d: '12', HH: '14', H: '14', hh: '02', h: '2',
  mm: '07', ss: '30', SSS: '000', S: '0', a: 'PM',
}; // prettier-ignore

const signs = /yyyy|yy|MMM|MM?|dd?|HH?|hh?|mm|ss|S+|a/g;

/** A format of times as a person reads it: a date written in it, and which of two numbers is the day. */
export function timeFormatText(format: string): string {
  const named = words.timeFormats[format];
  if (named !== undefined) return named;
  const shortest = format.replaceAll(/\[:ss(?:\[\.S\])?\]/g, '').replaceAll(/[[\]]/g, '');
  const written = shortest.replaceAll(signs, (sign) => example[sign] ?? sign);
  if (/^dd?\WMM?\W/.test(format)) return `${written} (${words.dayFirst})`;
  return /^MM?\Wdd?\W/.test(format) ? `${written} (${words.monthFirst})` : written;
}
