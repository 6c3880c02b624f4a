import type { ExpectedFalseAlarms } from '#workspace/signals/false-alarm-answers.js';
import type { SignalCommandAnswer } from '#workspace/signals/signal-command-answers.js';
import type {
  NotShown,
  SignalRow,
  SignalsAnswer,
  SignalsAnswered,
  SignalWork,
} from '#workspace/signals/signal-answers.js';
import { tableOf } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

/** So many digits tell the signals of an inbox apart. */
export const idDigits = 12;

/**
 * The inbox as a table, and at its foot what is not in it, and how many alarms are to be expected by chance.
 * @param isHistoric whether history was asked for: what is not shown then is history too
 */
export function signalsText(answer: SignalsAnswer, width: number, isHistoric = false): string {
  const missing = (answer.missing ?? [])
    .map((name) => `Not asked, because it is not ready: ${oneLine(name)}\n`)
    .join('');
  const list = answer.rows.length === 0 ? emptyText(answer) : tableText(answer, width);
  const notHere = answer.answered.map(notHereOf).join('');
  return [
    list,
    kindsText(answer),
    notShownText(answer.notShown, isHistoric),
    falseAlarmsText(answer.expectedFalseAlarms),
    missing,
    notHere,
  ].join('');
}

/** What stands, or might, and is not in the list. */
function notHereOf({ projection, setApart = 0, rest = 0 }: SignalsAnswered): string {
  const of = (what: string, says: string): string => `${what} of ${oneLine(projection)} ${says}\n`;
  const apart =
    setApart === 0 ? '' : of(counted(setApart, 'key'), 'set apart, which raise nothing: see tend projections');
  return `${apart}${rest === 0 ? '' : of(counted(rest, 'further signal'), 'not kept')}`;
}

function emptyText({ answered, total, missing = [] }: SignalsAnswer): string {
  if (answered.length + missing.length === 0) return 'No projection here raises signals.\n';
  return total > 0 ? 'No further rows.\n' : 'No signals.\n';
}

function kindsText({ kinds, rows }: SignalsAnswer): string {
  if (rows.length === 0 || kinds.length < 2) return '';
  return `${kinds.map((one) => `${count(one.count)} ${oneLine(one.kind)}`).join(', ')}\n`;
}

function notShownText({ historic, snoozed, resolved }: NotShown, isHistoric: boolean): string {
  const of = isHistoric ? '--historic ' : '';
  const parts = [
    historic === 0 ? [] : [`${count(historic)} historic (--historic)`],
    snoozed === 0 ? [] : [`${count(snoozed)} snoozed (${of}--work snoozed)`],
    resolved === 0 ? [] : [`${count(resolved)} resolved (${of}--work resolved)`],
  ].flat();
  return parts.length === 0 ? '' : `Not shown: ${parts.join(', ')}\n`;
}

function falseAlarmsText(expected: ExpectedFalseAlarms | undefined): string {
  if (expected === undefined) return '';
  const { total, silence, decline, relationships } = expected;
  const of = `of ${counted(relationships, 'relationship')} if none changes`;
  return `Expected false alarms this week: ${expectedNumber(total)} (silence ${expectedNumber(silence)}, decline ${expectedNumber(decline)}), ${of}\n`;
}

/** One decimal below 10, and one figure where that would be 0. */
function expectedNumber(value: number): string {
  if (value >= 10) return count(Math.round(value));
  return value >= 0.05 || value === 0 ? String(Math.round(value * 10) / 10) : value.toPrecision(1);
}

function tableText({ rows, total, next }: SignalsAnswer, width: number): string {
  const hasEnded = rows.some(({ endedAt }) => endedAt !== undefined);
  const hasWork = rows.some(({ work }) => work.state !== 'new');
  const table = tableOf(
    [
      { heading: 'id' },
      { heading: 'since' },
      ...(hasEnded ? [{ heading: 'ended' }] : []),
      { heading: 'severity' },
      { heading: 'kind', widthMax: 24 },
      { heading: 'relationship', widthMax: 28 },
      ...(hasWork ? [{ heading: 'work', widthMax: 40 }] : []),
      { heading: 'why', widthMax: 80, optional: true },
      { heading: 'projection', optional: true },
    ],
    rows.map((row) => [
      row.id.slice(0, idDigits),
      minuteOf(row.since),
      ...(hasEnded ? [minuteOf(row.endedAt)] : []),
      row.severity,
      oneLine(row.kind),
      row.relationship === undefined ? '–' : oneLine(nameOf(row.relationship)),
      ...(hasWork ? [workText(row.work)] : []),
      oneLine(row.why ?? detailsOf(row)),
      [row.projection, ...(row.also ?? []).map(({ projection }) => projection)].join(', '),
    ]),
    width,
  );
  if (next === undefined) return table;
  return `${table}${count(rows.length)} of ${counted(total, 'signal')}; more with --after ${shellWord(next)}\n`;
}

/** What a projection of somebody else says beside the kind. */
export function detailsOf({ more = {} }: Pick<SignalRow, 'more'>): string {
  return Object.entries(more)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');
}

/** `acknowledged by Ann on 2026-03-01`, `snoozed until …`, `resolved: reached them`. */
export function workText({ state, by, at, until, outcome, reason }: SignalWork): string {
  if (state === 'new') return 'new';
  const who = by === undefined ? '' : ` by ${oneLine(nameOf(by))}`;
  const told = [outcome, reason].flatMap((text) => text ?? []).join(', ');
  const says = until === undefined ? '' : ` until ${minuteOf(until)}`;
  return `${state}${says}${told === '' ? '' : `: ${oneLine(told)}`}${who}${at === undefined ? '' : ` on ${dayOf(at)}`}`;
}

/** Where the work on each signal stands now. */
export function signalCommandText({ signals, unchanged }: SignalCommandAnswer): string {
  const lines = signals.map(
    ({ id, kind, work }) => `${id.slice(0, idDigits)} ${oneLine(kind ?? 'withdrawn')}: ${workText(work)}\n`,
  );
  return `${lines.join('')}${unchanged === 0 ? '' : `${counted(unchanged, 'signal')} stood so already: nothing was recorded.\n`}`;
}
