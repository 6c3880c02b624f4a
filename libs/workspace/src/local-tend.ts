import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, type Id } from '#core/time.js';
import { recordTouchpoints } from '#capture/record-touchpoints.js';
import type { ProjectionRow, StatusAnswer, WrittenAnswer } from './answers.js';
import { densityOf, densityOfAll } from './density.js';
import { exportText } from './export.js';
import { importRows, newestImport } from './import-answers.js';
import { importInto, proposalFor } from './importing.js';
import { portfolioLines } from './demonstration/portfolio-lines.js';
import { openToRead, openToWrite, type WorkspaceOptions } from './open-workspace.js';
import { findRelationship, relationshipOf, relationshipsOf } from './portfolio.js';
import { processesOf, processOf } from './processes.js';
import { projectionRows, rebuildProjection } from './projections.js';
import type {
  ExportFilter,
  ExportFormat,
  GenerateOptions,
  ImportFile,
  ImportOptions,
  ImportWork,
  MapQuery,
  Proposal,
  RelationshipsQuery,
  Tend,
  TimelineQuery,
  Work,
} from './tend.js';
import { timelineOf } from './timeline.js';
import { closeWorkspace, isWritable, type Workspace, type WritableWorkspace } from './workspace.js';

export interface TendOptions extends WorkspaceOptions {
  /**
   * Whether projections fold from the beginning, as in a server. Otherwise they do when an answer needs them, so that an
   * import has the machine to itself and catches up at its end.
   */
  readonly follow?: boolean;
  readonly version?: string;
}

/** How long a question waits for projections to catch up: as long as it takes, because nobody else will make them. */
const catchUpMs = 24 * 60 * 60 * 1000;

/**
 * Opens a workspace in this process: for writing, or, when another process writes it and is no server, for reading.
 * @throws LedgerError
 */
export async function openTend(options: TendOptions): Promise<LocalTend> {
  let workspace: Workspace;
  try {
    workspace = await openToWrite(options);
  } catch (error) {
    const locked = error instanceof LedgerError && error.code === 'data-directory-locked';
    if (!locked || options.follow === true) throw error;
    workspace = await openToRead(options);
  }
  const tend = new LocalTend(workspace, options.version ?? '');
  if (options.follow === true) await tend.follow();
  return tend;
}

/** A workspace that this process has opened. */
export class LocalTend implements Tend {
  readonly workspace: Workspace;
  readonly #version: string;
  readonly #running = new Set<Id>();
  #following = false;

  constructor(workspace: Workspace, version: string) {
    this.workspace = workspace;
    this.#version = version;
  }

  /** Lets the projections fold from now on. */
  async follow(): Promise<void> {
    if (this.#following || !isWritable(this.workspace)) return;
    this.#following = true;
    await this.workspace.projections.start();
  }

  async status(): Promise<StatusAnswer> {
    const { directory, ledger } = this.workspace;
    const { sequence, recordedAt } = ledger.head();
    return {
      version: this.#version,
      zone: directory.zone,
      head: sequence === 0 ? { sequence } : { sequence, recordedAt: formatInstant(recordedAt, directory.zone) },
      empty: sequence === 0,
      demonstrationOffered: sequence === 0,
    };
  }

  async relationships(query: RelationshipsQuery) {
    await this.#caughtUp();
    return relationshipsOf(this.workspace, query);
  }

  async relationship(name: string) {
    await this.#caughtUp();
    return relationshipOf(this.workspace, findRelationship(this.workspace, name));
  }

  async timeline(name: string, query: TimelineQuery) {
    await this.#caughtUp();
    return timelineOf(this.workspace, findRelationship(this.workspace, name), query);
  }

  async density({ relationship, buckets }: { relationship?: string; buckets?: number }) {
    await this.#caughtUp();
    if (relationship === undefined) return densityOfAll(this.workspace, buckets);
    return densityOf(this.workspace, findRelationship(this.workspace, relationship), buckets);
  }

  async processes() {
    await this.#caughtUp();
    return processesOf(this.workspace);
  }

  async process(name: string, query: { variants?: number }) {
    await this.#caughtUp();
    return processOf(this.workspace, name, query);
  }

  async processMap(name: string, query: MapQuery): Promise<string> {
    const answer = await this.process(name, {});
    const { renderProcessMap } = await import('./process-map.js');
    return renderProcessMap(answer, query);
  }

  async projections(): Promise<{ projections: readonly ProjectionRow[] }> {
    await this.#caughtUp();
    return { projections: projectionRows(this.workspace) };
  }

  async rebuild(name: string, work: Work): Promise<ProjectionRow> {
    await this.#caughtUp();
    return rebuildProjection(this.#writable(), name, work);
  }

  async imports() {
    await this.#caughtUp();
    const { rows } = this.workspace.projections.list('imports');
    const imports = rows as unknown as Parameters<typeof importRows>[0];
    // One that another process makes is its newest: there is one at a time.
    const running = isWritable(this.workspace) ? this.#running : newestImport(imports);
    return { imports: importRows(imports, running, this.workspace.directory.zone) };
  }

  proposeMapping(file: ImportFile): Promise<Proposal> {
    return proposalFor(file, this.workspace.directory.zone);
  }

  async import(file: ImportFile, options: ImportOptions, work: ImportWork) {
    const report = await importInto(this.#writable(), file, options, work, this.#running);
    // Whoever stopped it wants no answer made of it now; the next question folds what is missing.
    if (options.dryRun !== true && report.state !== 'interrupted' && work.signal?.aborted !== true)
      await this.#catchUp(work);
    return report;
  }

  async record(
    body: string,
    contentType: string,
    options: { wait?: string; signal?: AbortSignal },
  ): Promise<WrittenAnswer> {
    const { directory, keys, names, ledger, clock, random, projections, registry } = this.#writable();
    const { wait } = options;
    // Before anything is written: an error afterwards would look as if nothing had been.
    if (wait !== undefined && !registry.projections.some(({ definition }) => definition.name === wait))
      throw new LedgerError('not-found', `There is no projection ${wait}.`);
    const ports = { ledger, clock, random, keys, directory: names };
    const recorded = await recordTouchpoints({ body, contentType, recorder: 'system:api' }, ports);
    const last = Math.max(...recorded.map(({ sequence }) => sequence));
    if (wait !== undefined) {
      await this.follow();
      await projections.waitFor(wait, last, options.signal === undefined ? {} : { signal: options.signal });
    }
    return {
      events: recorded.map((event) => ({ ...event, recordedAt: formatInstant(event.recordedAt, directory.zone) })),
    };
  }

  export(format: ExportFormat, filter: ExportFilter): AsyncIterable<string> {
    return exportText(this.workspace, format, filter, () => this.#caughtUp());
  }

  generate(options: GenerateOptions, work: Work) {
    const file = { name: 'demonstration.ndjson', bytes: portfolioLines(options) };
    return this.import(file, { dataset: `demonstration-${options.seed}`, format: 'ndjson' }, work);
  }

  close(): Promise<void> {
    return closeWorkspace(this.workspace);
  }

  /** Everything recorded by now is in the answers; where another process folds, whatever it has folded. */
  async #caughtUp(): Promise<void> {
    const { workspace } = this;
    if (!isWritable(workspace) || this.#following) return;
    await this.follow();
    await workspace.projections.waitForAll({ timeoutMs: catchUpMs });
  }

  /** Answers that are asked for after an import hold it. A server, which folds anyway, is not waited for for ever. */
  async #catchUp(work: Work): Promise<void> {
    const { ledger, projections } = this.#writable();
    const timeoutMs = this.#following ? limits.waitMs : catchUpMs;
    await this.follow();
    const total = ledger.head().sequence;
    const tell = () => {
      const done = Math.min(...projections.status().map(({ position, building }) => building?.done ?? position));
      work.progress?.({ stage: 'projections', done: Math.min(done, total), total, unit: 'events' });
    };
    const stop = projections.onCommit(tell);
    try {
      await projections.waitForAll({ timeoutMs, ...(work.signal === undefined ? {} : { signal: work.signal }) });
    } catch (error) {
      // The import is done; what is not folded yet is folded later.
      if (!(error instanceof LedgerError) || !['unavailable', 'cancelled'].includes(error.code)) throw error;
    } finally {
      stop();
    }
  }

  #writable(): WritableWorkspace {
    if (isWritable(this.workspace)) return this.workspace;
    throw new LedgerError('data-directory-locked');
  }
}
