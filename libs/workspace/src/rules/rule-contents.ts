import type { Violation } from '#core/errors.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { definitionViolations } from '../processes/definitions/definition-violations.js';
import { publishedOf } from './rules.js';
import { publicHolidays } from './public-holidays.js';
import type { NewRule } from './rule-answers.js';
import type { Workspace } from '../workspace.js';

type Data = Readonly<Record<string, unknown>>;

/** Days that a calendar may have: as many as its event holds. */
const holidaysMax = 2_000;

/**
 * What a rule says when it is published, of data whose shape is right: a calendar that names a country is given the public
 * holidays of its years, so that it says the same for ever, whatever a later version of a package knows.
 * @param calendars the names of those that are published, or will be with it
 * @returns what is wrong with it instead, with paths into the data
 */
export async function contentOf(
  type: string,
  data: Data,
  calendars: ReadonlySet<string>,
): Promise<{ readonly data: Data } | readonly Violation[]> {
  if (type === 'CalendarPublished') return withHolidays(data as unknown as EventTypes['CalendarPublished']);
  if (type !== 'ProcessDefined') return { data };
  const violations = definitionViolations(data as unknown as EventTypes['ProcessDefined'], calendars);
  return violations.length > 0 ? violations : { data };
}

async function withHolidays(
  calendar: EventTypes['CalendarPublished'],
): Promise<{ readonly data: Data } | readonly Violation[]> {
  const { holidaysOf, holidays } = calendar;
  if (holidaysOf === undefined) return { data: { ...calendar } };
  const found = await publicHolidays(holidaysOf);
  if (!('days' in found)) return found.map(({ field, message }) => ({ field: `holidaysOf.${field}`, message }));
  const all = [...new Set([...holidays, ...found.days])].sort();
  if (all.length <= holidaysMax) return { data: { ...calendar, holidays: all, holidaysOf: { ...found.of } } };
  const message = `gives ${all.length} days with those that it has already; a calendar has at most ${holidaysMax}`;
  return [{ field: 'holidaysOf', message }];
}

/** The names of calendars that are published, for whatever time, and of those that a list publishes or assumes. */
export function calendarsWith(workspace: Pick<Workspace, 'ledger'>, rules: readonly NewRule[]): ReadonlySet<string> {
  const published = publishedOf(workspace, 'CalendarPublished', workspace.ledger.head().sequence);
  return new Set(
    [...published, ...rules]
      .filter(({ type }) => type === 'CalendarPublished')
      .map(({ data }) => (data as Partial<EventTypes['CalendarPublished']>).calendar)
      .filter((name) => name !== undefined),
  );
}
