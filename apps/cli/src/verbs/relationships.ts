import { Option } from 'commander';
import { limits } from '#core/limits.js';
import type { RelationshipAnswer, RelationshipRow, RelationshipsAnswer } from '#workspace/answers.js';
import { relationshipSorts, type RelationshipsQuery } from '#workspace/tend.js';
import { phaseNames, riskReasons } from '#workspace/portfolio/standing-answers.js';
import { portfolioText } from '../output/portfolio-text.js';
import { tableOf } from '../output/table.js';
import { count, counted, minuteOf, nameOf, oneLine } from '../output/text.js';
import { given, wholeNumber } from './options.js';
import { addClaimedMomentOptions, addMomentOptions, momentIn } from './moment-options.js';
import type { Verb } from './verb.js';

export const relationshipsVerb: Verb = {
  usage: 'relationships',
  description:
    'the portfolio, value at risk first: phase, silence, value, promises and renewal of every relationship, and its counts',
  example: 'tend relationships --phase deterioration --limit 20',
  configure: (command) =>
    void addMomentOptions(command)
      .addOption(
        new Option('--sort <field>', 'what it is sorted by; value at risk first unless told').choices([
          ...relationshipSorts,
        ]),
      )
      .addOption(new Option('--ascending', 'smallest, oldest or first letter first'))
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)')
      .option('--name <text>', 'only those whose name holds this text')
      .addOption(new Option('--phase <phase>', 'only those in a phase').choices([...phaseNames]))
      .option('--segment <segment>', 'only those of a segment')
      .option('--owner <name>', 'only those that somebody of ours owns: an id or a name')
      .addOption(new Option('--risk <reason>', 'only those at risk').choices(['any', ...riskReasons]))
      .option('--cohort <quarter>', 'only those whose first contact-day was in a quarter, such as 2026-Q1'),
  run: async (session, _positional, options) => {
    const tend = await session.open();
    const query = given({
      sort: options['sort'],
      direction: options['ascending'] === true ? 'ascending' : undefined,
      limit: options['limit'],
      after: options['after'],
      q: options['name'],
      phase: options['phase'],
      segment: options['segment'],
      owner: options['owner'],
      risk: options['risk'],
      cohort: options['cohort'],
      ...momentIn(options),
    }) as RelationshipsQuery;
    await session.answer(await tend.relationships(query, session.work), (answer, width) =>
      answer.rows.length === 0 ? emptyText(answer, query) : portfolioText(answer, width, query.sort),
    );
  },
};

function emptyText({ total }: RelationshipsAnswer, query: RelationshipsQuery): string {
  const { q, after, asOf, knownBy, phase, segment, owner, risk, cohort } = query;
  if (after !== undefined || total > 0) return 'No further rows.\n';
  if ([phase, segment, owner, risk, cohort].some((condition) => condition !== undefined))
    return 'No relationship is so. All of them: tend relationships\n';
  if (q !== undefined) return `No relationship has “${oneLine(q)}” in its name.\n`;
  if (asOf !== undefined || knownBy !== undefined) return 'No relationship was there and known at that moment.\n';
  return 'No relationship yet. Import a file that names customers: tend import FILE --dry-run\n';
}

export const relationshipVerb: Verb = {
  usage: 'relationship <name>',
  description: 'one relationship: contacts, people of both sides, channels, processes; NAME is an id or any identifier',
  example: 'tend relationship "Value 7" --as-of 2013-06-30',
  configure: addClaimedMomentOptions,
  run: async (session, [name], options) => {
    const tend = await session.open();
    await session.answer(await tend.relationship(name!, momentIn(options)), relationshipText);
  },
};

function relationshipText(answer: RelationshipAnswer, width: number): string {
  const sections = [headOf(answer)];
  if (answer.asClaimed === true) sections.push('As claimed by the sources, and not as it was recorded here.\n');
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
        width,
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
  if (answer.links !== undefined) {
    sections.push(
      tableOf(
        [{ heading: 'one with', widthMax: 48 }, { heading: 'because', widthMax: 24 }, { heading: 'link' }],
        answer.links.map(({ parties, evidence, link }) => [parties.map(nameOf).join(' = '), oneLine(evidence), link]),
        width,
      ),
    );
  }
  if (answer.processes.length > 0) {
    sections.push(
      tableOf(
        [
          { heading: 'process', widthMax: 48 },
          { heading: 'cases', numeric: true },
          { heading: 'open', numeric: true },
        ],
        answer.processes.map((row) => [row.process, count(row.cases), count(row.openCases)]),
        width,
      ),
    );
  }
  return sections.join('\n');
}

function headOf(row: RelationshipRow): string {
  const contacts =
    row.firstContact === undefined
      ? 'no contact yet'
      : `contacts from ${minuteOf(row.firstContact)} to ${minuteOf(row.lastContact)}; contact-days: ${count(row.contactDays.theirs)} theirs, ${count(row.contactDays.ours)} ours`;
  return [
    `${oneLine(nameOf(row))}${row.kind === undefined ? '' : ` (${row.kind})`}  ${row.id}`,
    `${counted(row.touchpoints, 'touchpoint')} from ${minuteOf(row.firstTouchpoint)} to ${minuteOf(row.lastTouchpoint)}; ${counted(row.cases, 'case')}, ${count(row.openCases)} open`,
    contacts,
    '',
  ].join('\n');
}
