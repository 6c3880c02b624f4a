import type { Phase } from '#measures/phases/phase.js';
import type { Aftermath, Exposure } from '#measures/process/customer-associations.js';
import type { CountedShare } from '#measures/process/counted-share.js';
import type { EffortSummary } from '#measures/process/customer-effort-summary.js';
import type { EffectDifference, StratifiedEffect } from '#measures/process/stratified-effect.js';
import type { Named } from '../../answers.js';
import type { Amount } from '../../portfolio/standing-answers.js';
import type { VoiceMeasure } from '../../voice/voice-answers.js';

/** What customers feel of a process: what its cases cost them, beside what became of the same relationships. */
export interface ExperienceAnswer {
  /** What it is as of. */
  readonly at: string;
  /** So many days behind a case, or behind one of its endings, something counts as coming after it. */
  readonly windowDays: number;
  /** A unit is a case. Handovers are those between teams. */
  readonly effort: EffortSummary;
  readonly relationships: TouchedRelationships;
  readonly voice: VoiceOfTouched;
  readonly associations: AssociationsAnswer;
  /** Of all cases; absent where only some were chosen. */
  readonly needs?: NeedsOfProcess;
  readonly bottlenecks: BottlenecksAnswer;
}

/** The relationships that the cases are about. */
export interface TouchedRelationships {
  readonly total: number;
  /** Cases of nobody known. */
  readonly casesWithout: number;
  /** Where they stand at the moment, a relationship each. */
  readonly phases: readonly {
    readonly phase: Phase;
    readonly relationships: number;
    /** Of these: too early to tell. */
    readonly tooEarly: number;
  }[];
}

/** What the same relationships told from the beginning of one of their cases until `windowDays` behind it. */
export interface VoiceOfTouched {
  /** Of which a case had begun. */
  readonly relationships: number;
  /** Of these, who answered, and who complained. */
  readonly answering: number;
  readonly complaining: number;
  readonly complaints: number;
  /** A unit is an answer that counts; fewer than five are not told. */
  readonly surveys: readonly VoiceMeasure[];
}

/** Endings of cases, and of how many it can be told what came behind them. */
export interface FollowedSums {
  /** Cases that ended, and how often they did. */
  readonly cases: number;
  readonly endings: number;
  /** Of the endings: those that can be judged. The window of the others is not over, or nobody is known to be concerned. */
  readonly judged: number;
  readonly tooEarly: number;
  readonly withoutRelationship: number;
}

/** Which attributes tell the type of a case and how serious it is. */
export interface StratumNames {
  readonly caseType: string;
  readonly seriousness: string;
}

/** What goes with what was done to customers; the unit is an ending of a case (`customer-associations.ts`). */
export interface AssociationsAnswer extends FollowedSums {
  /** A wait is long above this, in seconds; absent without an ending. */
  readonly longWait?: number;
  /** The attributes of a case by which it is compared with its like. */
  readonly strata: StratumNames & {
    /** Judged endings of cases that say neither. */
    readonly unsaid: number;
    /** Other attributes that cases have, and that a process can name for it. */
    readonly others: readonly string[];
  };
  readonly of: readonly AssociationAnswer[];
}

export interface AssociationFigures {
  readonly exposure: Exposure;
  readonly aftermath: Aftermath;
  /** Without how many had the outcome where there are fewer than five. */
  readonly exposed: ArmAnswer;
  readonly others: ArmAnswer;
  /** Without limits where there are too few outcomes for them. */
  readonly crude?: EffectDifference;
  readonly stratified?: EffectDifference;
  /** There are so few outcomes, or so few without, that whether there is a difference cannot be told. */
  readonly fewOutcomes: boolean;
  /** The crude difference and the stratified one have opposite signs: the crude one misleads. */
  readonly reverses: boolean;
  /** Why there is no difference. */
  readonly tooFew?: StratifiedEffect['tooFew'];
  /** Endings of strata in which all, or none, are exposed. */
  readonly incomparable: number;
}

export interface AssociationAnswer extends AssociationFigures {
  /** Without those of teams that are not told of, where cases are compared by team. */
  readonly strata: readonly {
    /** Absent where it is not said. */
    readonly caseType?: string;
    readonly seriousness?: string;
    readonly exposed: ArmAnswer;
    readonly others: ArmAnswer;
  }[];
}

export interface ArmAnswer {
  readonly n: number;
  /** Absent of fewer than five. */
  readonly outcomes?: number;
}

/** Needs that were stated in cases of a process, and what became of them. */
export interface NeedsOfProcess {
  readonly stated: number;
  readonly met: CountedShare;
  readonly declined: CountedShare;
  readonly untouched: CountedShare;
  readonly inHand: CountedShare;
  /** The most frequent first; absent reason: none was given. */
  readonly reasons: readonly { readonly reason?: string; readonly needs: number }[];
  /** From stated to met, seconds; absent without a met one. */
  readonly meanToMet?: number;
  readonly goals: {
    readonly agreed: number;
    readonly reached: number;
    readonly reachedLate: number;
    readonly dropped: number;
    readonly overdue: number;
    readonly open: number;
  };
  /** Needs that are counted without their process: of a relationship with very many. */
  readonly unplaced: number;
}

/** Where open cases wait now for longer than is usual, and whom that touches. */
export interface BottlenecksAnswer {
  readonly activities: readonly {
    readonly activity: string;
    /** For whom is waited behind it. */
    readonly whom: string;
    readonly waiting: number;
    readonly stuck: number;
    /** Waits that are over, which these are compared with as far as they began before. */
    readonly over: number;
  }[];
  /** Cases that are stuck. */
  readonly cases: number;
  /** Of nobody known. */
  readonly casesWithout: number;
  /** Relationships that these are about. */
  readonly relationshipsTotal: number;
  /** Whoever waits longest first. */
  readonly relationships: readonly StuckRelationship[];
}

export interface StuckRelationship extends Named {
  /** Its stuck cases. */
  readonly cases: number;
  /** The one that waits longest. */
  readonly case: Named;
  readonly behind: string;
  readonly whom: string;
  readonly since: string;
  /** Seconds. */
  readonly waited: number;
  readonly p90: number;
  readonly phase?: Phase;
  readonly value: readonly Amount[];
}
