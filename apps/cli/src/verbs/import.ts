import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { ImportReport } from '#workspace/answers.js';
import type { ImportOptions, Proposal, Tend } from '#workspace/tend.js';
import { fileOf } from '../import/import-file.js';
import { RejectsFile } from '../import/rejects-file.js';
import { oneLine } from '../output/text.js';
import { reportText } from '../output/report-text.js';
import type { Session } from '../session.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

export const importVerb: Verb = {
  usage: 'import <file...>',
  description:
    'append the touchpoints of files (csv, xes, xes.gz, ndjson; - is the standard input); the same rows twice append nothing',
  example: 'tend import tickets.csv --process helpdesk --dry-run',
  configure: (command) =>
    void command
      .option(
        '--dataset <name>',
        'name of the source, part of every id (default: the process, else the file’s base name)',
      )
      .option('--process <name>', 'the process that cases of the file run through')
      .option('--format <format>', 'csv, xes or ndjson instead of what the content looks like')
      .option('--mapping <file>', 'which column means what (JSON); without one a mapping is proposed from the header')
      .option('--save-mapping <file>', 'write the mapping that is used, to be corrected and given with --mapping')
      .option('--new-identity', 'accept that rows of this dataset are recognised by other columns than before')
      .option('--dry-run', 'count and show, append nothing')
      .option('--rejects <file>', 'where refused rows are written (default: NAME.rejects.EXT in the current directory)')
      .option('--strict', 'exit with 1 when any row was refused or differed'),
  run: async (session, files, options) => {
    const tend = await session.open(options['dryRun'] !== true);
    const reports: ImportReport[] = [];
    for (const file of files) reports.push(await importOne(session, tend, file, options));
    await session.answer(reports.length === 1 ? reports[0]! : { imports: reports }, () =>
      reports.map(reportText).join('\n'),
    );
    const failed = reports.some((report) => report.refused + report.differing > 0);
    return failed && options['strict'] === true ? 1 : 0;
  },
};

async function importOne(
  session: Session,
  tend: Tend,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<ImportReport> {
  const file = fileOf(path, session.streams.stdin);
  const mapping = await mappingFor(session, tend, file, options);
  const saveTo = options['saveMapping'] as string | undefined;
  if (saveTo !== undefined && mapping !== undefined) {
    await writeFile(saveTo, `${JSON.stringify(mapping, undefined, 2)}\n`);
    session.say(`The mapping is in ${saveTo}.`);
  }
  const importOptions = given({
    dataset: options['dataset'],
    process: options['process'],
    format: options['format'],
    mapping,
    dryRun: options['dryRun'],
    newIdentity: options['newIdentity'],
  }) as ImportOptions;
  const rejects = new RejectsFile((options['rejects'] as string | undefined) ?? rejectsName(path));
  try {
    const source = { name: file.name, bytes: file.bytes(), ...given({ sizeBytes: file.sizeBytes }) };
    return await tend.import(source, importOptions, { ...session.work, reject: (line) => rejects.write(line) });
  } finally {
    const written = await rejects.close();
    if (written !== undefined)
      session.say(`Refused rows are in ${written}: correct them there and import that file again.`);
  }
}

/** The mapping to use: the given one, else what is proposed, when nothing about it has to be asked. */
async function mappingFor(
  session: Session,
  tend: Tend,
  file: ReturnType<typeof fileOf>,
  options: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const mappingFile = options['mapping'] as string | undefined;
  if (mappingFile !== undefined) return readMapping(mappingFile);
  const proposal = await tend.proposeMapping({
    name: file.name,
    bytes: await file.head(),
    ...given({ sizeBytes: file.sizeBytes }),
  });
  if (proposal.mapping === undefined) return undefined;
  session.say(proposalText(proposal));
  return proposal.mapping;
}

async function readMapping(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new LedgerError('mapping-invalid', `The mapping ${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LedgerError('mapping-invalid', `The mapping ${path} is no JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function proposalText(proposal: Proposal): string {
  const lines = ['Read with this mapping, proposed from the header (see --save-mapping and --mapping):'];
  lines.push(JSON.stringify(proposal.mapping, undefined, 2));
  lines.push(...proposal.notes);
  lines.push('The first rows as they would be read:');
  for (const row of proposal.rows) lines.push(`  ${oneLine(JSON.stringify(row))}`);
  return lines.join('\n');
}

function baseOf(path: string): string {
  return path === '-' ? 'stdin' : basename(path, extname(path));
}

function rejectsName(path: string): string {
  const extension = /\.xes(\.gz)?$/i.test(path) ? '.csv' : extname(path) || '.txt';
  return `${baseOf(path)}.rejects${extension}`;
}
