import { Option } from 'commander';
import type { RelationshipAnswer, RelationshipRow, RelationshipsAnswer } from '#workspace/answers.js';
import { relationshipSorts, type RelationshipsQuery } from '#workspace/tend.js';
import { count, counted, minuteOf, nameOf, tableOf } from '../output/text.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const relationshipsVerb: Verb = {
  usage: 'relationships',
  description: 'the portfolio: every relationship with its contacts, contact-days and open cases',
  example: 'tend relationships --sort openCases --limit 20',
  configure: (command) =>
    void command
      .addOption(
        new Option('--sort <field>', 'what it is sorted by').choices([...relationshipSorts]).default('lastContact'),
      )
      .addOption(new Option('--ascending', 'smallest, oldest or first letter first'))
      .option('--limit <n>', 'how many rows', wholeNumber(1), 50)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)')
      .option('--name <text>', 'only those whose name holds this text'),
  run: async (session, _positional, options) => {
    const tend = await session.open(false);
    const query = given({
      sort: options['sort'],
      direction: options['ascending'] === true ? 'ascending' : undefined,
      limit: options['limit'],
      after: options['after'],
      q: options['name'],
    }) as RelationshipsQuery;
    await session.answer(await tend.relationships(query), relationshipsText);
  },
};

function relationshipsText(answer: RelationshipsAnswer): string {
  if (answer.rows.length === 0) {
    return answer.total === 0
      ? 'No relationship yet. Import a file that names customers: tend import FILE --dry-run\n'
      : 'No further rows.\n';
  }
  const table = tableOf(
    [
      { heading: 'name', widthMax: 32 },
      { heading: 'last contact' },
      { heading: 'first contact' },
      { heading: 'theirs', numeric: true },
      { heading: 'ours', numeric: true },
      { heading: 'open', numeric: true },
      { heading: 'cases', numeric: true },
      { heading: 'touchpoints', numeric: true },
    ],
    answer.rows.map((row) => [
      nameOf(row),
      minuteOf(row.lastContact),
      minuteOf(row.firstContact),
      count(row.contactDays.theirs),
      count(row.contactDays.ours),
      count(row.openCases),
      count(row.cases),
      count(row.touchpoints),
    ]),
  );
  const more =
    answer.next === undefined
      ? ''
      : `${count(answer.rows.length)} of ${counted(answer.total, 'relationship')}; more with --after ${answer.next}\n`;
  return `${table}${more}theirs, ours: contact-days of each side. open: cases opened and not resolved since.\n`;
}

export const relationshipVerb: Verb = {
  usage: 'relationship <name>',
  description: 'one relationship: contacts, people of both sides, channels, processes; NAME is an id or any identifier',
  example: 'tend relationship "Value 7"',
  run: async (session, [name]) => {
    const tend = await session.open(false);
    await session.answer(await tend.relationship(name!), relationshipText);
  },
};

function relationshipText(answer: RelationshipAnswer): string {
  const sections = [headOf(answer)];
  if (answer.stakeholders.length > 0) {
    sections.push(
      tableOf(
        [
          { heading: 'who', widthMax: 36 },
          { heading: 'side' },
          { heading: 'roles', widthMax: 24 },
          { heading: 'touchpoints', numeric: true },
        ],
        answer.stakeholders.map((row) => [nameOf(row), row.side, row.roles.join(', '), count(row.touchpoints)]),
      ),
    );
  }
  if (answer.channels.length > 0) {
    sections.push(
      tableOf(
        [{ heading: 'channel' }, { heading: 'touchpoints', numeric: true }],
        answer.channels.map((row) => [row.channel, count(row.touchpoints)]),
      ),
    );
  }
  if (answer.processes.length > 0) {
    sections.push(
      tableOf(
        [{ heading: 'process' }, { heading: 'cases', numeric: true }, { heading: 'open', numeric: true }],
        answer.processes.map((row) => [row.process, count(row.cases), count(row.openCases)]),
      ),
    );
  }
  return sections.join('\n');
}

function headOf(row: RelationshipRow): string {
  return [
    `${nameOf(row)}${row.kind === undefined ? '' : ` (${row.kind})`}  ${row.id}`,
    `${counted(row.touchpoints, 'touchpoint')} from ${minuteOf(row.firstContact)} to ${minuteOf(row.lastContact)}`,
    `contact-days: ${count(row.contactDays.theirs)} theirs, ${count(row.contactDays.ours)} ours · ${counted(row.cases, 'case')}, ${count(row.openCases)} open`,
    '',
  ].join('\n');
}
