import { durationText } from '#measures/process/duration-text.js';
import type {
  LastingWaitsAnswer,
  UnusualWaitsAnswer,
  WaitTimesAnswer,
} from '#workspace/processes/parts/wait-answers.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf, oneLine, wrapped } from './text.js';
import { caseText } from './told-case-text.js';

/** Pairs and waits that are listed; `--json` has more. */
const rowsShown = 15;

/** How long it takes from one activity to another, and which waits were unusual. */
export function waitTimesText({ profile, profileTooLarge, unusual, lasting }: WaitTimesAnswer, width: number): string {
  const text =
    profile === undefined ? `${wrapped(tooLargeText(profileTooLarge), width)}\n` : profileText(profile, width);
  return `${text}\n${unusualText(unusual, lasting !== undefined, width)}${lasting === undefined ? '' : lastingText(lasting, width)}`;
}

function profileText(
  { pairs, pairsTotal, observations }: NonNullable<WaitTimesAnswer['profile']>,
  width: number,
): string {
  const table = tableOf(
    [
      { heading: 'later in the case: from', widthMax: 30 },
      { heading: 'to', widthMax: 30 },
      { heading: 'times', numeric: true },
      { heading: 'mean', numeric: true },
      { heading: 'deviation', numeric: true },
    ],
    pairs
      .slice(0, rowsShown)
      .map(({ from, to, n, mean, stdev }) => [
        from,
        to,
        count(n),
        durationText(mean),
        stdev === undefined ? '' : durationText(stdev),
      ]),
    width,
  );
  return `${table}${counted(pairsTotal, 'pair')} of activities, ${counted(observations, 'time')} from one to the other in all\n`;
}

function tooLargeText(effort: WaitTimesAnswer['profileTooLarge']): string {
  if (effort === undefined) return '';
  const { groups, groupsMax, pairs, pairsMax } = effort;
  const why =
    pairs > pairsMax
      ? `up to ${counted(pairs, 'pair')} of activities, of at most ${count(pairsMax)}`
      : `${count(groups)} steps times activities of their case, of at most ${count(groupsMax)}`;
  return `times from one activity to another later in the case are not told: ${why}. Choose fewer cases with --filter.`;
}

/** How many are in open cases is told where something says of any case whether it is open. */
function unusualText({ of, total, inOpenCases, rows }: UnusualWaitsAnswer, isOpenTold: boolean, width: number): string {
  const ofOpen = total > 0 && isOpenTold ? `, ${count(inOpenCases)} in open cases` : '';
  const between = of === 'waits' ? 'from completion to start' : 'from completion to completion: few starts are known';
  const head = `unusual waits: ${count(total)}${ofOpen} (${between}), above the p99 of at least 100 before`;
  return `${wrapped(head, width)}\n${linesText(rows.map(waitText), total)}`;
}

function lastingText({ total, rows }: LastingWaitsAnswer, width: number): string {
  const head = `unusual waits that last: ${counted(total, 'open case')}, above the p99 of at least 100 behind the same activity before`;
  const lines = rows.map(
    ({ behind, since, seconds, p99, sample, ...told }) =>
      `${caseText(told)}: behind ${oneLine(behind)} for ${durationText(seconds)} since ${minuteOf(since)} (p99 of ${count(sample.passages)}: ${durationText(p99)})`,
  );
  return `${wrapped(head, width)}\n${linesText(lines, total)}`;
}

function linesText(rows: readonly string[], total: number): string {
  const lines = rows.slice(0, rowsShown).map((row) => `  ${row}\n`);
  const hidden = total - lines.length;
  return `${lines.join('')}${hidden > 0 ? `  … and ${count(hidden)} more\n` : ''}`;
}

function waitText({
  from,
  to,
  since,
  seconds,
  p99,
  sample,
  state,
  ...told
}: UnusualWaitsAnswer['rows'][number]): string {
  const open = state === 'open' ? ', open' : '';
  return `${caseText(told)}${open}: ${oneLine(from)} → ${oneLine(to)} ${durationText(seconds)} since ${minuteOf(since)} (p99 of ${count(sample.passages)}: ${durationText(p99)})`;
}
