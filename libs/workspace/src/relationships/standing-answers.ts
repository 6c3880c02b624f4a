import type { Id } from '#core/time.js';
import type { Answered, Named } from '../answered.js';
import type { EvidenceEvent } from '../documents/made-answers.js';
import type { SignalsAnswered } from '../signals/signal-answers.js';
import type { ContactDaysPart } from './contact-days-part.js';
import type { PartName } from './part-names.js';
import type { PromiseCounts, PromiseRateAnswer, PromiseRow } from './promise-answers.js';
import type { RelationshipHealth } from './health-answers.js';
import type { SignalsPart } from './signals-part.js';
import type { MayBeUnknown } from './unknown-since.js';

/**
 * How a relationship stands, as `tend relationship` tells it beside who and what is in it: phase, silence, trend, promises,
 * needs, contracts, people, what they say, how long they wait, health, open signals. Each part is read from a projection of its own at one moment.
 * A part that cannot be told is left out, and `parts` says why. Days are days, other durations are seconds; a number that
 * is not known is null. Evidence is ids of events.
 */
export interface StandingAnswer extends Partial<TrajectoryPart> {
  readonly party: Named;
  readonly promises?: PromisesPart;
  readonly needs?: NeedsPart;
  readonly contracts?: ContractsPart;
  readonly people?: PeoplePart;
  readonly voice?: VoicePart;
  readonly replies?: RepliesPart;
  readonly health?: RelationshipHealth;
  readonly signals?: SignalsPart;
  /** Days with an act of each side, oldest first: what the rhythm is drawn of. */
  readonly days?: ContactDaysPart;
  readonly parts: readonly PartRead[];
  /** The events that the parts name as evidence, in the order of time; without those that may not be told of. */
  readonly events: readonly EvidenceEvent[];
}

export { partNames, type PartName } from './part-names.js';

/** From where a part was told, or why it was not. */
export interface PartRead extends Partial<Answered> {
  /** `signals`: of all that raise any. */
  readonly projection: PartName | 'signals';
  /**
   * `told`; `nothing`: nothing recorded by then makes any of it; `set-apart`: as of the facts before the one that its
   * definition fails at; `withheld`: nobody may be told for this purpose; `not-ready`: the projection is not there, or not built.
   */
  readonly state: 'told' | 'nothing' | 'set-apart' | 'withheld' | 'not-ready';
  /** In words, where it is not simply told. */
  readonly says?: string;
  /** Of signals: every projection that was asked. */
  readonly answered?: readonly SignalsAnswered[];
}

export interface TrajectoryPart extends PhaseAnswer {
  readonly classified: {
    readonly kind: 'b2b' | 'b2c' | null;
    readonly segment: string;
    readonly cadenceDays: number | null;
  };
  readonly basis: BasisAnswer;
  readonly silence: { readonly theirs: TheirSilenceAnswer | null; readonly ours: OurSilenceAnswer | null };
  readonly trend: TrendAnswer;
  /** What stands beside the phase: silence, decline, growth, open breaches. */
  readonly alarms: readonly AlarmAnswer[];
  /** The phases it was in, oldest first, the present one last. */
  readonly history: readonly PhaseAnswer[];
  /** Older phases that are not kept. */
  readonly earlierPhases: number;
  readonly rules: RulesAnswered;
  /** Told by a rhythm that was fitted on what came later. */
  readonly hindsightParameters: boolean;
}

export interface PhaseAnswer {
  /** One of the eight phases; `cause` is told of a deterioration. */
  readonly phase: string;
  readonly cause: string | null;
  /** Phase and cause in words: “deterioration by neglect”. */
  readonly phaseWords: string;
  readonly reason: string;
  /** The rule that gave the phase, in words. */
  readonly why: string;
  /** When it began, as far as can be told; when the rules could first tell. */
  readonly onset: string;
  readonly detectedAt: string;
  readonly evidence: readonly Id[];
}

export interface BasisAnswer {
  /** Of theirs. */
  readonly contactDays: number;
  readonly since: string | null;
  readonly tooEarly: boolean;
  /** Connectors that their latest contacts came by, as far as they are known to be alive. */
  readonly feeds: readonly string[];
  readonly unknownSince: string | null;
  readonly sentence: string;
}

export interface TheirSilenceAnswer {
  readonly days: number;
  readonly operationalDays: number;
  readonly usualDays: number | null;
  readonly p: number | null;
  readonly threshold: number | null;
  readonly outcome: string;
  readonly since: string | null;
  readonly sentence: string;
  readonly evidence: readonly Id[];
}

export interface OurSilenceAnswer {
  readonly days: number | null;
  readonly cadenceDays: number | null;
  readonly targetDays: number;
  readonly waiting: readonly { readonly event: Id; readonly days: number; readonly overdue: boolean }[];
  readonly sentence: string;
  readonly evidence: readonly Id[];
}

export interface TrendAnswer extends MayBeUnknown {
  readonly kind: string;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly windowDays: number;
  /** Contact-days in both windows. */
  readonly n: number;
  readonly sentence: string;
}

export interface AlarmAnswer {
  readonly kind: 'silence' | 'decline' | 'growth' | 'breach';
  readonly since: string;
  readonly sentence: string;
  readonly evidence: readonly Id[];
}

export interface RulesAnswered {
  readonly version: string;
  readonly rhythm: { readonly version: string; readonly segment: string };
}

/** Counts are of promises of ours; `theirs` are those of the customer. */
export interface PromisesPart extends PromiseCounts {
  readonly rates: readonly PromiseRateAnswer[];
  readonly theirs: PromiseCounts;
  /** Those that wait or are in question first, the oldest due first; then the latest of the others. */
  readonly rows: readonly PromiseRow[];
  /** How many more there are than rows. */
  readonly more: number;
  readonly sentence: string;
}

export interface NeedsPart {
  readonly untouched: number;
  readonly inHand: number;
  readonly declined: number;
  readonly met: number;
  /** Open ones: untouched before those in hand, and these before the declined; the oldest first. */
  readonly rows: readonly NeedRow[];
  readonly goals: {
    readonly open: number;
    readonly overdue: number;
    readonly reached: number;
    readonly rows: readonly GoalRow[];
  };
  readonly sentence: string;
}

export interface NeedRow {
  /** Id of the event that stated it. */
  readonly id: Id;
  readonly topic?: string;
  readonly text?: string;
  readonly status: string;
  readonly statedAt: string;
  /** Days since it was stated. */
  readonly days: number;
  readonly lastActAt?: string;
}

export interface GoalRow {
  readonly id: Id;
  readonly measure: string;
  readonly target: number;
  readonly agreedAt: string;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly text?: string;
}

export interface ContractsPart {
  readonly inForce: number;
  /** Not over first, what has to be settled first at the top. */
  readonly rows: readonly ContractRow[];
  readonly more: number;
  /** Words about contracts of which it cannot be told which. */
  readonly unattributed: number;
  readonly sentence: string;
}

export interface ContractRow {
  /** Id of the event that made it, or of its first renewal. */
  readonly id: Id;
  readonly status: string;
  readonly inForce: boolean;
  readonly product?: string;
  readonly startAt?: string;
  readonly endAt?: string;
  readonly noticeBy?: string;
  readonly noticeAt?: string;
  /** By when a renewal has to be settled, where one is open. */
  readonly settleBy?: string;
  readonly settleInDays?: number;
  readonly autoRenew: boolean;
  readonly amounts: readonly { readonly currency: string; readonly value: number }[];
  readonly evidence: readonly Id[];
}

export interface PeoplePart extends MayBeUnknown {
  readonly known: number;
  /** In a two-way exchange in the last 90 days. */
  readonly engaged: number;
  readonly neverEngaged: number;
  /** Distinct people of theirs in two-way exchanges in 180 days; null for persons. */
  readonly breadth: number | null;
  readonly singleThreaded: boolean;
  /** One of ours has so much of the exchange; who, only where a policy of the workforce lets single people be shown. */
  readonly knowledgeRisk: { readonly share: number; readonly person?: Named } | null;
  readonly championLost: boolean;
  readonly missingRoles: readonly string[];
  readonly owner?: Named & { readonly since: string };
  /** Of theirs, the last two-way exchange first. */
  readonly rows: readonly PersonRow[];
  readonly more: number;
  readonly sentence: string;
  readonly evidence: readonly Id[];
}

export interface PersonRow extends Named {
  readonly roles: readonly string[];
  readonly champion: boolean;
  readonly engaged: boolean;
  readonly lastExchange?: string;
  readonly lastTouch?: string;
  readonly leftAt?: string;
}

export interface VoicePart {
  readonly answers: number;
  /** The last answer to each instrument, whoever gave it. */
  readonly latest: readonly {
    readonly instrument: string;
    readonly score: number;
    readonly at: string;
    /** Of ten, against the same person's answer before; null at a first one. */
    readonly changeOfTen: number | null;
  }[];
  /** `value` is null while fewer than 20 answers count. */
  readonly figures: readonly {
    readonly instrument: string;
    readonly n: number;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  readonly responseRate: { readonly sent: number; readonly answered: number };
  readonly complaints: number;
  readonly openComplaints: readonly {
    readonly since: string;
    readonly topic?: string;
    readonly evidence: readonly Id[];
  }[];
  readonly praise: number;
  readonly referrals: number;
  readonly sentence: string;
}

export interface RepliesPart extends MayBeUnknown {
  readonly first: ReplyTimes;
  readonly next: ReplyTimes;
  readonly waiting: readonly {
    readonly which: string;
    readonly channel: string;
    readonly from: string;
    /** Of business time. */
    readonly waitedSeconds: number;
    readonly late: boolean;
    readonly evidence: readonly Id[];
  }[];
  readonly sentence: string;
}

export interface ReplyTimes {
  readonly n: number;
  /** Business time by which half of all had a reply; null when half of them had none. */
  readonly medianSeconds: number | null;
  readonly neverAnswered: number | null;
}
