import { durationText } from '#measures/process/duration-text.js';
import type { PipelineAnswer, VelocityAnswer } from '#workspace/processes/parts/stage-answers.js';
import { outcomeLines, shareText } from './funnel-text.js';
import { tableOf } from './table.js';
import { count, counted, oneLine } from './text.js';

/** What open cases are worth, a currency at a time, how fast value comes out of them, and how cases came out. */
export function pipelineText(
  { version, currencies, open, withoutWorth, undeclared, outcomes }: PipelineAnswer,
  width: number,
): string {
  const head = [
    `pipeline by version ${oneLine(version)}: ${counted(open, 'open case')}, ${count(withoutWorth)} without a known worth`,
    ...(undeclared === 0 ? [] : [`of ${counted(undeclared, 'case')} nothing says whether they are open: not in it`]),
  ];
  const parts = currencies.map((one) => currencyText(one, width));
  return [...head.map((line) => `${line}\n`), ...parts, ...outcomeLines(outcomes).map((line) => `${line}\n`)].join('');
}

function currencyText(
  { currency, open, stages, velocity }: PipelineAnswer['currencies'][number],
  width: number,
): string {
  const table = tableOf(
    [
      { heading: 'stage', widthMax: 32 },
      { heading: 'open cases', numeric: true },
      { heading: oneLine(currency), numeric: true },
    ],
    [
      ...stages
        .filter(({ stage, cases }) => stage !== undefined || cases > 0)
        .map(({ stage, cases, value }) => [stage ?? '(none of these)', count(cases), count(value)]),
      ['(all)', count(open.cases), count(open.value)],
    ],
    width,
  );
  return `${table}${velocityText(velocity, oneLine(currency))}\n`;
}

const noVelocity = {
  'too-few': 'fewer than 10 cases were won or lost',
  'none-won': 'none was won',
  'no-time': 'they were won at the instant at which they began',
} as const;

function velocityText({ open, winRate, worth, cycle, perDay, noneBecause }: VelocityAnswer, currency: string): string {
  if (perDay === undefined) return `velocity in ${currency}: none; ${noVelocity[noneBecause ?? 'none-won']}`;
  const mean = (value: number | undefined): string => (value === undefined ? '–' : count(Math.round(value)));
  const made = `${counted(open, 'open case')} × won ${shareText(winRate)} × ${mean(worth.mean)} a won case ÷ ${durationText(cycle.mean ?? 0)}`;
  return `velocity: ${count(Math.round(perDay))} ${currency} a day = ${made}`;
}
