import type { ReworkCounts } from '#measures/process/rework-by-performer.js';
import type { Answered, DurationSummary, Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { ComparisonAnswer } from './comparison-answers.js';
import type { ExperienceAcrossAnswer } from './experience/across-answers.js';
import type { ExperienceAnswer } from './experience/experience-answers.js';
import type { ChoicesAnswer, ConformanceAnswer, FunnelAnswer } from './parts/part-answers.js';
import type { PipelineAnswer, StagesAnswer } from './parts/stage-answers.js';
import type { LoadAnswer, MilestoneTimesAnswer, TimesAnswer } from './parts/time-answers.js';
import type { WaitTimesAnswer } from './parts/wait-answers.js';
import type { TargetsAnswer } from './target-answers.js';

/** What can be told of a process beside itself, when it is asked for. */
export const processParts = [
  'choices',
  'times',
  'load',
  'waits',
  'conformance',
  'funnel',
  'stages',
  'pipeline',
  'targets',
  'experience',
] as const;
export type ProcessPart = (typeof processParts)[number];

/** What can be told of all processes beside their list, when it is asked for. */
export const processesParts = ['experience'] as const;
export type ProcessesPart = (typeof processesParts)[number];

export interface ProcessesQuery extends MomentQuery {
  readonly show?: readonly ProcessesPart[];
}

/** Which cases of a process are meant. */
export interface ChosenCasesQuery extends MomentQuery {
  /** Only cases that meet all of these conditions, each `name=value` (`conditionNames`). */
  readonly filter?: readonly string[];
}

export interface ProcessQuery extends ChosenCasesQuery {
  /** What these are compared with: cases that meet all of these. */
  readonly against?: readonly string[];
  /** How many variants are listed. */
  readonly variants?: number;
  /** How many flows are compared, those that most cases take first; 25 unless given. */
  readonly flows?: number;
  readonly show?: readonly ProcessPart[];
  /** From one milestone of a case to another, each as `start -> last Resolve` (`milestone-text.ts`). */
  readonly milestones?: readonly string[];
}

export interface MapQuery extends ChosenCasesQuery {
  /** Draws both sides on one map. */
  readonly against?: readonly string[];
  readonly flows?: number;
  readonly measure?: 'count' | 'mean' | 'median';
}

/** Which cases were chosen. */
export interface ChosenAnswer {
  readonly conditions: readonly string[];
  readonly cases: number;
  readonly ofCases: number;
}

/** What is declared of a process, by the version that holds. */
export interface DeclaredAnswer {
  readonly version: string;
  /** Absent where no path is. */
  readonly path?: 'sequence' | 'graph';
  /** Activities that end a case. */
  readonly terminal: readonly string[];
  readonly stages?: readonly string[];
  /** Their names. */
  readonly targets?: readonly string[];
}

/** How many cases begin, or end, with an activity. */
export interface EndRow {
  readonly activity: string;
  readonly count: number;
  /** A path is declared, and it has not this one there. */
  readonly offPath?: true;
}

export interface ProcessRow {
  readonly process: string;
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly firstEvent: string;
  readonly lastEvent: string;
}

export type ProcessesAnswer = Answered & {
  readonly processes: readonly ProcessRow[];
  /** What customers feel of them; where it is asked for. */
  readonly experience?: ExperienceAcrossAnswer;
};

export type ProcessAnswer = Answered & {
  readonly process: string;
  /** Present where only some cases are told of; what is told of persons and teams is left out then. */
  readonly chosen?: ChosenAnswer;
  /** Absent where nothing is declared of it. */
  readonly declared?: DeclaredAnswer;
  readonly cases: number;
  /** Cases that have not ended, by their events or by the terminal activities of the process; absent where nothing says either. */
  readonly open?: number;
  readonly events: number;
  readonly activities: readonly {
    readonly activity: string;
    readonly count: number;
    readonly cases: number;
    /** How long the work took, of the steps whose start is known; absent where none is. */
    readonly service?: DurationSummary;
  }[];
  readonly start: readonly EndRow[];
  readonly end: readonly EndRow[];
  readonly flows: readonly {
    readonly from: string;
    readonly to: string;
    readonly count: number;
    readonly cases: number;
    /** From completion to completion. */
    readonly duration: DurationSummary;
    /** From the completion of the one to the start of the other, where that is known; absent where it never is. */
    readonly wait?: DurationSummary;
    /** A path is declared, and the one does not follow the other anywhere on it. */
    readonly offPath?: true;
  }[];
  readonly variants: {
    readonly count: number;
    readonly top: readonly { readonly count: number; readonly activities: readonly string[] }[];
  };
  readonly caseDuration: DurationSummary;
  readonly rework: {
    readonly casesWithRework: number;
    readonly totalRework: number;
    readonly casesPerActivity: Readonly<Record<string, number>>;
    readonly selfLoops: Readonly<Record<string, number>>;
    /** The steps beyond the first of each activity, by whether who did the one before did them: nobody is named. */
    readonly byPerformer?: readonly ({ readonly activity: string } & ReworkCounts)[];
    readonly byPerformerTotal?: ReworkCounts;
  };
  /** Those that are chosen beside others; where these are asked for. */
  readonly comparison?: ComparisonAnswer;
  /** What cases can be chosen by; where it is asked for. */
  readonly choices?: readonly ChoicesAnswer[];
  /** How cases keep to the declared path; where it is asked for. */
  readonly conformance?: ConformanceAnswer;
  readonly funnel?: FunnelAnswer;
  readonly targets?: TargetsAnswer;
  /** What customers feel of it. */
  readonly experience?: ExperienceAnswer;
  /** How cases spent their time, and how long the steps of each activity took. */
  readonly times?: TimesAnswer;
  /** How many cases came in, ended and are open. */
  readonly load?: LoadAnswer;
  /** How long it takes from one activity to another, and which waits were unusual. */
  readonly waits?: WaitTimesAnswer;
  /** How long cases stay in the declared stages, and which are stuck there. */
  readonly stages?: StagesAnswer;
  /** What open cases are worth. */
  readonly pipeline?: PipelineAnswer;
  /** In the order in which they are asked for. */
  readonly milestones?: readonly MilestoneTimesAnswer[];
  /**
   * Steps of one person directly behind those of another, or of their own: only where the workforce policy of today says
   * that what people do may be told of each of them.
   */
  readonly handovers?: readonly { readonly from: Named; readonly to: Named; readonly count: number }[];
  /** Why there is nothing of persons. */
  readonly handoversWithheld?: 'no policy allows it';
  /** The same between teams that are large enough to be told of; from = to where a team went on by itself. */
  readonly teamHandovers?: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** How far `teamHandovers` goes, of the teams that any handover leads to or from. */
  readonly teams?: {
    readonly told: number;
    /** Teams in which too few people work, and those that make up enough with them. */
    readonly withheld: number;
    /** Handovers that one of them is in, those to themselves included. */
    readonly withheldHandovers: number;
    /** Steps without a team: no handover leads to them or from them. */
    readonly noTeam: number;
  };
};
