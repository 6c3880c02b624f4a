import { randomId } from '#core/ids.js';
import type { Progress } from '#core/ports.js';
import { formatInstant } from '#core/time.js';
import { decideImportStart } from '#domain/commands/start-import.js';
import type { EventStore } from '#event-store/port.js';
import { counted } from './byte-source.js';
import type { Bytes } from './byte-source.js';
import { caseTypeBefore, identityBefore, ImportJournal } from './import-journal.js';
import { ImportRun } from './import-run.js';
import type { ImportCounts, Refusal } from './import-run.js';
import type { Flattening } from './ocel/flattening.js';
import { openImport } from './open-import.js';
import type { OpenedImport, OpenOptions } from './opened-import.js';
import { previewOf } from './preview.js';
import { Recorder } from './recorder.js';
import type { RecorderPorts } from './recorder.js';

/** What an import needs of the data directory. */
export interface ImportPorts extends RecorderPorts {
  readonly ledger: EventStore;
  /** IANA zone of the workspace: of times without offset. */
  readonly zone: string;
}

/** A file as it comes, from a disk or over HTTP. */
export interface ImportedFile {
  readonly name: string;
  readonly bytes: Bytes;
  readonly sizeBytes?: number;
}

export interface ImportFileOptions extends OpenOptions {
  /** Rows of the dataset are meant to be recognised by other columns than before. */
  readonly newIdentity?: boolean;
  /** Count, and show rows as they would be read; write nothing. */
  readonly dryRun?: boolean;
  /** Who started it; default `system:tend`. */
  readonly actor?: string;
}

export interface ImportWork {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Called with the id of the import just before it is recorded that it started; never in a dry run. */
  readonly started?: (importId: string) => void;
  /** Takes the lines of the rejects file, its header first, each without a line end. */
  readonly reject?: (line: string) => void | Promise<void>;
}

/** The outcome of an import. Times are ISO 8601 in the workspace's zone. */
export interface ImportOutcome extends ImportCounts {
  readonly importId: string;
  readonly dataset: string;
  readonly format: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly state: 'completed' | 'interrupted';
  readonly seconds: number;
  /** The first refusals; all of them are in the rejects file. */
  readonly refusals: readonly Refusal[];
  /** Up to five rows as they were read. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The mapping that was used; absent for formats that need none. */
  readonly mapping?: unknown;
  /** Of an object-centric log: what putting its events into cases made of it. */
  readonly flattening?: Flattening;
  /** What was read although its format says otherwise, or not kept, a sentence each; absent when there is nothing to say. */
  readonly notes?: readonly string[];
}

/**
 * Imports one file: tells its format, maps it, records its rows in groups, and keeps a journal of it in the ledger.
 *
 * Aborting it leaves everything consistent: the groups under way are finished, the outcome is `interrupted`, and running
 * it again completes it and doubles nothing. The same after a kill.
 *
 * @throws LedgerError `file-unreadable` (empty, binary, broken: the message says what is recorded nevertheless),
 *   `mapping-invalid`, `invalid`, `limit-exceeded`, `disk-full`, `unavailable`
 */
export async function importFile(
  file: ImportedFile,
  options: ImportFileOptions,
  ports: ImportPorts,
  work: ImportWork = {},
): Promise<ImportOutcome> {
  const startedMs = ports.clock.now();
  const importId = randomId(ports.random);
  const progress = progressOf(file, work);
  const source = counted(file.bytes, progress.taken);
  try {
    const caseBefore = (dataset: string) => caseTypeBefore(ports.ledger, dataset);
    const openPorts = { zone: ports.zone, now: startedMs, caseBefore };
    const opened = await openImport({ ...file, bytes: source }, options, openPorts);
    const run = await begin(opened, importId, file.name, options, ports, work);
    progress.of(run);
    await run.all(opened.readings);
    return outcomeOf(opened, run, importId, startedMs, ports);
  } finally {
    // Whatever was not read to its end lets its source go.
    await source.return(undefined);
  }
}

function outcomeOf(
  opened: OpenedImport,
  run: ImportRun,
  importId: string,
  startedMs: number,
  ports: ImportPorts,
): ImportOutcome {
  const ended = ports.clock.now();
  const isComplete = run.state === 'completed';
  return {
    importId,
    dataset: opened.dataset,
    format: opened.format,
    startedAt: formatInstant(startedMs, ports.zone),
    ...(isComplete ? { completedAt: formatInstant(ended, ports.zone) } : undefined),
    state: run.state,
    ...run.counts,
    seconds: (ended - startedMs) / 1000,
    refusals: run.refusals,
    rows: run.preview.map((reading) => previewOf(reading, ports.zone)),
    ...(opened.mapping === undefined ? undefined : { mapping: opened.mapping }),
    ...(opened.flattening === undefined ? undefined : { flattening: opened.flattening() }),
    ...(opened.notes === undefined || opened.notes.length === 0 ? undefined : { notes: opened.notes }),
  };
}

async function begin(
  opened: OpenedImport,
  importId: string,
  fileName: string,
  options: ImportFileOptions,
  ports: ImportPorts,
  work: ImportWork,
): Promise<ImportRun> {
  const { dataset, format } = opened;
  const { changesIdentity } = decideImportStart(
    identityBefore(ports.ledger, dataset),
    opened.identity,
    options.newIdentity ?? false,
  );
  const recorder = `connector:${format}`;
  const isDry = options.dryRun === true;
  const actor = options.actor ?? 'system:tend';
  const journal = new ImportJournal(ports, { importId, connector: format, dataset, actor, recorder });
  if (!isDry) work.started?.(importId);
  const causationId = isDry
    ? importId
    : await journal.started(
        {
          format,
          identity: [...opened.identity],
          ...(opened.mappingHash === undefined ? undefined : { mappingHash: opened.mappingHash }),
          ...(changesIdentity ? { newIdentity: true } : undefined),
          ...(opened.caseType === undefined ? undefined : { caseType: opened.caseType }),
        },
        fileName,
      );
  const context = { connector: format, dataset, importId, correlationId: importId, causationId, recorder };
  return new ImportRun({
    recorder: new Recorder(ports, context),
    ledger: ports.ledger,
    clock: ports.clock,
    journal: isDry ? undefined : journal,
    rejects: opened.rejects,
    blame: opened.blame,
    work,
  });
}

/** Progress in bytes of the file where its size is known, else in rows. */
function progressOf(file: ImportedFile, work: ImportWork) {
  const { progress } = work;
  let bytes = 0;
  return {
    taken: (total: number) => void (bytes = total),
    of(run: ImportRun): void {
      run.onGroup = () => {
        const { read } = run.counts;
        if (file.sizeBytes === undefined) progress?.({ stage: 'import', done: read, unit: 'rows' });
        else
          progress?.({ stage: 'import', done: Math.min(bytes, file.sizeBytes), total: file.sizeBytes, unit: 'bytes' });
      };
    },
  };
}
