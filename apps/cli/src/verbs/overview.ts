import { overviewText } from '../output/portfolio-text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import type { Verb } from './verb.js';

export const overviewVerb: Verb = {
  usage: 'overview',
  description:
    'what the portfolio comes to: loyalty, risk, engagement, activities and needs in numbers, with the same quarter a year before',
  example: 'tend overview --as-of 2026-06-30',
  configure: (command) => void addMomentOptions(command),
  run: async (session, _positional, options) => {
    const { portfolio } = await session.open();
    await session.answer(await portfolio.overview(momentIn(options), session.work), overviewText);
  },
};
