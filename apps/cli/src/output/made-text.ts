import type {
  ColumnSummary,
  DocumentAnswer,
  DocumentsAnswer,
  EvidenceEvent,
  TotalsAnswer,
  WholeNumber,
} from '#workspace/documents/made-answers.js';
import { tableOf, type Column } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, jsonText, minuteOf, nameOf, oneLine } from './text.js';

/** What projections make, as a person reads it. Members and units are those of the definition: values stand as they are. */

/** @param wasAsked whether a part of the list was asked for, by a condition or behind a page */
export function documentsText(answer: DocumentsAnswer, width: number, wasAsked: boolean): string {
  const { rows, total, next } = answer;
  if (rows.length === 0) return wasAsked ? 'No such documents.\n' : 'No documents.\n';
  const members = [...new Set(rows.flatMap(({ row }) => Object.keys(row ?? {})))];
  const isNamed = rows.some(({ of }) => of?.name !== undefined);
  const isNumber = (member: string): boolean => rows.every(({ row }) => typeof (row?.[member] ?? 0) === 'number');
  const columns: Column[] = [
    { heading: 'key', widthMax: 48 },
    ...(isNamed ? [{ heading: 'name', widthMax: 32 }] : []),
    ...members.map((heading) => ({ heading, numeric: isNumber(heading), optional: true })),
  ];
  const table = tableOf(
    columns,
    rows.map(({ key, of, row }) => [
      key,
      ...(isNamed ? [of === undefined ? '–' : nameOf(of)] : []),
      ...members.map((member) => valueText(row?.[member])),
    ]),
    width,
  );
  const failed = rows.flatMap(({ rowError }) => rowError ?? []);
  const asKept =
    failed.length === 0 ? '' : `${counted(failed.length, 'row')} as kept: ${oneLine(failed[0]!.message)}\n`;
  const of =
    total === undefined ? counted(rows.length, 'document') : `${count(rows.length)} of ${counted(total, 'document')}`;
  return `${table}${asKept}${next === undefined ? '' : `${of}; more with --after ${shellWord(next)}\n`}`;
}

export function documentText(answer: DocumentAnswer, width: number): string {
  const { key, of, facts, quarantine, document, view, viewError, row, rowError, evidence } = answer;
  const named = of?.name === undefined ? '' : ` (${oneLine(of.name)})`;
  const part = (title: string, value: unknown): string =>
    value === undefined ? '' : `${title}: ${jsonText(value, true)}`;
  const problems = [viewError, rowError].flatMap((error) =>
    error === undefined ? [] : [`no ${error.step}: ${oneLine(error.message)}\n`],
  );
  const apart =
    quarantine === undefined
      ? ''
      : `set apart at ${quarantine.step}${quarantine.event === undefined ? '' : `, event ${quarantine.event}`}: ${oneLine(quarantine.message)}\n`;
  return [
    `${oneLine(key)}${named}: ${counted(facts, 'fact')}\n`,
    apart,
    part('document', document),
    part('view', view),
    part('row', row),
    ...problems,
    evidence.length === 0 ? '' : `latest events:\n${eventsTable(evidence, width)}`,
  ].join('');
}

export function totalsText({ rows, next, prefix }: TotalsAnswer, width: number): string {
  if (rows.length === 0) return prefix.length === 0 ? 'No totals.\n' : 'No totals there.\n';
  const table = tableOf(
    [
      { heading: 'total', widthMax: 48 },
      { heading: 'sums', widthMax: 48 },
      { heading: 'values', widthMax: 72 },
    ],
    rows.map(({ at, sums, columns }) => [placeText(at), sumsText(sums), columnsText(columns)]),
    width,
  );
  return next === undefined ? table : `${table}More with --after ${shellWord(next)}\n`;
}

function eventsTable(events: readonly EvidenceEvent[], width: number): string {
  return tableOf(
    [{ heading: 'occurred' }, { heading: 'type' }, { heading: 'event' }],
    events.map(({ occurredAt, type, id }) => [minuteOf(occurredAt), type, id]),
    width,
  );
}

function placeText(at: TotalsAnswer['prefix']): string {
  return at.map(String).join(' / ');
}

function sumsText(sums: Readonly<Record<string, WholeNumber>>): string {
  return Object.entries(sums)
    .map(([name, sum]) => `${name} ${sum}`)
    .join(', ');
}

function columnsText(columns: Readonly<Record<string, ColumnSummary>>): string {
  const texts = Object.entries(columns).map(([name, { count: n, min, median, p90, max }]) => {
    if (n === 1) return `${name}: ${min}`;
    return `${name}: ${n}, ${min} to ${max}, median ${roundly(median)}, p90 ${roundly(p90)}`;
  });
  return texts.join('; ');
}

/** Between two values lies a quantile that is no whole number. */
function roundly(quantile: number): number {
  return Math.round(quantile * 100) / 100;
}

function valueText(value: string | number | boolean | null | undefined): string {
  return value === undefined || value === null ? '–' : String(value);
}
