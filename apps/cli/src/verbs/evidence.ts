import { limits } from '#core/limits.js';
import type { EvidenceAnswer, EvidenceRow } from '#workspace/evidence-answers.js';
import type { EvidenceQuery } from '#workspace/tend.js';
import { tableOf } from '../output/table.js';
import { count, counted, minuteOf, nameOf, oneLine, shellWord } from '../output/text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const evidenceVerb: Verb = {
  usage: 'evidence <projection> <cell...>',
  description:
    'what a total is made of: who contributes to it, and by which events; CELL is its path (infra/docs/projections.md)',
  example: 'tend evidence process-flow activity helpdesk "Take in charge ticket"',
  configure: (command) =>
    void addMomentOptions(command)
      .option('--part <name>', 'only one of its sums or columns')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [projection, ...cell], options) => {
    const tend = await session.open();
    const { part, limit, after } = options;
    const query = given({ part, limit, after, ...momentIn(options) }) as EvidenceQuery;
    await session.answer(await tend.evidence(projection!, cell, query, session.work), evidenceText);
  },
};

function evidenceText(answer: EvidenceAnswer, width: number): string {
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
