import { type Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LedgerError } from '#core/errors.js';
import { Interruption } from './interruption.js';
import { describeError, errorJson } from './output/error-text.js';
import { startProgress } from './output/progress.js';
import { programVersion } from './program-version.js';
import { defaultData, Session, type GlobalOptions } from './session.js';
import type { Streams } from './streams.js';
import { UsageError } from './usage-error.js';
import { backtestVerb } from './verbs/backtest.js';
import { backupVerb } from './verbs/backup.js';
import { calendarsVerb } from './verbs/calendars.js';
import { doctorVerb } from './verbs/doctor.js';
import { evidenceVerb } from './verbs/evidence.js';
import { exportVerb } from './verbs/export.js';
import { fitVerb } from './verbs/fit.js';
import { generateVerb } from './verbs/generate.js';
import { handoverVerb } from './verbs/handover.js';
import { importVerb } from './verbs/import.js';
import { importsVerb } from './verbs/imports.js';
import { migrateVerb } from './verbs/migrate.js';
import { movementsVerb } from './verbs/movements.js';
import { overviewVerb } from './verbs/overview.js';
import { playsVerb } from './verbs/plays.js';
import { processVerb, processesVerb } from './verbs/processes.js';
import { projectionsVerb } from './verbs/projections.js';
import { promisesVerb } from './verbs/promises.js';
import { relationshipVerb, relationshipsVerb } from './verbs/relationships.js';
import { linkVerb, unlinkVerb } from './verbs/link.js';
import { restoreVerb } from './verbs/restore.js';
import { revertVerb } from './verbs/revert.js';
import { rulesVerb } from './verbs/rules.js';
import { signalsVerb } from './verbs/signals.js';
import { statusVerb } from './verbs/status.js';
import { timelineVerb } from './verbs/timeline.js';
import { verifyVerb } from './verbs/verify.js';
import { voiceVerb } from './verbs/voice.js';
import { todayVerb } from './verbs/today.js';
import { digestsVerb } from './verbs/digests.js';
import { webhooksVerb } from './verbs/webhooks.js';
import { whatIfVerb } from './verbs/what-if.js';
import type { Verb } from './verbs/verb.js';

/** Every verb of this version, in the order of the help. */
export const verbs: readonly Verb[] = [
  importVerb,
  importsVerb,
  revertVerb,
  linkVerb,
  unlinkVerb,
  todayVerb,
  relationshipsVerb,
  relationshipVerb,
  movementsVerb,
  overviewVerb,
  timelineVerb,
  promisesVerb,
  handoverVerb,
  signalsVerb,
  voiceVerb,
  playsVerb,
  digestsVerb,
  webhooksVerb,
  processesVerb,
  processVerb,
  evidenceVerb,
  projectionsVerb,
  whatIfVerb,
  rulesVerb,
  calendarsVerb,
  fitVerb,
  backtestVerb,
  exportVerb,
  generateVerb,
  statusVerb,
  verifyVerb,
  backupVerb,
  migrateVerb,
  restoreVerb,
  doctorVerb,
];

const status = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

type Run = (
  verb: Verb,
  positional: readonly string[],
  options: Record<string, unknown>,
  globals: GlobalOptions,
) => Promise<void>;

/**
 * Runs one command line.
 * @returns the exit status: 0 done, 1 failed or refused, 2 wrong usage, 130 interrupted
 */
export async function runCommandLine(args: readonly string[], streams: Streams): Promise<number> {
  const progress = startProgress(streams.stderr, streams);
  const interruption = new Interruption(streams, {
    first: () => progress.interrupt(() => void streams.stderr.write('Stopping … (once more to stop at once)\n')),
    second: () => {
      progress.end();
      streams.exit(status.interrupted);
    },
  });
  let outcome: number = status.done;
  const isJson = asksForJson(args);
  const program = programOf(streams, isJson, async (verb, positional, options, globals) => {
    const session = new Session(globals, streams, interruption.signal, progress);
    try {
      const run = verb.run(session, positional, options);
      outcome = (await (verb.stopsInOrder === true ? run : interruption.leaving(run))) ?? status.done;
    } finally {
      progress.end();
      await session.close();
    }
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome;
  } catch (error) {
    return failureOf(error, streams, isJson);
  }
}

/** Tells what went wrong, unless commander has told it. @returns the exit status */
function failureOf(error: unknown, { stderr, environment }: Streams, isJson: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return status.done;
  if (isJson) stderr.write(errorJson(error));
  if (error instanceof CommanderError) return status.usage;
  if (error instanceof UsageError) {
    if (!isJson) stderr.write(`error: ${error.message}\n`);
    return status.usage;
  }
  if (!isJson) stderr.write(describeError(error, environment['TEND_DEBUG'] !== undefined));
  return error instanceof LedgerError && error.code === 'cancelled' ? status.interrupted : status.failed;
}

/** Asked of the words themselves: also what cannot be read as a command line is told to a program. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

/** The command line as commander reads it. */
function programOf(streams: Streams, isJson: boolean, run: Run): Command {
  const program = withGlobals(new Command('tend'), streams)
    .description('A relationship ledger: every customer touchpoint once, everything else projected from it.')
    .version(programVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void (isJson || streams.stderr.write(text)),
      getOutHelpWidth: () => streams.stdout.columns ?? 80,
      getErrHelpWidth: () => streams.stderr.columns ?? 80,
    })
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      // Beside the longest verb there is less room than what is wrapped by default.
      minWidthToWrap: 32,
    })
    .showHelpAfterError('(see: tend help)')
    .addHelpText('after', '\nEach verb has its own help with an example: tend help import\n');
  for (const verb of verbs) {
    const command = withGlobals(program.command(verb.usage).description(verb.description), streams);
    verb.configure?.(command);
    command.showHelpAfterError(`(see: tend help ${command.name()})`);
    command.addHelpText('after', `\nExample:\n  ${verb.example}\n`);
    command.action(async () => run(verb, command.args, command.opts(), globalsOf(program, command)));
  }
  return program;
}

function argumentTerm(argument: Argument): string {
  const term = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${term}>` : `[${term}]`;
}

function withGlobals(command: Command, streams: Streams): Command {
  return command
    .addOption(new Option('--data <dir>', 'the data directory').argParser(named).default(defaultData(streams)))
    .addOption(new Option('--server <url>', 'act on this running server instead').argParser(serverAddress))
    .addOption(new Option('--json', 'answer for machines'));
}

/** They can stand before the verb or after it; after it counts. */
function globalsOf(program: Command, command: Command): GlobalOptions {
  const given = (name: string): unknown => {
    const from = command.getOptionValueSource(name) === 'cli' ? command : program;
    return from.getOptionValue(name);
  };
  const server = given('server') as string | undefined;
  return {
    data: given('data') as string,
    ...(server === undefined ? {} : { server }),
    json: given('json') === true,
  };
}

function named(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must name a directory.');
  return text;
}

function serverAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:4100.');
}
