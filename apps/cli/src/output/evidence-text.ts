import type { EvidenceAnswer, EvidenceRow } from '#workspace/documents/evidence-answers.js';
import { tableOf } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, minuteOf, nameOf, oneLine } from './text.js';

/** What a total is made of, as a person reads it: the total, then a line for each that contributes to it. */
export function evidenceText(answer: EvidenceAnswer, width: number): string {
  const head = `${oneLine(answer.cell.join(' · '))}: ${numbersIn(answer) || 'nothing'}\n`;
  if (answer.rows.length === 0) return head;
  const table = tableOf(
    [
      { heading: 'of', widthMax: 36 },
      { heading: 'its part', widthMax: 48 },
      { heading: 'events', numeric: true },
      { heading: 'newest', optional: true },
      { heading: 'id', optional: true },
    ],
    answer.rows.map((row) => [
      oneLine(row.of === undefined ? row.key : nameOf(row.of)),
      numbersIn(row),
      count(row.eventCount),
      newestOf(row),
      row.events[0]?.id ?? '–',
    ]),
    width,
  );
  const { next, rows } = answer;
  return `${head}${table}${next === undefined ? '' : `${counted(rows.length, 'row')} shown; more with --after ${shellWord(next)}\n`}`;
}

function newestOf({ events: [newest] }: EvidenceRow): string {
  if (newest === undefined) return '–';
  return `${minuteOf(newest.occurredAt)} ${oneLine(newest.process?.activity ?? newest.type)}`;
}

function numbersIn({ sums, values }: Pick<EvidenceRow, 'sums' | 'values'>): string {
  const parts = [
    ...Object.entries(sums).map(([name, sum]) => `${name} ${count(sum)}`),
    ...Object.entries(values).map(([name, copies]) => `${name} ×${count(copies)}`),
  ];
  return oneLine(parts.join(', '));
}
