import { fitText } from '../output/fit-text.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

interface FitOptions {
  readonly through?: string;
  readonly seasons?: boolean;
  readonly calendar?: string;
  readonly publish?: boolean;
}

export const fitVerb: Verb = {
  usage: 'fit',
  description:
    'fits the rhythm of contact of each segment, or its season, and says what it found; --publish makes it a rule that projections read',
  example: 'tend fit --through 2026-06-30 --publish',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option('--through <time>', 'only what was recorded by then counts: ISO 8601, a date (its end), or -30d')
      .option('--seasons', 'the month index of each segment instead of its rhythm')
      .option('--calendar <name>', 'the published calendar by which days are open (default: office)')
      .option('--publish', 'publish what was found'),
  run: async (session, _positional, options) => {
    const { through, seasons, calendar, publish } = options as FitOptions;
    const tend = await session.open();
    const answer = await tend.fitRules(given({ through, seasons, calendar, publish }), session.work);
    await session.answer(answer, fitText);
  },
};
