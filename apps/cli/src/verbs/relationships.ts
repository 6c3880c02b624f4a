import { Option } from 'commander';
import { limits } from '#core/limits.js';
import type { RelationshipsAnswer } from '#workspace/answers.js';
import { relationshipSorts, type RelationshipsQuery } from '#workspace/tend.js';
import { phaseNames, riskReasons } from '#workspace/portfolio/standing-answers.js';
import { portfolioText } from '../output/portfolio-text.js';
import { oneLine } from '../output/text.js';
import { relationshipTerms, relationshipText } from '../output/relationship-text.js';
import { addExplainOption, explanationIn } from './explain-option.js';
import { given, wholeNumber } from './options.js';
import { channelOption, teamOption } from './part-options.js';
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
      .option('--owner <name>', 'only those that somebody of ours owns: an id or a name; none: those that nobody owns')
      .addOption(teamOption())
      .addOption(channelOption())
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
      team: options['team'],
      channel: options['channel'],
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
  const { q, after, asOf, knownBy, phase, segment, owner, team, channel, risk, cohort } = query;
  if (after !== undefined || total > 0) return 'No further rows.\n';
  if ([phase, segment, owner, team, channel, risk, cohort].some((condition) => condition !== undefined))
    return 'No relationship is so. All of them: tend relationships\n';
  if (q !== undefined) return `No relationship has “${oneLine(q)}” in its name.\n`;
  if (asOf !== undefined || knownBy !== undefined) return 'No relationship was there and known at that moment.\n';
  return 'No relationship yet. Import a file that names customers: tend import FILE --dry-run\n';
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
