import { importFile } from '#capture/import.js';
import { knownFormats } from '#capture/time-hints.js';
import { NothingProposed, proposeForFile } from '#capture/propose-mapping.js';
import { detectFormat } from '#capture/format-detection.js';
import type { Id } from '#core/time.js';
import { actorOf } from '../ledger/acting-user.js';
import { measuringIn } from '../ledger/permitted.js';
import type { ImportReport } from '../answers.js';
import type { ImportFile, ImportOptions, ImportWork, Proposal } from '../tend.js';
import type { WritableWorkspace } from '../workspace.js';

/**
 * Imports a file and tells what became of its rows.
 * @param running holds the id of the import while it goes on
 * @throws LedgerError
 */
export async function importInto(
  workspace: WritableWorkspace,
  file: ImportFile,
  options: ImportOptions,
  work: ImportWork,
  running: Set<Id>,
): Promise<ImportReport> {
  const { directory, keys, names, ledger, clock, random } = workspace;
  const { reject } = work;
  let importId: Id | undefined;
  const started = (id: Id): void => {
    importId = id;
    running.add(id);
  };
  // A dry run writes nothing, not even a name.
  const actor = options.dryRun === true ? {} : { actor: await actorOf(workspace) };
  try {
    const { rows, mapping, ...report } = await importFile(
      file,
      { ...options, ...actor },
      { ledger, keys, directory: names, clock, random, zone: directory.zone, ...measuringIn(workspace) },
      {
        started,
        ...(work.progress === undefined ? {} : { progress: work.progress }),
        ...(work.signal === undefined ? {} : { signal: work.signal }),
        ...(reject === undefined ? {} : { reject: (line: string) => reject(`${line}\n`) }),
      },
    );
    // Rows are what customers wrote: a report that is kept somewhere should not hold them unless they were asked for.
    if (options.dryRun !== true) return report;
    return { ...report, rows, ...(mapping === undefined ? {} : { mapping }) };
  } finally {
    if (importId !== undefined) running.delete(importId);
  }
}

/** What a file would be read as. Other formats than CSV need no mapping. @throws LedgerError */
export async function proposalFor(file: ImportFile, zone: string): Promise<Proposal> {
  const { format, bytes } = await detectFormat(file.bytes);
  if (format !== 'csv') return { format, rows: [], notes: [], columns: [], timeFormats: [] };
  try {
    const { mapping, rows, notes, columns } = await proposeForFile(bytes, zone);
    return { format, mapping, rows, notes, columns, timeFormats: knownFormats };
  } catch (error) {
    if (!(error instanceof NothingProposed)) throw error;
    const { title, code, message: detail, hint, violations, columns } = error;
    const problem = { title, code, detail, hint, violations };
    return { format, problem, rows: [], notes: [], columns, timeFormats: knownFormats };
  }
}
