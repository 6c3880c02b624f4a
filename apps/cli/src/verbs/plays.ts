import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { playActions, type PlayAction } from '#domain/commands/work-on-plays.js';
import {
  playFilters,
  type PlayCommand,
  type PlayEffectsQuery,
  type PlaysQuery,
} from '#workspace/plays/play-answers.js';
import { playCommandText, playEffectsText, playsText } from '../output/plays-text.js';
import { UsageError } from '../usage-error.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, requireNone, wholeNumber, type Options } from './options.js';
import type { Verb } from './verb.js';

export const playsVerb: Verb = {
  usage: 'plays [action] [relationship] [play]',
  description:
    'what is recommended to whom, and why; or say what you make of it: accept RELATIONSHIP PLAY, decline RELATIONSHIP PLAY --reason no-time, done RELATIONSHIP PLAY; with --effect what plays did, against those whom nobody was told of',
  example: 'tend plays decline "Amber Mills" call-after-silence --reason wrong-person',
  stopsInOrder: true,
  configure: (command) =>
    void addMomentOptions(command)
      .option('--effect', 'what became of those to whom plays were recommended, against those held out')
      .option('--play <play>', 'only one play, such as call-after-silence')
      .option('--relationship <name>', 'only those of a relationship: an id or any identifier')
      .addOption(
        new Option('--state <state>', 'by what was answered; unless told, what is open or accepted').choices([
          ...playFilters,
        ]),
      )
      .option('--reason <code>', 'decline: why, as a code that can be counted, such as no-time or wrong-person')
      .option('--outcome <words>', 'done: what came of it, such as "meeting agreed"; nothing personal')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [action, relationship, play], options) => {
    if (action !== undefined) {
      const command = commandOf(action, relationship, play, options);
      const { plays } = await session.open();
      return session.answer(await plays.act(action as PlayAction, command, session.work), playCommandText);
    }
    requireNone(
      options,
      ['reason', 'outcome'],
      'Say first what you do: tend plays decline RELATIONSHIP PLAY --reason no-time.',
    );
    const { plays } = await session.open();
    const { play: only, relationship: name, state, limit, after } = options;
    if (options['effect'] === true) {
      requireNone(
        options,
        ['relationship', 'state', 'after'],
        '--effect is told of plays, and of all whom they concern.',
      );
      return session.answer(
        await plays.effects(given({ play: only, ...momentIn(options) }) as PlayEffectsQuery, session.work),
        playEffectsText,
      );
    }
    const query = given({ play: only, relationship: name, state, limit, after, ...momentIn(options) });
    return session.answer(await plays.list(query as PlaysQuery, session.work), playsText);
  },
};

/** @throws UsageError for what is no action, or names too little */
function commandOf(
  action: string,
  relationship: string | undefined,
  play: string | undefined,
  options: Options,
): PlayCommand {
  if (!playActions.some((one) => one === action))
    throw new UsageError(`Use \`tend plays\`, or one of ${playActions.join(', ')}.`);
  if (relationship === undefined || play === undefined)
    throw new UsageError(`${action} needs a relationship and a play, as \`tend plays\` lists them.`);
  const ofReading = ['effect', 'play', 'relationship', 'state', 'after', 'asOf', 'knownBy'];
  requireNone(options, ofReading, `${action} is said now, of the play that is named.`);
  const { reason, outcome } = options as { reason?: string; outcome?: string };
  if (action === 'decline' && reason === undefined)
    throw new UsageError('decline needs --reason: a code such as no-time, wrong-person or does-not-fit.');
  return { relationship, play, ...given({ reason, outcome }) };
}
