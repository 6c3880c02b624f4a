import { LedgerError } from '#core/errors.js';
import type { ImportReport } from '#workspace/answers.js';
import type { ImportOptions, Proposal, Tend } from '#workspace/tend.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { isMappingFile, isOrdinaryFile, isRejectsFile, isSameFile, requireWritable } from '../output/overwriting.js';
import { shellWord } from '#core/shell-word.js';
import { given } from '../verbs/options.js';
import { fileOf, type ReadableFile } from './import-file.js';
import { holdsMapping, writeMapping, writeMappingBeside } from './mapping-file.js';
import { isFilledIn, mappingSkeleton, skeletonText } from './mapping-skeleton.js';
import { proposalText } from './proposal-text.js';
import { RejectsFile } from './rejects-file.js';

/** What is said on the command line about all its files. */
export interface ImportRequest {
  readonly options: ImportOptions;
  /** Where the mapping in `options` came from. */
  readonly mappingFile?: string;
  readonly rejects?: string;
  readonly saveMapping?: string;
}

export interface NamedFile {
  readonly path: string;
  readonly file: ReadableFile;
}

/**
 * The files, looked at before anything is opened or made.
 * @throws UsageError, LedgerError `file-unreadable`
 */
export function filesOf(paths: readonly string[], request: ImportRequest, session: Session): readonly NamedFile[] {
  for (const option of ['rejects', 'saveMapping'] as const) {
    if (request[option] === undefined || paths.length === 1) continue;
    const name = option === 'rejects' ? '--rejects' : '--save-mapping';
    throw new UsageError(`${name} names one file: import one file at a time with it, or leave it out.`);
  }
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('The standard input (-) can be read only once.');
  const files = paths.map((path) => ({ path, file: fileOf(path, session.streams.stdin) }));
  for (const { path, file } of files) {
    if (file.isNameless === true && !isNamed(request.options)) {
      throw new UsageError(
        `${path} has no name that its rows could be told by: name the source with --dataset or --process.`,
      );
    }
  }
  requireNothingLost(paths, request, session.options.data);
  return files;
}

/** @throws UsageError when what is written would go over what is read, or over something else of the user's */
function requireNothingLost(paths: readonly string[], request: ImportRequest, data: string): void {
  const { rejects, saveMapping, mappingFile } = request;
  const inputs = [...paths.filter((path) => path !== '-'), ...(mappingFile === undefined ? [] : [mappingFile])];
  if (rejects !== undefined) {
    const replaces = { what: 'an earlier rejects file', isOwn: isRejectsFile };
    requireWritable({ option: '--rejects', path: rejects, data, inputs, replaces });
  }
  if (saveMapping === undefined) return;
  const replaces = { what: 'a mapping', isOwn: isMappingFile };
  requireWritable({ option: '--save-mapping', path: saveMapping, data, inputs, replaces });
  if (rejects === saveMapping || (rejects !== undefined && isSameFile(rejects, saveMapping))) {
    throw new UsageError('--rejects and --save-mapping must name two files.');
  }
}

function isNamed({ dataset, process, mapping }: ImportOptions): boolean {
  const own = (mapping ?? {}) as { readonly dataset?: unknown; readonly process?: unknown };
  return [dataset, process, own.dataset, own.process].some((name) => name !== undefined);
}

/** As what a file was read, whoever decided it: its rejects are read so again. */
interface ReadAs {
  readonly dataset: string | undefined;
  /** The type of objects that were its cases. */
  readonly cases: string | undefined;
}

/** Imports files one after the other, and shows each different proposal once. */
export class FileImports {
  readonly #session: Session;
  readonly #tend: Tend;
  readonly #request: ImportRequest;
  readonly #several: boolean;
  readonly #shown = new Set<string>();

  constructor(session: Session, tend: Tend, request: ImportRequest, several: boolean) {
    this.#session = session;
    this.#tend = tend;
    this.#request = request;
    this.#several = several;
  }

  /** @throws LedgerError; UsageError when a mapping would be lost */
  async import({ path, file }: NamedFile): Promise<ImportReport> {
    const { options, saveMapping } = this.#request;
    const mapping = options.mapping ?? (await this.#proposed(file));
    if (saveMapping !== undefined) await this.#save(saveMapping, mapping);
    const rejects =
      this.#request.rejects === undefined ? RejectsFile.after(path) : RejectsFile.at(this.#request.rejects);
    const { work, signal, progress } = this.#session;
    const source = { name: file.name, bytes: file.bytes(signal), ...given({ sizeBytes: file.sizeBytes }) };
    let { dataset, case: cases } = options;
    try {
      const report = await this.#tend.import(
        source,
        { ...options, ...given({ mapping }) },
        {
          ...work,
          progress: (state) =>
            progress.report(
              this.#several && state.stage === 'import' ? { ...state, stage: `import ${file.name}` } : state,
            ),
          reject: (line) => rejects.write(line),
        },
      );
      dataset = report.dataset;
      cases = report.flattening?.chosen?.objectType;
      return report;
    } finally {
      progress.end();
      await this.#closeRejects(rejects, { dataset, cases }, mapping);
    }
  }

  /** What was recorded is told in any case, and so is what ended the import: a failure here is a message beside it. */
  async #closeRejects(rejects: RejectsFile, read: ReadAs, mapping: unknown): Promise<void> {
    let written: string | undefined;
    try {
      written = await rejects.close();
    } catch (error) {
      this.#session.say(`The refused rows could not be written whole: ${(error as Error).message}`);
      return;
    }
    if (written === undefined) return;
    if (!isOrdinaryFile(written)) {
      this.#session.say(`Refused rows went to ${written}.`);
      return;
    }
    await this.#tellRejects(written, read, mapping);
  }

  /** The command reads the rows as they were read now: another mapping may be proposed from the few that are refused. */
  async #tellRejects(written: string, { dataset, cases }: ReadAs, mapping: unknown): Promise<void> {
    const { options, mappingFile, saveMapping } = this.#request;
    const { process, format } = options;
    const named = mappingFile ?? (mapping === undefined ? undefined : saveMapping);
    let beside: string | undefined;
    if (named === undefined && mapping !== undefined) {
      try {
        beside = await writeMappingBeside(written, mapping);
      } catch (error) {
        this.#session.say(
          `Refused rows are in ${written}, all of them. The mapping that they were read with could not be written ` +
            `beside them (${(error as Error).message}): --dry-run --save-mapping FILE with the same file writes it ` +
            'again; correct the rows, then import them with --mapping FILE.',
        );
        return;
      }
    }
    const words = ['tend', 'import', written, ...this.#session.whereWords];
    for (const [option, value] of Object.entries({ dataset, process, format, case: cases, mapping: named ?? beside })) {
      if (value !== undefined) words.push(`--${option}`, value);
    }
    const alsoMapping = beside === undefined ? '' : `, and the mapping that they were read with in ${beside}`;
    const command = words.map(shellWord).join(' ');
    this.#session.say(`Refused rows are in ${written}${alsoMapping}. Correct them there, then: ${command}`);
  }

  async #proposed(file: ReadableFile): Promise<unknown> {
    const { format } = this.#request.options;
    // Other formats need none.
    if (format !== undefined && format !== 'csv') return undefined;
    const proposal = await this.#tend.proposeMapping({
      name: file.name,
      bytes: file.head(this.#session.signal),
      ...given({ sizeBytes: file.sizeBytes }),
    });
    const { problem } = proposal;
    if (problem !== undefined) {
      await this.#saveSkeleton(proposal);
      throw new LedgerError(problem.code, problem.detail, problem);
    }
    if (proposal.mapping === undefined) return undefined;
    const told = JSON.stringify(proposal.mapping);
    const name = this.#several ? `${file.name}: ` : '';
    this.#session.say(`${name}${this.#shown.has(told) ? 'read with the same mapping.' : proposalText(proposal)}`);
    this.#shown.add(told);
    return proposal.mapping;
  }

  /** What cannot be proposed is asked for where a mapping was to be written. */
  async #saveSkeleton(proposal: Proposal): Promise<void> {
    const { saveMapping } = this.#request;
    if (saveMapping === undefined) return;
    if (isFilledIn(saveMapping)) {
      this.#session.say(
        `${saveMapping} stays as it is: it is filled in. Give it with --mapping ${shellWord(saveMapping)}.`,
      );
      return;
    }
    await writeMapping(saveMapping, mappingSkeleton(proposal));
    this.#session.say(skeletonText(saveMapping));
  }

  async #save(path: string, mapping: unknown): Promise<void> {
    if (mapping === undefined) {
      this.#session.say('There is no mapping to save: this format needs none.');
      return;
    }
    // Whoever has corrected it there means it to be read, and this import would read the file in another way.
    if (isFilledIn(path) && isOrdinaryFile(path) && !(await holdsMapping(path, mapping))) {
      throw new UsageError(
        `--save-mapping: ${path} holds another mapping than this import would use. ` +
          `Give that one with --mapping ${shellWord(path)}, or name another file.`,
      );
    }
    await writeMapping(path, mapping);
    this.#session.say(`The mapping is in ${path}.`);
  }
}

/** Whether the next file is worth while: this one was at fault, not the workspace. */
export function isFaultOfFile(error: unknown): error is LedgerError {
  return error instanceof LedgerError && error.kind === 'invalid';
}
