import { Command, CommanderError, Option } from 'commander';
import { LedgerError } from '#core/errors.js';
import { describeError } from './output/error-text.js';
import { startProgress } from './output/progress.js';
import { Session, type GlobalOptions } from './session.js';
import type { Streams } from './streams.js';
import { doctorVerb } from './verbs/doctor.js';
import { exportVerb } from './verbs/export.js';
import { generateVerb } from './verbs/generate.js';
import { importVerb } from './verbs/import.js';
import { importsVerb } from './verbs/imports.js';
import { processVerb, processesVerb } from './verbs/processes.js';
import { projectionsVerb } from './verbs/projections.js';
import { relationshipVerb, relationshipsVerb } from './verbs/relationships.js';
import { timelineVerb } from './verbs/timeline.js';
import type { Verb } from './verbs/verb.js';

/** Every verb of this version, in the order of the help. */
export const verbs: readonly Verb[] = [
  importVerb,
  importsVerb,
  relationshipsVerb,
  relationshipVerb,
  timelineVerb,
  processesVerb,
  processVerb,
  projectionsVerb,
  exportVerb,
  generateVerb,
  doctorVerb,
];

const status = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs one command line.
 * @returns the exit status: 0 done, 1 failed or refused, 2 wrong usage, 130 interrupted
 */
export async function runCommandLine(args: readonly string[], streams: Streams): Promise<number> {
  const interrupt = new AbortController();
  let interrupts = 0;
  streams.onInterrupt(() => {
    interrupts++;
    if (interrupts > 1) streams.exit(status.interrupted);
    streams.stderr.write('\nStopping … (once more to stop at once)\n');
    interrupt.abort();
  });
  let outcome: number = status.done;
  const program = programOf(streams, async (verb, positional, options, globals) => {
    const progress = startProgress(streams.stderr);
    const session = new Session(globals, streams, interrupt.signal, progress);
    try {
      outcome = (await verb.run(session, positional, options)) ?? status.done;
    } finally {
      progress.end();
      await session.close();
    }
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? status.done : status.usage;
    if (interrupt.signal.aborted || (error instanceof LedgerError && error.code === 'cancelled')) {
      streams.stderr.write(`${error instanceof LedgerError ? error.message : 'Stopped.'}\n`);
      return status.interrupted;
    }
    streams.stderr.write(describeError(error, streams.environment['TEND_DEBUG'] !== undefined));
    return status.failed;
  }
}

type Run = (
  verb: Verb,
  positional: readonly string[],
  options: Record<string, unknown>,
  globals: GlobalOptions,
) => Promise<void>;

function programOf(streams: Streams, run: Run): Command {
  const program = new Command('tend')
    .description('A relationship ledger: every customer touchpoint once, everything else projected from it.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    })
    .showHelpAfterError('(see `tend help`)')
    .addHelpText('after', '\nEach verb has its own help with an example: tend help import\n');
  for (const verb of verbs) {
    const command = withGlobals(program.command(verb.usage).description(verb.description), streams);
    verb.configure?.(command);
    command.addHelpText('after', `\nExample:\n  ${verb.example}\n`);
    command.action(async (...given: unknown[]) => {
      const own = given.at(-1) as Command;
      const all: Record<string, unknown> = own.opts();
      const { data, server, json } = all as unknown as GlobalOptions;
      await run(verb, own.args, all, { data, ...(server === undefined ? {} : { server }), json: json === true });
    });
  }
  return program;
}

function withGlobals(command: Command, streams: Streams): Command {
  return command
    .addOption(new Option('--data <dir>', 'the data directory').default(streams.environment['TEND_DATA'] ?? './data'))
    .addOption(new Option('--server <url>', 'act on this running server instead'))
    .addOption(new Option('--json', 'answer for machines'));
}
