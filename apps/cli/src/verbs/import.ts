import { LedgerError } from '#core/errors.js';
import type { ImportReport } from '#workspace/answers.js';
import type { ImportOptions } from '#workspace/tend.js';
import { FileImports, filesOf, isFaultOfFile, type ImportRequest, type NamedFile } from '../import/import-files.js';
import { readMapping } from '../import/mapping-file.js';
import { describeError, errorJson } from '../output/error-text.js';
import { reportText } from '../output/report-text.js';
import { count, jsonText } from '../output/text.js';
import type { Session } from '../session.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

export const importVerb: Verb = {
  usage: 'import <file...>',
  description:
    'append the touchpoints of files (csv, xes, xes.gz, ndjson, OCEL 2.0 in json; - is the standard input); the same rows twice append nothing',
  example: 'tend import tickets.csv --process helpdesk --dry-run',
  configure: (command) =>
    void command
      .option(
        '--dataset <name>',
        'name of the source, part of every id (default: the process, else the file’s base name)',
      )
      .option('--process <name>', 'the process that cases of the file run through')
      .option('--format <format>', 'csv, xes, ndjson or ocel instead of what the content looks like')
      .option(
        '--case <type>',
        'of an OCEL log: the type of objects that are the cases (default: as before, else the type that most events concern; --dry-run shows what each would come to)',
      )
      .option('--mapping <file>', 'which column means what (JSON); without one a mapping is proposed from the header')
      .option('--save-mapping <file>', 'write the mapping that is used, to be corrected and given with --mapping')
      .option('--new-identity', 'accept that rows of this dataset are recognised by other columns than before')
      .option('--dry-run', 'count and show, append nothing')
      .option('--rejects <file>', 'where refused rows are written (default: NAME.rejects.EXT in the current directory)')
      .option(
        '--zone <zone>',
        'time zone of a new data directory, such as Europe/Berlin (TEND_ZONE; else the system’s)',
      )
      .option('--strict', 'exit with 1 when any row was refused or differed'),
  stopsInOrder: true,
  run: async (session, paths, options) => {
    const request = await requestOf(options);
    const files = filesOf(paths, request, session);
    const isDry = request.options.dryRun === true;
    const tend = await session.open(isDry ? 'pretend' : 'make', options['zone'] as string | undefined);
    const imports = new FileImports(session, tend, request, files.length > 1);
    const outcomes = await importAll(session, imports, files, isDry);
    const reports = outcomes.flatMap(({ report }) => report ?? []);
    if (session.options.json)
      await session.write(jsonText(answerOf(outcomes, files.length), session.streams.stdout.isTTY === true));
    const isStopped = reports.some(({ state }) => state !== 'completed');
    const isCancelled = outcomes.some(({ error }) => error?.code === 'cancelled');
    // 130 is Ctrl-C; what somebody else stopped (the server) has failed.
    if (isStopped || isCancelled) return session.signal.aborted ? 130 : 1;
    if (reports.some(isRefusedWhole)) return 1;
    if (outcomes.some(({ error }) => error !== undefined)) return 1;
    return options['strict'] === true && reports.some(({ refused, differing }) => refused + differing > 0) ? 1 : 0;
  },
};

function isRefusedWhole({ read, refused }: ImportReport): boolean {
  return read > 0 && refused === read;
}

interface Outcome {
  readonly path: string;
  readonly report?: ImportReport;
  readonly error?: LedgerError;
}

async function requestOf(options: Readonly<Record<string, unknown>>): Promise<ImportRequest> {
  const mapping = options['mapping'] as string | undefined;
  const importOptions = given({
    dataset: options['dataset'],
    process: options['process'],
    format: options['format'],
    case: options['case'],
    mapping: mapping === undefined ? undefined : await readMapping(mapping),
    dryRun: options['dryRun'],
    newIdentity: options['newIdentity'],
  }) as ImportOptions;
  return {
    options: importOptions,
    ...(given({
      mappingFile: mapping,
      rejects: options['rejects'],
      saveMapping: options['saveMapping'],
    }) as Partial<ImportRequest>),
  };
}

/** One after the other. A file that cannot be read does not stop those after it; Ctrl-C and a full disk do. */
async function importAll(
  session: Session,
  imports: FileImports,
  files: readonly NamedFile[],
  isDry: boolean,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const each of files) {
    try {
      const report = await imports.import(each);
      outcomes.push({ path: each.path, report });
      if (!session.options.json) await session.write(reportText(report, { isDry }));
      if (report.state === 'completed') continue;
      const [what, again] =
        each.path === '-'
          ? ['the standard input', 'Give it again to the same command']
          : [each.path, 'Run the same command again'];
      // Whoever pressed Ctrl-C knows who stopped it.
      const stopped = session.signal.aborted ? 'Stopped' : 'The server stopped';
      session.say(
        `${stopped} in ${what} after ${count(report.read)} rows. ${again} to complete it; nothing is doubled.`,
      );
      break;
    } catch (error) {
      if (files.length === 1 || !(error instanceof LedgerError)) throw error;
      session.say(
        session.options.json
          ? errorJson(error, { file: each.path }).trimEnd()
          : `${each.path}: ${describeError(error, false).trimEnd()}`,
      );
      outcomes.push({ path: each.path, error });
      if (!isFaultOfFile(error)) break;
    }
  }
  return outcomes;
}

/** One report for one file; for several, a list of them and of the files that could not be read. */
function answerOf(outcomes: readonly Outcome[], files: number): unknown {
  if (files === 1) return outcomes[0]!.report;
  return {
    imports: outcomes.flatMap(({ report }) => report ?? []),
    failed: outcomes.flatMap(({ path, error }) =>
      error === undefined ? [] : { file: path, code: error.code, message: error.message },
    ),
  };
}
