import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { promiseSides, promiseStates, type PromisesQuery } from '#workspace/relationships/promise-answers.js';
import { promisesText } from '../output/promise-text.js';
import { addExplainOption, explanationIn } from './explain-option.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const promisesVerb: Verb = {
  usage: 'promises',
  description: 'promises made, kept, broken, unconfirmed and due, the oldest due first, with their rate',
  example: 'tend promises --state overdue --as-of 2026-06-30',
  configure: (command) =>
    void addExplainOption(addMomentOptions(command))
      .addOption(
        new Option('--state <state>', 'only those; without it what waits or is in question').choices([
          ...promiseStates,
        ]),
      )
      .addOption(new Option('--by <side>', 'whose promises').choices([...promiseSides]).default('ours'))
      .option('--relationship <name>', 'only those of a relationship: an id or any identifier')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, _positional, options) => {
    const tend = await session.open();
    const { state, by, relationship, limit, after } = options;
    const query = given({ state, by, relationship, limit, after, ...momentIn(options) }) as PromisesQuery;
    await session.answer(
      await tend.promises.list(query, session.work),
      (answer, width) =>
        `${promisesText(answer, query, width)}${explanationIn(options, ['promises', 'promiseRate'], width)}`,
    );
  },
};
