import { durationText } from '#measures/process/duration-text.js';
import type { OpenTargetAnswer, TargetsAnswer } from '#workspace/processes/target-answers.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf, oneLine } from './text.js';

/** Cases under way that are listed; `--json` has more. */
const openShown = 10;

/** How targets are kept, what is due next, and for whom cases wait. */
export function targetsText({ targets, open, openTotal, waits }: TargetsAnswer, width: number): string {
  if (targets.length === 0) return 'targets: none are declared; see tend processes define --help\n';
  const table = tableOf(
    [
      { heading: 'target', widthMax: 24 },
      { heading: 'met', numeric: true },
      { heading: 'breached', numeric: true },
      { heading: 'in time', numeric: true },
      { heading: 'under way', numeric: true },
      { heading: 'at risk', numeric: true },
      { heading: 'overdue', numeric: true },
      { heading: 'median', numeric: true },
      { heading: 'late by', numeric: true },
    ],
    targets.map((one) => [
      one.target,
      count(one.met),
      count(one.breached),
      one.inTime === undefined ? '' : `${(one.inTime.share * 100).toFixed(1)} %`,
      count(one.running + one.paused),
      count(one.atRisk),
      count(one.overdue),
      one.elapsed.n === 0 ? '' : durationText(one.elapsed.median),
      one.late.n === 0 ? '' : durationText(one.late.median),
    ]),
    width,
  );
  const due = open.slice(0, openShown).map((one) => `  ${openText(one)}\n`);
  const waited = waits.whom.map(
    ({ whom, share, seconds, lasting }) =>
      `waits for ${oneLine(whom)}: ${(share * 100).toFixed(1)} % of all waiting, ${durationText(seconds)}, ${count(lasting)} last\n`,
  );
  const heading = openTotal === 0 ? '' : `under way: ${counted(openTotal, 'target')}, due first:\n`;
  return `targets\n${table}${heading}${due.join('')}${waited.join('')}`;
}

function openText({ case: one, relationship, target, state, dueAt, waitsFor }: OpenTargetAnswer): string {
  const of = relationship === undefined ? '' : ` (${oneLine(relationship.name ?? relationship.id)})`;
  const due = dueAt === undefined ? 'stands still' : `due ${minuteOf(dueAt)}`;
  const whom = waitsFor === undefined ? '' : `, waits for ${oneLine(waitsFor.whom)}`;
  return `${oneLine(one.name ?? one.id)}${of}: ${oneLine(target)} ${state}, ${due}${whom}`;
}
