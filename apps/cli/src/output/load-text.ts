import { durationText } from '#measures/process/duration-text.js';
import type { DurationSummary } from '#workspace/answers.js';
import type { LoadAnswer } from '#workspace/processes/parts/time-answers.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf, wrapped } from './text.js';

/** Periods that are listed, the latest; `--json` has more. */
const periodsShown = 24;

/** How many cases came in, ended and are open. */
export function loadText({ at, now, undeclared, period, periods, ...load }: LoadAnswer, width: number): string {
  const shown = periods.slice(-periodsShown);
  const table = tableOf(
    [
      { heading: period },
      { heading: 'first work', numeric: true },
      { heading: 'last step so far', numeric: true },
      ...(now === undefined
        ? []
        : ['begun', 'ended', 'open at its end'].map((heading) => ({ heading, numeric: true }))),
    ],
    shown.map((row) => [
      row.period,
      count(row.firstWork),
      count(row.lastSteps),
      ...(now === undefined ? [] : [row.begun, row.ended, row.open].map((value) => count(value ?? 0))),
    ]),
    width,
  );
  const hidden = load.periodsTotal - shown.length;
  const lines = [
    `between the first work on one case and on the next: ${gapText(load.betweenFirstWork)}`,
    `between the last steps of cases so far: ${gapText(load.betweenLastSteps)}`,
    ...(hidden > 0 ? [`… and ${counted(hidden, `earlier ${period}`)} with any of these`] : []),
  ];
  const head = wrapped(`load at ${minuteOf(at)}: ${openText(now, undeclared)}`, width);
  return `${head}\n${table}${lines.map((line) => `${line}\n`).join('')}`;
}

function openText(now: LoadAnswer['now'], undeclared: number): string {
  const unknown = counted(undeclared, 'case');
  if (now === undefined)
    return `nothing says of ${unknown} whether they are open (see --terminal of tend processes define)`;
  return [
    `${count(now.open)} open, ${count(now.ended)} ended`,
    ...(undeclared === 0 ? [] : [`nothing says so of ${unknown}`]),
    ...(now.reopened > 0 ? [`opened again ${counted(now.reopened, 'time')}`] : []),
  ].join('; ');
}

function gapText({ n, median, mean }: DurationSummary): string {
  return n === 0 ? 'fewer than two cases' : `mean ${durationText(mean)}, median ${durationText(median)}`;
}
