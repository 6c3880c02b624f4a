import { durationText } from '#measures/process/duration-text.js';
import type { DurationSummary } from '#workspace/answers.js';
import type { BusinessHoursAnswer, CaseTimesAnswer, TimesAnswer } from '#workspace/processes/parts/time-answers.js';
import { tableOf, type Column } from './table.js';
import { count, counted, oneLine, wrapped } from './text.js';

/** How cases spent their time, and how long the steps of each activity took. */
export function timesText(times: TimesAnswer, width: number): string {
  const { cases, open, undeclared, steps, businessHours, activities, variants } = times;
  const isStartKnown = steps.withStart > 0;
  const ofCases = tableOf(
    [
      { heading: 'times of cases', widthMax: 36 },
      { heading: 'cases', numeric: true },
      { heading: 'median', numeric: true },
      { heading: 'p90', numeric: true },
      ...(isStartKnown ? ['busy', 'p90', 'idle', 'p90'].map((heading) => ({ heading, numeric: true })) : []),
    ],
    [
      [saysOf(cases.cases, undeclared), ...caseCells(cases, isStartKnown)],
      ...(open === undefined ? [] : [['open, up to the moment', ...caseCells(open, isStartKnown)]]),
    ],
    width,
  );
  const lines = [
    ...startsLines(steps),
    ...(businessHours === undefined ? [] : [`all cases ${hoursText(businessHours)}`]),
    `${counted(variants.count, 'variant')}; ${count(variants.collapsed)} collapsed: an activity that is repeated at once counts as done once`,
  ];
  return `${ofCases}${lines.map((line) => `${wrapped(line, width)}\n`).join('')}\n${activitiesText(activities, isStartKnown, width)}`;
}

function startsLines({ count: steps, withStart }: TimesAnswer['steps']): readonly string[] {
  if (withStart === steps) return [];
  return withStart === 0
    ? ['Of no step the start is known: how long a case was worked on, and how long it lay idle, cannot be told.']
    : [`Of ${count(steps - withStart)} of ${counted(steps, 'step')} no start is known: they make nothing busy.`];
}

/** Service and waiting are told where any start is known. */
function activitiesText(activities: TimesAnswer['activities'], isStartKnown: boolean, width: number): string {
  const numeric = (heading: string, optional = false): Column => ({ heading, numeric: true, optional });
  const ofStarts = [numeric('service'), numeric('of'), numeric('waiting'), numeric('of'), numeric('clamped', true)];
  const table = tableOf(
    [
      { heading: 'activity', widthMax: 32 },
      numeric('steps'),
      ...(isStartKnown ? ofStarts : []),
      numeric('sojourn'),
      numeric('of'),
    ],
    activities.map(({ activity, count: times, service, waiting, sojourn }) => [
      activity,
      count(times),
      ...(isStartKnown
        ? [medianOf(service), count(service.n), medianOf(waiting), count(waiting.n), count(waiting.clamped)]
        : []),
      medianOf(sojourn),
      count(sojourn.n),
    ]),
    width,
  );
  const starts = isStartKnown ? 'service: start to completion; waiting: completion before to start; ' : '';
  const legend = `medians, of so many; ${starts}sojourn: completion before to completion`;
  return `${table}${wrapped(legend, width)}\n`;
}

function saysOf(cases: number, undeclared: number): string {
  if (undeclared === 0) return 'ended';
  return undeclared === cases ? 'nothing says whether they are open' : 'ended, or nothing says whether open';
}

function caseCells({ cases, duration, busy, idle }: CaseTimesAnswer, isStartKnown: boolean): readonly string[] {
  return [
    count(cases),
    ...[duration, ...(isStartKnown ? [busy, idle] : [])].flatMap((one) => [
      medianOf(one),
      one.n === 0 ? '' : durationText(one.p90),
    ]),
  ];
}

/** Nothing where there is none. */
export function medianOf({ n, median }: DurationSummary): string {
  return n === 0 ? '' : durationText(median);
}

/** Durations in the hours of a calendar, whose day has as many hours as it is open: told in hours. */
export function hoursText({ calendar, assumedHours, duration }: BusinessHoursAnswer): string {
  const assumed = assumedHours === undefined ? '' : ' (not published: Mon–Fri, 9 to 17)';
  const times =
    duration.n === 0 ? 'none' : `median ${openHoursText(duration.median)}, p90 ${openHoursText(duration.p90)}`;
  return `in hours of calendar ${oneLine(calendar)}${assumed}: ${times}`;
}

function openHoursText(seconds: number): string {
  const hours = seconds / 3_600;
  return hours < 10 ? durationText(seconds) : `${count(Math.round(hours))} h`;
}
