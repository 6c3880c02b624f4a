import { durationText } from '#measures/process/duration-text.js';
import type { StagesAnswer } from '#workspace/processes/parts/stage-answers.js';
import { tableOf } from './table.js';
import { count, minuteOf, oneLine } from './text.js';
import { caseText } from './told-case-text.js';
import { medianOf } from './times-text.js';

/** Stuck cases that are listed; `--json` has more. */
const stuckShown = 15;

/** How long cases stay in the declared stages, how old those are that are there now, and which are stuck. */
export function stagesText({ version, stages, stuck, stuckTotal }: StagesAnswer, width: number): string {
  const longest = (seconds: number | undefined, stays: number): string =>
    seconds !== undefined ? durationText(seconds) : stays === 0 ? '' : 'longer';
  const table = tableOf(
    [
      { heading: 'stage', widthMax: 28 },
      { heading: 'cases', numeric: true },
      { heading: 'came', numeric: true },
      { heading: 'stays', numeric: true },
      { heading: 'half left by', numeric: true },
      { heading: '9 in 10 by', numeric: true },
      { heading: 'there now', numeric: true },
      { heading: 'for', numeric: true },
      { heading: 'longest', numeric: true },
      { heading: 'not known', numeric: true, optional: true },
    ],
    stages.map(({ stage, cases, visits, dwell, current, unknown }) => [
      stage,
      count(cases),
      count(visits),
      count(dwell.stays),
      longest(dwell.median, dwell.stays),
      longest(dwell.p90, dwell.stays),
      count(current.n),
      medianOf(current),
      current.n === 0 ? '' : durationText(current.max),
      count(unknown),
    ]),
    width,
  );
  const lines = stuck.slice(0, stuckShown).map((one) => `  ${stuckText(one)}\n`);
  const hidden = stuckTotal - lines.length;
  const more = hidden > 0 ? `  … and ${count(hidden)} more\n` : '';
  return `stages by version ${oneLine(version)}\n${table}stuck, longer than nine in ten stays before: ${count(stuckTotal)}\n${lines.join('')}${more}`;
}

function stuckText({ stage, since, age, p90, n, ...told }: StagesAnswer['stuck'][number]): string {
  return `${caseText(told)}: ${oneLine(stage)} for ${durationText(age)} since ${minuteOf(since)} (p90 of ${count(n)}: ${durationText(p90)})`;
}
