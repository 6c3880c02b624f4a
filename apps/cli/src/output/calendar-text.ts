import type { CalendarPublished, OpenHours } from '#domain/events/rules.js';
import type { RuleAnswer } from '#workspace/rules/rule-answers.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf, oneLine, wrapped } from './text.js';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The calendars that hold, and those to come. */
export function calendarsText(rules: readonly RuleAnswer[], width: number): string {
  if (rules.length === 0)
    return 'No calendar is published: every hour counts. To publish one: tend calendars define office --zone Europe/Berlin --hours "Mon-Fri 9-17" --country DE --years 2026-2028\n';
  return tableOf(
    [
      { heading: 'calendar', widthMax: 24 },
      { heading: 'version', widthMax: 16 },
      { heading: 'zone' },
      { heading: 'open', widthMax: 40 },
      { heading: 'holidays', numeric: true },
      { heading: 'of', optional: true },
      { heading: 'from' },
      { heading: 'standing', optional: true },
    ],
    rules.map(({ version, effectiveFrom, standing, data }) => {
      const calendar = data as unknown as CalendarPublished;
      return [
        calendar.calendar,
        version,
        calendar.zone,
        hoursText(calendar.hours),
        count(calendar.holidays.length),
        holidaysOfText(calendar),
        minuteOf(effectiveFrom),
        standing,
      ];
    }),
    width,
  );
}

/** One calendar with all its days. */
export function calendarText(calendar: CalendarPublished, width: number): string {
  const { zone, hours, holidays } = calendar;
  const of = holidaysOfText(calendar);
  const byYear = Map.groupBy(holidays, (day) => day.slice(0, 4));
  const years = Array.from(byYear, ([year, each]) =>
    wrapped(`  ${year}: ${each.map((day) => `${weekdayText(day)} ${day.slice(5)}`).join(', ')}`, width),
  );
  return [
    `${oneLine(calendar.calendar)}: open ${hoursText(hours)}, ${oneLine(zone)}`,
    `${counted(holidays.length, 'holiday')}${of === '' ? '' : `, with those of ${of}`}${years.length > 0 ? ':' : ''}`,
    ...years,
    '',
  ].join('\n');
}

/** `DE-BY 2026–2028` */
function holidaysOfText({ holidaysOf }: CalendarPublished): string {
  if (holidaysOf === undefined) return '';
  const { country, region, fromYear, toYear } = holidaysOf;
  const years = fromYear === toYear ? fromYear : `${fromYear}–${toYear}`;
  return `${oneLine(region === undefined ? country : `${country}-${region}`)} ${years}`;
}

/** `Mon–Fri 09:00–17:00, Sat 10:00–13:00`: days that follow each other and are alike stand together. */
export function hoursText(hours: readonly OpenHours[]): string {
  if (hours.length === 0) return 'never';
  const ofDay = days.map((_name, i) =>
    hours
      .filter(({ weekday }) => weekday === i + 1)
      .map(({ open, close }) => `${open}–${close}`)
      .sort()
      .join(' and '),
  );
  const parts: string[] = [];
  for (let first = 0; first < ofDay.length; first++) {
    let last = first;
    while (ofDay[last + 1] === ofDay[first] && last + 1 < ofDay.length) last++;
    const name = first === last ? days[first]! : `${days[first]!}–${days[last]!}`;
    if (ofDay[first] !== '') parts.push(`${name} ${ofDay[first]!}`);
    first = last;
  }
  return parts.join(', ');
}

function weekdayText(day: string): string {
  return days[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}
