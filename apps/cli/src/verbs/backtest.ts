import { limits } from '#core/limits.js';
import { backTestText } from '../output/back-test-text.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

interface BackTestOptions {
  readonly cut?: readonly string[];
  readonly horizon?: number;
  readonly capacity?: readonly number[];
  readonly seed?: number;
  readonly replicates?: number;
}

export const backtestVerb: Verb = {
  usage: 'backtest',
  description:
    'what each measure would have said at days of the past about who leaves, against what happened, beside naive baselines',
  example: 'tend backtest --cut 2025-06-30 --cut 2025-12-31 --horizon 180 --capacity 10',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option('--cut <time>', 'a day after which nothing may be known, as often as there are some', collected)
      .option('--horizon <days>', 'in how many days leaving is looked for, the same for all', wholeNumber(1, 36_500))
      .option('--capacity <n>', 'how many an owner can handle, as often as wanted', collectedNumber)
      .option('--seed <n>', 'of the bootstraps: the same gives the same numbers', wholeNumber(0, 0xffff_ffff))
      .option('--replicates <n>', 'bootstraps over relationships', wholeNumber(100, limits.backTestReplicates)),
  run: async (session, _positional, options) => {
    const { cut: cuts, horizon: horizonDays, capacity: capacities, seed, replicates } = options as BackTestOptions;
    const tend = await session.open();
    const query = given({ cuts, horizonDays, capacities, seed, replicates });
    await session.answer(await tend.backtest(query, session.work), backTestText);
  },
};

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

const capacity = wholeNumber(1);

function collectedNumber(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, capacity(text)];
}
