import type { Id } from '#core/time.js';
import type { Severity } from '#core/severities.js';
import type { LedgerErrorCode, Violation } from '#core/errors.js';
import type {
  ImportReport,
  ImportRow,
  LinkAnswer,
  RelationshipAnswer,
  RelationshipsAnswer,
  StatusAnswer,
  DensityAnswer,
  ProjectionsAnswer,
  TimelineAnswer,
  WrittenAnswer,
} from './answers.js';
import type {
  MapQuery,
  ProcessAnswer,
  ProcessesAnswer,
  ProcessesQuery,
  ProcessQuery,
} from './processes/process-answers.js';
import type { ProcessDefinitions } from './processes/definitions/definition-answers.js';
import type { SignalsAnswer } from './signals/signal-answers.js';
import type { SignalCommands } from './signals/signal-command-answers.js';
import type { BuildLife } from './builds/build-questions.js';
import type { EvidenceAnswer } from './documents/evidence-answers.js';
import type { MadeReads } from './documents/made-answers.js';
import type { Handovers } from './handover/handover-answers.js';
import type { MomentQuery } from './moments/moment-query.js';
import type { BackTestAnswer, BackTestQuery } from './prediction/back-test-answers.js';
import type { PortfolioQuestions } from './portfolio/portfolio-answers.js';
import { standingSorts, type PortfolioFilter } from './portfolio/standing-answers.js';
import type { FitAnswer, FitQuery } from './prediction/fit-answers.js';
import type { Promises } from './relationships/promise-answers.js';
import type { PromiseCommands } from './relationships/promise-command-answers.js';
import type { Rules } from './rules/rule-answers.js';
import type { VoiceReads } from './voice/voice-answers.js';
import type { Plays } from './plays/play-answers.js';
import type { Today } from './today/today-answers.js';
import type { DigestLinks, Digests } from './digests/digest-answers.js';
import type { Webhooks } from './outbox/webhook-answers.js';
import type { Work } from './work.js';

export type { MomentQuery } from './moments/moment-query.js';
export type { Work } from './work.js';

/**
 * Everything that a person can do with one workspace. The server calls it in its own process; a command calls the same
 * thing either in its own process or, when a server runs on the data directory, over HTTP (`apps/cli`). One interface,
 * so that a verb means the same wherever it runs.
 */
export interface Tend {
  status(): Promise<StatusAnswer>;
  /** @param work of a past moment, which may take long: tells how far it is and can be stopped, as in the other lists */
  relationships(query: RelationshipsQuery, work?: Work): Promise<RelationshipsAnswer>;
  /** @param name an id, or any identifier that the relationship was ever known by */
  relationship(name: string, query?: ClaimedMomentQuery, work?: Work): Promise<RelationshipAnswer>;
  timeline(name: string, query: TimelineQuery): Promise<TimelineAnswer>;
  /** Touchpoints over time, of one relationship or of all, for the time bar. */
  density(query: { relationship?: string; buckets?: number }): Promise<DensityAnswer>;
  /** The inbox: what projections raise, the newest first. */
  signals(query: SignalsQuery, work?: Work): Promise<SignalsAnswer>;
  /** What people do about signals: acknowledged, put off, dealt with, and each taken back. */
  readonly signalCommands: SignalCommands;
  /** Promises made, kept, broken, unconfirmed and due, of all relationships. */
  readonly promises: Promises;
  /** What people say became of promises: kept, renegotiated, and each taken back. */
  readonly promiseCommands: PromiseCommands;
  /** Who is told what becomes of signals. @throws LedgerError `data-directory-locked` where another process writes */
  readonly webhooks: Webhooks;
  /** Who is told each day what there is to do. @throws LedgerError `data-directory-locked` where another process writes */
  readonly digests: Digests;
  /** The portfolio as a whole: who moved, and the numbers of the essays' verbs. */
  readonly portfolio: PortfolioQuestions;
  /** What customers tell us: the measures of surveys, of replies and of what is told unasked, and the answers behind them. */
  readonly voice: VoiceReads;
  /** What whoever takes relationships over has to know. */
  readonly handovers: Handovers;
  /** What was published for folds to read: rhythms, phase rules, calendars … */
  readonly rules: Rules;
  /** What is recommended in which phase, what people made of it, and what it did. */
  readonly plays: Plays;
  /** What there is to do. */
  readonly today: Today;
  /**
   * What each measure would have said at days of the past, against what happened, beside the naive baselines. Reads the whole
   * ledger and may take minutes.
   * @throws LedgerError `invalid`, `limit-exceeded`, `busy`, `cancelled`
   */
  backtest(query: BackTestQuery, work: Work): Promise<BackTestAnswer>;
  /**
   * Fits the rhythm or the season of each segment on what was recorded by a moment, and publishes it where that is asked for.
   * @throws LedgerError `invalid`, `cancelled`, `data-directory-locked` where another process writes
   */
  fitRules(query: FitQuery, work: Work): Promise<FitAnswer>;
  processes(query?: ProcessesQuery, work?: Work): Promise<ProcessesAnswer>;
  process(name: string, query: ProcessQuery, work?: Work): Promise<ProcessAnswer>;
  /** What processes are meant to be: published with what is changed, taken back, and listed. */
  readonly processDefinitions: ProcessDefinitions;
  /**
   * What a total of a projection is made of: its parts, with the events behind them.
   * @param cell the path of the total, as `infra/docs/projections.md` names it
   */
  evidence(
    projection: string,
    cell: readonly (string | number)[],
    query: EvidenceQuery,
    work?: Work,
  ): Promise<EvidenceAnswer>;
  processMap(name: string, query: MapQuery, work?: Work): Promise<string>;
  projections(): Promise<ProjectionsAnswer>;
  /** What a projection makes: documents, totals, and the events behind both. */
  readonly made: MadeReads;
  /** The life of builds: begun, compared, switched, asked what if. */
  readonly builds: BuildLife;
  imports(): Promise<{ imports: readonly ImportRow[] }>;
  /** Takes an import back. @throws LedgerError `not-found`, `import-running`, `invalid` */
  revert(importId: Id, options: { reason?: string }, work: Work): Promise<ImportRow>;
  /**
   * Says that two parties are one; both ids stay. Each is an id, or any identifier or name.
   * @param evidence one of `linkEvidence`
   * @throws LedgerError `not-found`, `invalid`
   */
  link(party: string, other: string, evidence: string, work: Work): Promise<LinkAnswer>;
  /** Takes a link back. @throws LedgerError `not-found`, `invalid` */
  unlink(link: Id, work: Work): Promise<LinkAnswer>;
  proposeMapping(file: ImportFile): Promise<Proposal>;
  import(file: ImportFile, options: ImportOptions, work: ImportWork): Promise<ImportReport>;
  record(body: string, contentType: string, options: { wait?: string; signal?: AbortSignal }): Promise<WrittenAnswer>;
  export(format: ExportFormat, filter: ExportFilter): AsyncIterable<string>;
  generate(options: GenerateOptions, work: Work): Promise<ImportReport>;
  close(): Promise<void>;
}

/** What only the process that serves a workspace can do. */
export interface ServedTend extends Tend {
  /** What is said by the links of digests. */
  readonly digestLinks: DigestLinks;
}

export interface ImportWork extends Work {
  /** Takes the rejects file line by line, line ends included, as it is written. */
  readonly reject?: (line: string) => void | Promise<void>;
}

export const relationshipSorts = [
  ...standingSorts,
  'name',
  'lastTouchpoint',
  'lastContact',
  'firstContact',
  'touchpoints',
  'openCases',
  'cases',
  'theirs',
  'ours',
] as const;
export type RelationshipSort = (typeof relationshipSorts)[number];

export interface RelationshipsQuery extends MomentQuery, PortfolioFilter {
  /** Without it value at risk comes first; where a name is sought, the names that fit best. */
  readonly sort?: RelationshipSort;
  readonly direction?: 'ascending' | 'descending';
  readonly limit?: number;
  readonly after?: string;
  /** Only those whose name holds this text. */
  readonly q?: string;
}

export interface SignalsQuery extends MomentQuery {
  readonly kind?: string;
  readonly severity?: Severity;
  /** An id, or any identifier that it was ever known by. */
  readonly relationship?: string;
  readonly projection?: string;
  /**
   * `open`, unless told: what stands. `ended`: what stood once and does not any more. `withdrawn`: what was raised, and of
   * which what is known now does not say that it ever stood; of now alone, as far as the build that serves remembers.
   */
  readonly state?: SignalState;
  /** Where the work on it stands. Unless told, of what stands what is new or acknowledged, of what has ended all. */
  readonly work?: SignalWorkFilter;
  /** Only what began more than 30 days before it was recorded, or only what did not, as is shown of what stands unless told. */
  readonly historic?: boolean;
  readonly limit?: number;
  readonly after?: string;
}

export const signalStates = ['open', 'ended', 'withdrawn'] as const;
export type SignalState = (typeof signalStates)[number];
export const signalWorkFilters = ['new', 'acknowledged', 'snoozed', 'resolved', 'all'] as const;
export type SignalWorkFilter = (typeof signalWorkFilters)[number];

/** A moment of one relationship. */
export interface ClaimedMomentQuery extends MomentQuery {
  /** What was known by then is told by the sources, and not by when it was recorded here. */
  readonly asClaimed?: boolean;
}

export interface TimelineQuery extends ClaimedMomentQuery {
  readonly limit?: number;
  readonly after?: string;
}

export interface EvidenceQuery extends MomentQuery {
  /** Only one of its sums or columns. */
  readonly part?: string;
  readonly limit?: number;
  readonly after?: string;
}

/** A file as it comes, from a disk or over HTTP: never held whole. */
export interface ImportFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes?: number;
}

export interface ImportOptions {
  readonly dataset?: string;
  readonly process?: string;
  readonly format?: string;
  /** Of an object-centric log: the type of objects that are the cases. */
  readonly case?: string;
  readonly mapping?: unknown;
  readonly dryRun?: boolean;
  readonly newIdentity?: boolean;
}

export interface ProposalProblem {
  readonly title: string;
  readonly code: LedgerErrorCode;
  readonly detail: string;
  readonly hint: string;
  readonly violations: readonly Violation[];
}

export interface Proposal {
  readonly format: string;
  /** Absent for formats that need none, and where none can be proposed. */
  readonly mapping?: unknown;
  /** Why none can be proposed, as a problem document without status. */
  readonly problem?: ProposalProblem;
  /** What a mapping can be chosen from: the columns of the file, and formats of times. */
  readonly columns: readonly string[];
  readonly timeFormats: readonly string[];
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[];
  /** Up to five rows as they would be read. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export type ExportFormat = 'xes' | 'csv' | 'cloudevents' | 'ocel';

export interface ExportFilter {
  readonly process?: string;
  readonly relationship?: string;
}

export interface GenerateOptions {
  readonly relationships: number;
  readonly events: number;
  readonly seed: number;
  /** The last day of it, `YYYY-MM-DD`, or `today`: the latest that is over. Without it always 2026-10-31. */
  readonly until?: string;
}
