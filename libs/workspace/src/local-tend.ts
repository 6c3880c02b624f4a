import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { CellPath } from '#read-store/port.js';
import type { ProjectionsAnswer, StatusAnswer, WrittenAnswer } from './answers.js';
import { localBuilds, type BuildLife } from './builds/build-life.js';
import { localHandovers, type Handovers } from './handover/local-handovers.js';
import { densityOf, densityOfAll } from './relationships/density.js';
import { evidenceFor } from './documents/evidence.js';
import { exportText } from './touchpoints/export.js';
import { importsOf } from './touchpoints/import-answers.js';
import { importInto, proposalFor } from './touchpoints/importing.js';
import { demonstrationFile } from './demonstration/demonstration-file.js';
import { linkParties, unlinkParties } from './relationships/linking.js';
import { madeReads, type MadeReads } from './documents/made.js';
import { askedOf } from './moments/as-claimed.js';
import { momentOf } from './moments/moment.js';
import { openToRead, openToWrite } from './directory/open-workspace.js';
import { findRelationship, relationshipsOf } from './relationships/portfolio.js';
import { localPromises, type Promises } from './relationships/local-promises.js';
import { localPromiseCommands, type PromiseCommands } from './relationships/promise-commands.js';
import { partNames, wholeRelationshipOf } from './relationships/relationship-standing.js';
import type { MapQuery, ProcessesQuery, ProcessQuery } from './processes/process-answers.js';
import { localDefinitions, type ProcessDefinitions } from './processes/definitions/local-definitions.js';
import { processesOf, processOf, projectionsOfProcess, projectionsOfProcesses } from './processes/processes.js';
import { projectionsOf } from './builds/projections.js';
import type {
  ClaimedMomentQuery,
  EvidenceQuery,
  ExportFilter,
  ExportFormat,
  GenerateOptions,
  ImportFile,
  ImportOptions,
  ImportWork,
  Proposal,
  RelationshipsQuery,
  ServedTend,
  SignalsQuery,
  TimelineQuery,
  Work,
} from './tend.js';
import { signallingProjections } from './signals/raised-signals.js';
import { localSignalCommands, type SignalCommands } from './signals/signal-commands.js';
import { signalsOf } from './signals/signals.js';
import { localPortfolio, type PortfolioQuestions } from './portfolio/local-portfolio.js';
import { standingProjections } from './portfolio/standing.js';
import type { BackTestQuery } from './prediction/back-test-answers.js';
import { backTestOf } from './prediction/back-testing.js';
import type { FitAnswer, FitQuery } from './prediction/fit-answers.js';
import { fitOf } from './prediction/fitting.js';
import { localPlays } from './plays/local-plays.js';
import type { Plays } from './plays/play-answers.js';
import { localRules, type Rules } from './rules/local-rules.js';
import { recordInto } from './touchpoints/recording.js';
import { revertImport } from './touchpoints/revert-import.js';
import { statusOf } from './directory/status.js';
import { timelineOf } from './relationships/timeline.js';
import { localToday, type Today } from './today/local-today.js';
import { localVoice, type VoiceReads } from './voice/local-voice.js';
import { Telling } from './telling.js';
import type { TendOptions } from './tend-options.js';
import { LocalFolding } from './builds/local-folding.js';
import { closeWorkspace, isWritable, type Workspace, type WritableWorkspace } from './workspace.js';

export type { TendOptions } from './tend-options.js';

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
  const tend = new LocalTend(workspace, options);
  if (options.follow === true) await tend.follow();
  return tend;
}

/** A workspace that this process has opened. */
export class LocalTend implements ServedTend {
  readonly workspace: Workspace;
  readonly made: MadeReads;
  readonly builds: BuildLife;
  readonly voice: VoiceReads;
  readonly rules: Rules;
  readonly processDefinitions: ProcessDefinitions;
  readonly plays: Plays;
  readonly today: Today;
  readonly signalCommands: SignalCommands;
  readonly portfolio: PortfolioQuestions;
  readonly promises: Promises;
  readonly promiseCommands: PromiseCommands;
  readonly handovers: Handovers;
  readonly #version: string;
  readonly #running = new Set<Id>();
  readonly #work: Work;
  readonly #tellingOptions: NonNullable<TendOptions['telling']>;
  readonly #folding: LocalFolding;
  #opened: Telling | undefined;
  #following: Promise<void> | undefined;

  constructor(workspace: Workspace, options: TendOptions) {
    const { version = '', follow = false, work = {}, logger, telling } = options;
    this.workspace = workspace;
    this.made = madeReads(workspace, (name) => this.#caughtUp(name), work);
    this.builds = localBuilds(workspace, { follow: () => this.follow(), caughtUp: (name) => this.#caughtUp(name) });
    this.rules = localRules(workspace, (work) => this.#folding.settled(work));
    const caughtUp = this.#caughtUp;
    this.processDefinitions = localDefinitions(workspace, this.rules, caughtUp);
    this.plays = localPlays(workspace, caughtUp, work);
    this.today = localToday(workspace, caughtUp, work);
    this.signalCommands = localSignalCommands(workspace, caughtUp);
    this.portfolio = localPortfolio(workspace, caughtUp, work);
    this.promises = localPromises(workspace, caughtUp, work);
    this.promiseCommands = localPromiseCommands(workspace, caughtUp);
    this.voice = localVoice(workspace, caughtUp, work);
    this.handovers = localHandovers(workspace, caughtUp, work);
    this.#version = version;
    this.#folding = new LocalFolding(workspace, { serves: follow, follow: () => this.follow() });
    this.#work = work;
    this.#tellingOptions = { logger, ...telling };
  }

  /** Lets the projections fold from now on. Where that fails it can be tried again. */
  async follow(): Promise<void> {
    if (!isWritable(this.workspace)) return;
    this.#following ??= this.workspace.projections.start();
    try {
      await this.#following;
      if (this.#folding.serves && this.#tellingOptions.startsLater !== true) this.telling.start();
    } catch (error) {
      this.#following = undefined;
      throw error;
    }
  }

  /** Who is told something. @throws LedgerError `data-directory-locked` where another process writes */
  get telling(): Telling {
    return (this.#opened ??= new Telling(this.#writable(), this.today, this.#caughtUp, this.#tellingOptions));
  }

  get webhooks(): Telling['webhooks'] {
    return this.telling.webhooks;
  }

  get digests(): Telling['digests'] {
    return this.telling.digests;
  }

  get digestLinks(): Telling['links'] {
    return this.telling.links;
  }

  async status(): Promise<StatusAnswer> {
    return statusOf(this.workspace, this.#version);
  }

  async relationships(query: RelationshipsQuery, work = this.#work) {
    const moment = momentOf(this.workspace, query);
    await this.#caughtUp('relationships', ...standingProjections);
    return relationshipsOf(this.workspace, query, moment, work);
  }

  async relationship(name: string, query: ClaimedMomentQuery = {}, work = this.#work) {
    await this.#caughtUp('relationships', ...new Set([...partNames, ...signallingProjections(this.workspace)]));
    const { workspace, moment } = askedOf(this.workspace, query);
    return wholeRelationshipOf(workspace, findRelationship(workspace, name, moment), moment, work);
  }

  async timeline(name: string, query: TimelineQuery) {
    await this.#caughtUp('relationships');
    const { workspace, moment } = askedOf(this.workspace, query);
    return timelineOf(workspace, findRelationship(workspace, name, moment), query, moment);
  }

  async density({ relationship, buckets }: { relationship?: string; buckets?: number }) {
    await this.#caughtUp(relationship === undefined ? 'touchpoint-days' : 'relationships');
    if (relationship === undefined) return densityOfAll(this.workspace, buckets);
    return densityOf(this.workspace, findRelationship(this.workspace, relationship), buckets);
  }

  async signals(query: SignalsQuery, work = this.#work) {
    const moment = momentOf(this.workspace, query);
    const { relationship } = query;
    await this.#caughtUp(...signallingProjections(this.workspace), ...(relationship ? ['relationships'] : []));
    const id = relationship === undefined ? undefined : findRelationship(this.workspace, relationship, moment);
    return signalsOf(this.workspace, query, id, moment, work);
  }

  backtest(query: BackTestQuery, work: Work) {
    return backTestOf(this.workspace, query, work);
  }

  async fitRules(query: FitQuery, work: Work): Promise<FitAnswer> {
    if (query.publish === true) this.#writable();
    const answer = await fitOf(this.workspace, query, work);
    const rules = answer.segments.flatMap(({ rule }) => rule ?? []);
    if (query.publish !== true || rules.length === 0) return answer;
    return { ...answer, published: await this.rules.publish(rules, work) };
  }

  async processes(query: ProcessesQuery = {}, work = this.#work) {
    const moment = momentOf(this.workspace, query);
    await this.#caughtUp(...projectionsOfProcesses(query));
    return processesOf(this.workspace, query, moment, work);
  }

  async process(name: string, query: ProcessQuery, work = this.#work) {
    const moment = momentOf(this.workspace, query);
    await this.#caughtUp(...projectionsOfProcess(query));
    return processOf(this.workspace, name, query, moment, work);
  }

  async evidence(projection: string, cell: CellPath, query: EvidenceQuery, work = this.#work) {
    await this.#caughtUp(projection);
    return evidenceFor(this.workspace, projection, cell, query, work);
  }

  async processMap(name: string, query: MapQuery, work = this.#work): Promise<string> {
    const { renderProcessMap } = await import('./processes/process-map.js');
    return renderProcessMap(await this.process(name, query, work), query);
  }

  async projections(): Promise<ProjectionsAnswer> {
    await this.#caughtUp(...this.workspace.projections.status().map(({ name }) => name));
    return projectionsOf(this.workspace);
  }

  async imports() {
    await this.#caughtUp('imports');
    return { imports: importsOf(this.workspace, this.#running) };
  }

  async revert(importId: Id, { reason }: { reason?: string }, work: Work) {
    await revertImport(this.#writable(), importId, reason, this.#running);
    await this.#folding.settled(work);
    return (await this.imports()).imports.find((row) => row.importId === importId)!;
  }

  async link(party: string, other: string, evidence: string, work: Work) {
    const answer = await linkParties(this.#writable(), party, other, evidence);
    await this.#folding.settled(work);
    return answer;
  }

  async unlink(link: Id, work: Work) {
    const answer = await unlinkParties(this.#writable(), link);
    await this.#folding.settled(work);
    return answer;
  }

  proposeMapping(file: ImportFile): Promise<Proposal> {
    return proposalFor(file, this.workspace.directory.zone);
  }

  async import(file: ImportFile, options: ImportOptions, work: ImportWork) {
    const report = await importInto(this.#writable(), file, options, work, this.#running);
    // Whoever stopped it wants no answer made of it now; the next question folds what is missing.
    if (options.dryRun !== true && report.state !== 'interrupted' && work.signal?.aborted !== true)
      await this.#folding.settled(work);
    return report;
  }

  async record(
    body: string,
    contentType: string,
    options: { wait?: string; signal?: AbortSignal },
  ): Promise<WrittenAnswer> {
    return recordInto(this.#writable(), { body, contentType, ...options }, () => this.follow());
  }

  export(format: ExportFormat, filter: ExportFilter): AsyncIterable<string> {
    return exportText(this.workspace, format, filter, () => this.#caughtUp('relationships'));
  }

  async generate(options: GenerateOptions, work: Work) {
    const { file, dataset } = demonstrationFile(options, this.workspace.clock.now());
    return this.import(file, { dataset, format: 'ndjson' }, work);
  }

  async close(): Promise<void> {
    await this.#opened?.close();
    await closeWorkspace(this.workspace);
  }

  readonly #caughtUp = (...names: readonly string[]): Promise<void> => this.#folding.caughtUp(names, this.#work);

  #writable(): WritableWorkspace {
    if (isWritable(this.workspace)) return this.workspace;
    throw new LedgerError('data-directory-locked');
  }
}
