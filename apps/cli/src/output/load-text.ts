import { durationText } from '#measures/process/duration-text.js';
import type { DurationSummary } from '#workspace/answers.js';
import type { LoadAnswer } from '#workspace/processes/parts/part-answers.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf } from './text.js';

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
  return `load at ${minuteOf(at)}: ${openText(now, undeclared)}\n${table}${lines.map((line) => `${line}\n`).join('')}`;
}

function openText(now: LoadAnswer['now'], undeclared: number): string {
  const unknown = `of ${counted(undeclared, 'case')} nothing says whether`;
  if (now === undefined)
    return `${unknown} they are open (tend processes define NAME --terminal … says what ends them)`;
  const again = now.begun - now.open - now.ended;
  const parts = [
    `${count(now.open)} open, ${count(now.ended)} ended`,
    ...(again > 0 ? [`opened again ${counted(again, 'time')}`] : []),
    ...(undeclared === 0 ? [] : [`${unknown} ${undeclared === 1 ? 'it is' : 'they are'}`]),
  ];
  return parts.join('; ');
}

function gapText({ n, median, mean }: DurationSummary): string {
  return n === 0 ? 'fewer than two cases' : `mean ${durationText(mean)}, median ${durationText(median)}`;
}
