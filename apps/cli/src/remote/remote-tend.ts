import type { ClaimedMomentQuery } from '#workspace/tend.js';
import type {
  DensityAnswer,
  ImportReport,
  ImportRow,
  LinkAnswer,
  ProjectionsAnswer,
  RelationshipAnswer,
  RelationshipsAnswer,
  StatusAnswer,
  TimelineAnswer,
  WrittenAnswer,
} from '#workspace/answers.js';
import type {
  MapQuery,
  ProcessAnswer,
  ProcessesAnswer,
  ProcessesQuery,
  ProcessQuery,
} from '#workspace/processes/process-answers.js';
import type { BackTestAnswer, BackTestQuery } from '#workspace/prediction/back-test-answers.js';
import type { FitAnswer, FitQuery } from '#workspace/prediction/fit-answers.js';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import type { Promises } from '#workspace/relationships/promise-answers.js';
import type { Handovers } from '#workspace/handover/handover-answers.js';
import type { MadeReads } from '#workspace/documents/made-answers.js';
import type { VoiceReads } from '#workspace/voice/voice-answers.js';
import type {
  EvidenceQuery,
  ExportFilter,
  ExportFormat,
  GenerateOptions,
  ImportFile,
  ImportOptions,
  ImportWork,
  Proposal,
  RelationshipsQuery,
  SignalsQuery,
  Tend,
  TimelineQuery,
  Work,
} from '#workspace/tend.js';
import { HttpClient } from './http-client.js';
import { RemoteBuilds } from './remote-builds.js';
import { remoteMade } from './remote-made.js';
import { remoteHandovers } from './remote-handovers.js';
import { RemotePortfolio } from './remote-portfolio.js';
import { RemotePromiseCommands } from './remote-promise-commands.js';
import { remotePromises } from './remote-promises.js';
import { RemoteDefinitions } from './remote-definitions.js';
import { RemoteRules } from './remote-rules.js';
import { RemoteSignalCommands } from './remote-signal-commands.js';
import { remoteVoice } from './remote-voice.js';
import { RemotePlays } from './remote-plays.js';
import { RemoteToday } from './remote-today.js';
import { RemoteDigests } from './remote-digests.js';
import { RemoteWebhooks } from './remote-webhooks.js';

/** A workspace behind a running server. Each verb is one request; long ones answer in lines as they go. */
export class RemoteTend implements Tend {
  readonly webhooks: RemoteWebhooks;
  readonly digests: RemoteDigests;
  readonly signalCommands: RemoteSignalCommands;
  readonly rules: RemoteRules;
  readonly processDefinitions: RemoteDefinitions;
  readonly portfolio: RemotePortfolio;
  readonly plays: RemotePlays;
  readonly today: RemoteToday;
  readonly made: MadeReads;
  readonly promises: Promises;
  readonly promiseCommands: RemotePromiseCommands;
  readonly handovers: Handovers;
  readonly builds: RemoteBuilds;
  readonly voice: VoiceReads;
  readonly #http: HttpClient;

  constructor(url: string, token: string) {
    this.#http = new HttpClient(url, token);
    this.webhooks = new RemoteWebhooks(this.#http);
    this.digests = new RemoteDigests(this.#http);
    this.rules = new RemoteRules(this.#http);
    this.processDefinitions = new RemoteDefinitions(this.#http);
    this.plays = new RemotePlays(this.#http);
    this.today = new RemoteToday(this.#http);
    this.signalCommands = new RemoteSignalCommands(this.#http);
    this.portfolio = new RemotePortfolio(this.#http);
    this.made = remoteMade(this.#http);
    this.promiseCommands = new RemotePromiseCommands(this.#http);
    this.promises = remotePromises(this.#http, (name, moment) => this.#idOf(name, moment));
    this.handovers = remoteHandovers(this.#http, (name, moment) => this.#idOf(name, moment));
    this.builds = new RemoteBuilds(this.#http);
    this.voice = remoteVoice(this.#http);
  }

  status(): Promise<StatusAnswer> {
    return this.#http.get('/status');
  }

  async relationships(query: RelationshipsQuery, work?: Work): Promise<RelationshipsAnswer> {
    const { owner, team, asOf, knownBy } = query;
    const moment = { ...(asOf === undefined ? {} : { asOf }), ...(knownBy === undefined ? {} : { knownBy }) };
    const id = owner === undefined ? {} : { owner: await this.today.ownerInAddress({ owner, ...moment }) };
    const named = { ...query, ...id, ...(await this.portfolio.teamIn({ team, ...moment })) };
    return this.#http.get('/relationships', named, work?.signal);
  }

  async relationship(name: string, { asOf, knownBy, asClaimed }: ClaimedMomentQuery = {}): Promise<RelationshipAnswer> {
    const moment = { asOf, knownBy, asClaimed } as ClaimedMomentQuery;
    return this.#http.get(`/relationships/${await this.#idOf(name, moment)}`, { ...moment });
  }

  async timeline(name: string, query: TimelineQuery): Promise<TimelineAnswer> {
    return this.#http.get(`/relationships/${await this.#idOf(name, query)}/timeline`, { ...query });
  }

  async density(query: { relationship?: string; buckets?: number }): Promise<DensityAnswer> {
    const { relationship, buckets } = query;
    const path = relationship === undefined ? '/density' : `/relationships/${await this.#idOf(relationship)}/density`;
    return this.#http.get(path, { buckets });
  }

  /** Names are personal, and addresses end up in histories and in the logs of what stands between: they go in a body. */
  async #idOf(name: string, { asOf, knownBy, asClaimed }: ClaimedMomentQuery = {}): Promise<string> {
    const { id } = await this.#http.post<{ id: string }>('/relationships/find', { name, asOf, knownBy, asClaimed });
    return encodeURIComponent(id);
  }

  async signals(query: SignalsQuery, work?: Work): Promise<SignalsAnswer> {
    const { relationship: name, ...others } = query;
    const relationship = name === undefined ? undefined : decodeURIComponent(await this.#idOf(name, query));
    return this.#http.get('/signals', { ...others, relationship }, work?.signal);
  }

  backtest(query: BackTestQuery, work: Work): Promise<BackTestAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work('/backtest', { headers, text: JSON.stringify(query) }, work);
  }

  fitRules(query: FitQuery, work: Work): Promise<FitAnswer> {
    return this.#command('FitRules', query, work);
  }

  processes(query: ProcessesQuery = {}, work?: Work): Promise<ProcessesAnswer> {
    return this.#http.get('/processes', { ...query }, work?.signal);
  }

  process(name: string, query: ProcessQuery, work?: Work): Promise<ProcessAnswer> {
    return this.#http.get(`/processes/${encodeURIComponent(name)}`, { ...query }, work?.signal);
  }

  evidence(
    name: string,
    cell: readonly (string | number)[],
    query: EvidenceQuery,
    work?: Work,
  ): Promise<EvidenceAnswer> {
    return this.#http.get(`${projection(name)}/evidence`, { cell: JSON.stringify(cell), ...query }, work?.signal);
  }

  processMap(name: string, query: MapQuery, work?: Work): Promise<string> {
    return this.#http.text(`/processes/${encodeURIComponent(name)}/map.svg`, { ...query }, work?.signal);
  }

  projections(): Promise<ProjectionsAnswer> {
    return this.#http.get('/projections');
  }

  imports(): Promise<{ imports: readonly ImportRow[] }> {
    return this.#http.get('/imports');
  }

  revert(importId: string, options: { reason?: string }, work: Work): Promise<ImportRow> {
    const headers = { 'content-type': 'application/json' };
    const path = `/imports/${encodeURIComponent(importId)}/revert`;
    return this.#http.work<ImportRow>(path, { headers, text: JSON.stringify(options) }, work);
  }

  link(party: string, other: string, evidence: string, work: Work): Promise<LinkAnswer> {
    return this.#command('LinkParties', { party, other, evidence }, work);
  }

  unlink(link: string, work: Work): Promise<LinkAnswer> {
    return this.#command('UnlinkParties', { link }, work);
  }

  #command<Answer>(name: string, body: object, work: Work): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work<Answer>(`/commands/${name}`, { headers, text: JSON.stringify(body) }, work);
  }

  proposeMapping(file: ImportFile): Promise<Proposal> {
    return this.#http.send('/mappings/propose', { name: file.name }, file.bytes);
  }

  import(file: ImportFile, options: ImportOptions, work: ImportWork): Promise<ImportReport> {
    const { mapping, ...query } = options;
    const headers: Record<string, string> =
      mapping === undefined ? {} : { 'tend-mapping': Buffer.from(JSON.stringify(mapping)).toString('base64url') };
    const upload = {
      name: file.name,
      ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
      ...query,
    };
    const comesOnce = file.sizeBytes === undefined;
    return this.#http.work<ImportReport>('/imports', { query: upload, headers, body: file.bytes, comesOnce }, work);
  }

  record(body: string, contentType: string, options: { wait?: string; signal?: AbortSignal }): Promise<WrittenAnswer> {
    return this.#http.record(body, contentType, options);
  }

  export(format: ExportFormat, filter: ExportFilter): AsyncIterable<string> {
    return this.#export(format, filter);
  }

  async *#export(format: ExportFormat, filter: ExportFilter): AsyncIterable<string> {
    const { relationship, process } = filter;
    const id = relationship === undefined ? undefined : await this.#idOf(relationship);
    yield* this.#http.stream(`/export/${format}`, { process, relationship: id });
  }

  generate(options: GenerateOptions, work: Work): Promise<ImportReport> {
    return this.#http.work<ImportReport>('/demonstration', { query: { ...options } }, work);
  }

  async close(): Promise<void> {}
}

function projection(name: string): string {
  return `/projections/${encodeURIComponent(name)}`;
}
