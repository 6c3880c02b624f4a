import type { AssociationFigures, ExperienceAnswer, FollowedSums, StratumNames } from './experience-answers.js';

/** What customers feel of each of our processes, and what goes with what over all of them. */
export interface ExperienceAcrossAnswer extends Pick<ExperienceAnswer, 'at' | 'windowDays'> {
  /** In the order of the list. */
  readonly processes: readonly FeltProcess[];
  readonly associations: AssociationsAcross;
}

/** One process, by the figures that it is told with alone. */
export interface FeltProcess extends Pick<ExperienceAnswer, 'effort' | 'relationships' | 'voice' | 'needs'> {
  readonly process: string;
  /** Open cases that wait for longer than nine in ten did before, and the relationships that these are about. */
  readonly waitingNow: {
    readonly cases: number;
    readonly casesWithout: number;
    readonly relationships: number;
  };
}

/**
 * What goes with what was done to customers over all processes. An ending is compared with those of its own process, type and
 * seriousness; each process says by which attributes these are told.
 */
export interface AssociationsAcross extends FollowedSums {
  /** Those with an ending. */
  readonly processes: readonly FollowedProcess[];
  readonly of: readonly AssociationAcross[];
}

export interface FollowedProcess extends FollowedSums, StratumNames {
  readonly process: string;
  /** A wait is long in this process above this, in seconds; absent without a judged ending. */
  readonly longWait?: number;
  /** Judged endings of cases that say neither a type nor a seriousness. */
  readonly unsaid: number;
}

export interface AssociationAcross extends AssociationFigures {
  /** Kinds of cases with endings on both sides: only these are in the stratified difference. */
  readonly kinds: number;
  /** Each process of which it can be said of an ending on which side it stands, as it is told alone. */
  readonly byProcess: readonly AssociationOfProcess[];
}

export interface AssociationOfProcess extends Omit<AssociationFigures, 'exposure' | 'aftermath'> {
  readonly process: string;
}
