import type { OverviewQuery, PartOfPortfolio } from '#workspace/portfolio/portfolio-answers.js';
import { overviewText } from '../output/portfolio-text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given } from './options.js';
import { channelOption, teamOption } from './part-options.js';
import type { Verb } from './verb.js';

export const overviewVerb: Verb = {
  usage: 'overview',
  description:
    'what the portfolio comes to: loyalty, risk, engagement, activities and needs in numbers, with the same quarter a year before',
  example: 'tend overview --as-of 2026-06-30',
  configure: (command) =>
    void addMomentOptions(command)
      .addOption(teamOption())
      .addOption(channelOption())
      .option(
        '--figures <ids>',
        'only these numbers, by their ids in --json, with commas between; reads only what they need',
      ),
  run: async (session, _positional, options) => {
    const { portfolio } = await session.open();
    const { team, channel } = options;
    const figures = options['figures'] as string | undefined;
    const part = given({ team, channel }) as PartOfPortfolio;
    const query: OverviewQuery = {
      ...momentIn(options),
      ...part,
      ...(figures === undefined ? {} : { figures: figures.split(',') }),
    };
    await session.answer(await portfolio.overview(query, session.work), overviewText);
  },
};
