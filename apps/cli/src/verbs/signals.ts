import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import { signalActions, type SignalAction } from '#domain/commands/work-on-signals.js';
import type { SignalCommand } from '#workspace/signals/signal-command-answers.js';
import { signalStates, signalWorkFilters, type SignalsQuery } from '#workspace/tend.js';
import { signalCommandText, signalsText } from '../output/signals-text.js';
import { UsageError } from '../usage-error.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, requireNone, wholeNumber, type Options } from './options.js';
import type { Verb } from './verb.js';

export const signalsVerb: Verb = {
  usage: 'signals [action] [ids...]',
  description:
    'the inbox: what projections raise, the newest first; or say what you do about some: acknowledge ID…, snooze ID… --until 3d, resolve ID… --outcome "reached them", and take the last of these back: reopen ID…. An id may be cut to its beginning',
  example: 'tend signals resolve 4b3f6c1a --outcome "reached them"',
  stopsInOrder: true,
  configure: (command) =>
    void addMomentOptions(command)
      .option('--kind <kind>', 'only those of a kind')
      .addOption(new Option('--severity <severity>', 'only those of a severity').choices([...severities]))
      .option('--relationship <name>', 'only those of a relationship: an id or any identifier')
      .option('--projection <name>', 'only those of a projection')
      .addOption(
        new Option(
          '--state <state>',
          'those that stand, that have ended, or that were withdrawn: a late event has explained them away',
        ).choices([...signalStates]),
      )
      .addOption(
        new Option('--work <work>', 'by what people did about them; unless told, what is new or acknowledged').choices([
          ...signalWorkFilters,
        ]),
      )
      .option('--historic', 'those that began more than 30 days before they were recorded, of which nobody is told')
      .option('--until <time>', 'snooze: until then, such as 3d, 12h, 2w, 2027-01-15 or 2027-01-15T09:00Z')
      .option('--outcome <words>', 'resolve: what came of it, such as "reached them"; it is sealed')
      .option('--reason <words>', 'resolve: why, such as "Ann is on leave until May"; it is sealed')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [action, ...ids], options) => {
    if (action !== undefined) {
      const command = commandOf(action, ids, options);
      const { signalCommands } = await session.open();
      return session.answer(await signalCommands.act(action as SignalAction, command, session.work), signalCommandText);
    }
    requireNone(options, ['until', 'outcome', 'reason'], 'Say first what you do: tend signals snooze ID --until 3d.');
    const tend = await session.open();
    const { kind, severity, relationship, projection, state, work, historic, limit, after } = options;
    const wanted = { kind, severity, relationship, projection, state, work, historic, limit, after };
    const filter = given({ ...wanted, ...momentIn(options) });
    const answer = await tend.signals(filter as SignalsQuery, session.work);
    return session.answer(answer, (found, width) => signalsText(found, width, historic === true));
  },
};

const ofReading = ['kind', 'severity', 'relationship', 'projection', 'state', 'work', 'historic', 'after'] as const;

/** @throws UsageError for what is no action, or names no signal */
function commandOf(action: string, ids: readonly string[], options: Options): SignalCommand {
  if (!signalActions.some((one) => one === action))
    throw new UsageError(`Use \`tend signals\`, or one of ${signalActions.join(', ')}.`);
  if (ids.length === 0) throw new UsageError(`${action} needs the ids of signals, as \`tend signals\` lists them.`);
  requireNone(options, [...ofReading, 'asOf', 'knownBy'], `${action} is said now, of the signals that are named.`);
  if (action === 'snooze' && options['until'] === undefined)
    throw new UsageError('snooze needs --until: 3d, 12h, 2w, a date or a time.');
  const { until, outcome, reason } = options as { until?: string; outcome?: string; reason?: string };
  return { signals: ids, ...given({ until, outcome, reason }) };
}
