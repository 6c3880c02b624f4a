import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { movementGroups, type MovementsQuery } from '#workspace/portfolio/portfolio-answers.js';
import { movementsText } from '../output/movements-text.js';
import { given, wholeNumber } from './options.js';
import { channelOption, teamOption } from './part-options.js';
import type { Verb } from './verb.js';

export const movementsVerb: Verb = {
  usage: 'movements',
  description:
    'the transition matrix of a period: who moved from which phase to which, and why; the last 7 days by default',
  example: 'tend movements --from 2026-06-30 --to 2026-09-30 --by segment',
  configure: (command) =>
    void command
      .option(
        '--from <time>',
        'when the period begins: ISO 8601, a date (its end), or -30d; 7 days before its end unless told',
      )
      .option('--to <time>', 'when it ends; now unless told')
      .option('--known-by <time>', 'what was known by then, at both ends; without --to it is the end too')
      .addOption(
        new Option('--by <what>', 'beside them a line and a matrix for each of these').choices([...movementGroups]),
      )
      .addOption(teamOption())
      .addOption(channelOption())
      .option('--limit <n>', 'how many of those who moved', wholeNumber(1, limits.pageMax), limits.pageDefault),
  run: async (session, _positional, options) => {
    const { portfolio } = await session.open();
    const { from, to, knownBy, by, team, channel, limit } = options;
    const query = given({ from, to, knownBy, by, team, channel, limit }) as MovementsQuery;
    await session.answer(await portfolio.movements(query, session.work), movementsText);
  },
};
