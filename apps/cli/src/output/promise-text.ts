import type { PromiseRow, PromisesAnswer, PromisesQuery } from '#workspace/relationships/promise-answers.js';
import type { PromiseCommandAnswer } from '#workspace/relationships/promise-command-answers.js';
import { rateText } from '#workspace/relationships/promise-words.js';
import { tableOf } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

const daySeconds = 86_400;
/** So many digits tell promises apart. */
const idDigits = 12;

/** Promises as a table, in the order given. */
export function promiseText(rows: readonly PromiseRow[], width: number): string {
  const haveOwners = rows.some(({ relationship }) => relationship !== undefined);
  return tableOf(
    [
      { heading: 'due' },
      { heading: 'state' },
      { heading: '', widthMax: 28 },
      ...(haveOwners ? [{ heading: 'relationship', widthMax: 32 }] : []),
      { heading: 'promise', widthMax: 48 },
      { heading: 'made' },
      { heading: 'confirmed by', optional: true },
      { heading: 'evidence', optional: true },
    ],
    rows.map((row) => [
      minuteOf(row.dueAt),
      row.state,
      whenText(row),
      ...(haveOwners ? [row.relationship === undefined ? '' : nameOf(row.relationship)] : []),
      nameText(row),
      dayOf(row.madeAt),
      row.known ?? row.confirmBy,
      row.id,
    ]),
    width,
  );
}

/** How near, or how late. */
function whenText({ dueInSeconds, lateSeconds }: PromiseRow): string {
  if (dueInSeconds !== undefined) return dueInSeconds < 0 ? 'within the grace' : `due in ${daysOf(dueInSeconds)}`;
  return lateSeconds === undefined ? '' : `late by ${daysOf(lateSeconds)}`;
}

function daysOf(seconds: number): string {
  const days = Math.floor(seconds / daySeconds);
  return days === 0 ? 'less than a day' : counted(days, 'day');
}

/** The list of `tend promises`: counts and rates, then the page. */
export function promisesText(answer: PromisesAnswer, query: PromisesQuery, width: number): string {
  const { rows, total, next, counts, rates, by } = answer;
  const { open, kept, broken, unconfirmed } = counts;
  if (open + kept + broken + unconfirmed + total === 0) return emptyText(query);
  const whose = by === 'ours' ? 'Promises of ours' : 'Promises of theirs';
  const head = `${whose}: ${count(kept)} kept, ${count(broken)} broken, ${count(open)} open, ${count(unconfirmed)} unconfirmed (in no rate)\n`;
  const rate = rates.map((one) => `${rateText(one)}\n`).join('');
  if (rows.length === 0) {
    const none =
      query.after === undefined && query.state !== undefined ? `None is ${query.state}.` : 'No further rows.';
    return `${head}${rate}${none}\n`;
  }
  const more =
    next === undefined
      ? ''
      : `${count(rows.length)} of ${counted(total, 'promise')}; more with --after ${shellWord(next)}\n`;
  return `${head}${rate}\n${promiseText(rows, width)}${more}`;
}

function emptyText({ asOf, knownBy, relationship, by }: PromisesQuery): string {
  if (relationship !== undefined) return 'No promise is known of this relationship.\n';
  if (asOf !== undefined || knownBy !== undefined) return 'No promise had been made and was known at that moment.\n';
  if (by === 'customer') return 'No promise of theirs is known.\n';
  return 'No promise yet. Touchpoints of type PromiseMade, and orders with requiredBy, make them: infra/docs/events.md\n';
}

/** How each promise stands after something was said of it. */
export function promiseCommandText({ promises, unchanged }: PromiseCommandAnswer): string {
  const lines = promises.map((row) => `${row.id.slice(0, idDigits)} ${oneLine(whatText(row))}: ${standText(row)}\n`);
  const same = unchanged === 0 ? '' : `${counted(unchanged, 'promise')} stood so already: nothing was recorded.\n`;
  return `${lines.join('')}${same}`;
}

function whatText(row: PromiseRow): string {
  const what = nameText(row);
  return row.relationship === undefined ? what : `${nameOf(row.relationship)}, ${what}`;
}

function standText({ state, known, keptAt, dueAt }: PromiseRow): string {
  if (keptAt !== undefined) return `${state}, ${known}, on ${dayOf(keptAt)}`;
  return `${state}, due ${minuteOf(dueAt)}`;
}

/** What was promised, or by what. */
function nameText({ text, by, source }: PromiseRow): string {
  return text ?? `${by === 'ours' ? 'ours' : 'theirs'}, by ${source === 'order' ? 'an order' : 'word'}`;
}
