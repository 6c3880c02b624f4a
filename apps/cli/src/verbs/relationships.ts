import { Option } from 'commander';
import { limits } from '#core/limits.js';
import type { RelationshipsAnswer } from '#workspace/answers.js';
import { relationshipSorts, type RelationshipsQuery } from '#workspace/tend.js';
import { tableOf } from '../output/table.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine, shellWord } from '../output/text.js';
import { relationshipTerms, relationshipText } from '../output/relationship-text.js';
import { addExplainOption, explanationIn } from './explain-option.js';
import { given, wholeNumber } from './options.js';
import { addClaimedMomentOptions, addMomentOptions, momentIn } from './moment-options.js';
import type { Verb } from './verb.js';

export const relationshipsVerb: Verb = {
  usage: 'relationships',
  description: 'the portfolio: every relationship with its contacts, contact-days and open cases',
  example: 'tend relationships --sort openCases --limit 20',
  configure: (command) =>
    void addMomentOptions(command)
      .addOption(
        new Option('--sort <field>', 'what it is sorted by').choices([...relationshipSorts]).default('lastTouchpoint'),
      )
      .addOption(new Option('--ascending', 'smallest, oldest or first letter first'))
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)')
      .option('--name <text>', 'only those whose name holds this text'),
  run: async (session, _positional, options) => {
    const tend = await session.open();
    const query = given({
      sort: options['sort'],
      direction: options['ascending'] === true ? 'ascending' : undefined,
      limit: options['limit'],
      after: options['after'],
      q: options['name'],
      ...momentIn(options),
    }) as RelationshipsQuery;
    await session.answer(await tend.relationships(query, session.work), (answer, width) =>
      answer.rows.length === 0 ? emptyText(answer, query) : relationshipsText(answer, width),
    );
  },
};

function emptyText({ total }: RelationshipsAnswer, { q, after, asOf, knownBy }: RelationshipsQuery): string {
  if (after !== undefined || total > 0) return 'No further rows.\n';
  if (q !== undefined) return `No relationship has “${oneLine(q)}” in its name.\n`;
  if (asOf !== undefined || knownBy !== undefined) return 'No relationship was there and known at that moment.\n';
  return 'No relationship yet. Import a file that names customers: tend import FILE --dry-run\n';
}

function relationshipsText(answer: RelationshipsAnswer, width: number): string {
  const table = tableOf(
    [
      { heading: 'name', widthMax: 32 },
      { heading: 'last' },
      { heading: 'first', optional: true },
      { heading: 'theirs', numeric: true },
      { heading: 'ours', numeric: true },
      { heading: 'open', numeric: true },
      { heading: 'cases', numeric: true },
      { heading: 'touchpoints', numeric: true },
    ],
    answer.rows.map((row) => [
      nameOf(row),
      minuteOf(row.lastTouchpoint),
      dayOf(row.firstTouchpoint),
      count(row.contactDays.theirs),
      count(row.contactDays.ours),
      count(row.openCases),
      count(row.cases),
      count(row.touchpoints),
    ]),
    width,
  );
  const more =
    answer.next === undefined
      ? ''
      : `${count(answer.rows.length)} of ${counted(answer.total, 'relationship')}; more with --after ${shellWord(answer.next)}\n`;
  return `${table}${more}first, last: touchpoint. theirs, ours: contact-days of each side. open: cases opened and not resolved since.\n`;
}

export const relationshipVerb: Verb = {
  usage: 'relationship <name>',
  description:
    'one relationship: its phase and why, silence, trend, promises, needs, contracts, people, history; NAME is an id or any identifier',
  example: 'tend relationship "Value 7" --as-of 2013-06-30',
  configure: (command) => void addExplainOption(addClaimedMomentOptions(command)),
  run: async (session, [name], options) => {
    const tend = await session.open();
    await session.answer(
      await tend.relationship(name!, momentIn(options)),
      (answer, width) => `${relationshipText(answer, width)}${explanationIn(options, relationshipTerms, width)}`,
    );
  },
};
