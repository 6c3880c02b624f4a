import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { promiseActions, promiseWitnesses, type PromiseAction } from '#domain/commands/work-on-promises.js';
import { promiseSides, promiseStates, type PromisesQuery } from '#workspace/relationships/promise-answers.js';
import type { PromiseCommand } from '#workspace/relationships/promise-command-answers.js';
import { promiseCommandText, promisesText } from '../output/promise-text.js';
import { UsageError } from '../usage-error.js';
import { addExplainOption, explanationIn } from './explain-option.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, requireNone, wholeNumber, type Options } from './options.js';
import type { Verb } from './verb.js';

export const promisesVerb: Verb = {
  usage: 'promises [action] [ids...]',
  description:
    'promises made, kept, broken, unconfirmed and due, the oldest due first, with their rate; or say what became of some: keep ID…, not-kept ID…, renegotiate ID… --due 2026-12-01, and take the last of these back: undo ID…. An id may be cut to its beginning',
  example: 'tend promises keep 0b6f3a52 --confirmed-by customer',
  stopsInOrder: true,
  configure: (command) =>
    void addExplainOption(addMomentOptions(command))
      .addOption(
        new Option('--state <state>', 'only those; without it what waits or is in question').choices([
          ...promiseStates,
        ]),
      )
      .addOption(new Option('--by <side>', 'whose promises; ours unless told').choices([...promiseSides]))
      .option('--relationship <name>', 'only those of a relationship: an id or any identifier')
      .addOption(
        new Option(
          '--confirmed-by <witness>',
          'keep, not-kept: whose word it is; actor, our own, unless told, which counts as self-reported',
        ).choices([...promiseWitnesses]),
      )
      .option(
        '--at <time>',
        'keep: when it was done, a time or a date (its end); unless told, now, or by its due time where that has passed',
      )
      .option('--due <time>', 'renegotiate: the new due time, or a date, which ends at the end of that day')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [action, ...ids], options) => {
    if (action !== undefined) {
      const command = commandOf(action, ids, options);
      const { promiseCommands } = await session.open();
      const answer = await promiseCommands.act(action as PromiseAction, command, session.work);
      return session.answer(answer, promiseCommandText);
    }
    requireNone(
      options,
      ['confirmedBy', 'at', 'due'],
      'Say first what became of it: tend promises keep ID, or not-kept ID.',
    );
    const tend = await session.open();
    const { state, by = 'ours', relationship, limit, after } = options;
    const query = given({ state, by, relationship, limit, after, ...momentIn(options) }) as PromisesQuery;
    await session.answer(
      await tend.promises.list(query, session.work),
      (answer, width) =>
        `${promisesText(answer, query, width)}${explanationIn(options, ['promises', 'promiseRate'], width)}`,
    );
  },
};

const ofReading = ['state', 'by', 'relationship', 'after', 'explain', 'asOf', 'knownBy'] as const;

/** @throws UsageError for what is no action, or names no promise */
function commandOf(action: string, ids: readonly string[], options: Options): PromiseCommand {
  if (!promiseActions.some((one) => one === action))
    throw new UsageError(`Use \`tend promises\`, or one of ${promiseActions.join(', ')}.`);
  if (ids.length === 0) throw new UsageError(`${action} needs the ids of promises, as \`tend promises\` lists them.`);
  requireNone(options, ofReading, `${action} is said now, of the promises that are named.`);
  if (action !== 'keep' && action !== 'not-kept')
    requireNone(options, ['confirmedBy'], 'It is said of what was kept, or was not.');
  if (action !== 'keep') requireNone(options, ['at'], 'It is said of what was kept.');
  if (action !== 'renegotiate') requireNone(options, ['due'], 'It is said of what is renegotiated.');
  if (action === 'renegotiate' && options['due'] === undefined)
    throw new UsageError('renegotiate needs --due: a date or a time.');
  const { confirmedBy: by, at: keptAt, due: dueAt } = options;
  return { promises: ids, ...given({ by, keptAt, dueAt }) } as PromiseCommand;
}
