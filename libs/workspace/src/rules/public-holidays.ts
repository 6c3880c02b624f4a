import type Holidays from 'date-holidays';
import type { HolidaysTypes } from 'date-holidays';
import type { Violation } from '#core/errors.js';
import { nearNames } from '#core/near-names.js';
import { dayMs } from '#core/zones.js';

/** Whose public holidays are asked for, and of which years: as a calendar says it. */
export interface HolidaysAsked {
  readonly country: string;
  /** A part of it, or, with a hyphen, a part of that one: `BY`, `BY-A`. */
  readonly region?: string | undefined;
  readonly fromYear: number;
  readonly toYear: number;
}

export interface HolidaysFound {
  /** Codes as they are listed: capital letters. */
  readonly of: HolidaysAsked;
  /** Local dates, `YYYY-MM-DD`, in order, each once. */
  readonly days: readonly string[];
}

/** The years for which lunar and lunisolar holidays can be told; beyond them they would be left out without a word. */
const firstYear = 1970;
const lastYear = 2075;
const yearsMax = 30;

/**
 * The public holidays of a country or a part of it, as the package `date-holidays` has them: whole days alone, those in lieu
 * included. What begins at noon or in the evening is none; of several days with a part of one only the whole days are.
 *
 * The package is large and loaded only here, with the first question.
 * @returns what is wrong with the question instead, with what can be asked for
 */
export async function publicHolidays(asked: HolidaysAsked): Promise<HolidaysFound | readonly Violation[]> {
  const { default: Package } = await import('date-holidays');
  const country = asked.country.toUpperCase();
  const parts = asked.region?.toUpperCase().split(/[-.]/) ?? [];
  const names = new Package();
  const violations = [...yearViolations(asked), ...placeViolations(names, asked, country, parts)];
  if (violations.length > 0) return violations;
  const { fromYear, toYear } = asked;
  const region = parts.length === 0 ? {} : { region: parts.join('-') };
  const [state, part] = parts;
  // In UTC each day has 24 hours. The dates are local ones in any case.
  const place = { country, ...(state && { state }), ...(part && { region: part }) };
  const days = new Set<string>();
  const holidays = new Package(place, { timezone: 'UTC' });
  // One in lieu, or the last of several days, may lie in the year before or after.
  for (let year = fromYear - 1; year <= toYear + 1; year++) {
    // Narrowed only here: rules of public holidays give way to days that are none.
    const ofYear = holidays.getHolidays(year).filter((holiday) => holiday.type === 'public');
    for (const holiday of ofYear) for (const day of wholeDays(holiday)) days.add(day);
  }
  const ofYears = [...days].filter((day) => Number(day.slice(0, 4)) >= fromYear && Number(day.slice(0, 4)) <= toYear);
  return { of: { country, ...region, fromYear, toYear }, days: ofYears.sort() };
}

/**
 * The local dates that a holiday takes up wholly, told by the package in UTC.
 *
 * `date` is local; where days begin at sunset, that of the daylight, with 18:00 of the evening before as its start.
 */
export function wholeDays({ date, start, end }: Pick<HolidaysTypes.Holiday, 'date' | 'start' | 'end'>): string[] {
  const firstMs = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  const sinceMidnightMs = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`) - firstMs;
  const skipped = sinceMidnightMs === 0 ? 0 : 1;
  const wholeMs = end.getTime() - start.getTime() - (skipped * dayMs - sinceMidnightMs) * skipped;
  const count = Math.max(0, Math.floor(wholeMs / dayMs));
  return Array.from({ length: count }, (_none, i) =>
    new Date(firstMs + (skipped + i) * dayMs).toISOString().slice(0, 10),
  );
}

function yearViolations({ fromYear, toYear }: HolidaysAsked): readonly Violation[] {
  const isKnown = (year: number): boolean => year >= firstYear && year <= lastYear;
  const message = `must be a year from ${firstYear} to ${lastYear}`;
  const unknown = Object.entries({ fromYear, toYear }).filter(([, year]) => !isKnown(year));
  if (unknown.length > 0) return unknown.map(([field]) => ({ field, message }));
  if (toYear < fromYear) return [{ field: 'toYear', message: 'must not be before fromYear' }];
  if (toYear - fromYear < yearsMax) return [];
  return [{ field: 'toYear', message: `must leave at most ${yearsMax} years: the law changes` }];
}

function placeViolations(
  names: Holidays,
  { country: given, region }: HolidaysAsked,
  country: string,
  parts: readonly string[],
): readonly Violation[] {
  const countries = new Map(Object.entries(names.getCountries('en')));
  if (!countries.has(country)) {
    const near = nearCodes(given, countries);
    const which = near.length > 0 ? `perhaps ${near.join(' or ')}` : `known are ${[...countries.keys()].join(', ')}`;
    return [{ field: 'country', message: `must be the code of a country whose holidays are known: ${which}` }];
  }
  const [state, part, ...more] = parts;
  if (state === undefined) return [];
  const states = reachable(names.getStates(country, 'en'));
  const known = states.has(state);
  const inner = known ? reachable(names.getRegions(country, state, 'en')) : new Map<string, string>();
  if (known && more.length === 0 && (part === undefined || inner.has(part))) return [];
  const where = known ? `${country}, ${states.get(state)}` : countries.get(country)!;
  const codes = known ? new Map(Array.from(inner, ([code, name]) => [`${state}-${code}`, name])) : states;
  return [{ field: 'region', message: regionMessage(region!, where, codes) }];
}

function regionMessage(region: string, where: string, codes: ReadonlyMap<string, string>): string {
  if (codes.size === 0) return `must be absent: of no part of ${where} holidays of its own are known`;
  const near = nearCodes(region, codes);
  const listed = Array.from(codes, ([code, name]) => `${code} (${name})`);
  const which = near.length > 0 ? `perhaps ${near.join(' or ')}; known are ` : '';
  return `must be the code of a part of ${where}: ${which}${listed.join(', ')}`;
}

/** Codes are found in capital letters alone. */
function reachable(codes: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  return new Map(Object.entries(codes ?? {}).filter(([code]) => code === code.toUpperCase()));
}

/** What people write for these, and is no code of ISO 3166-1. */
const otherNames: Readonly<Record<string, string>> = {
  uk: 'GB',
  usa: 'US',
  england: 'GB',
  holland: 'NL',
  america: 'US',
};

/** People write the name, or a code of three letters. */
function nearCodes(given: string, codes: ReadonlyMap<string, string>): string[] {
  const shown = (code: string): string => `${code} (${codes.get(code)!})`;
  const other = new Map(Object.entries(otherNames)).get(given.toLowerCase());
  if (other !== undefined && codes.has(other)) return [shown(other)];
  const code = new Map(Array.from(codes, ([one, name]) => [name, one]));
  // Two letters are near to a dozen others, and mean none of them.
  return given.length < 3 ? [] : nearNames(given, code.keys()).map((name) => shown(code.get(name)!));
}
