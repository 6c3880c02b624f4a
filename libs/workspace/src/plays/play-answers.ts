import type { Id } from '#core/time.js';
import type { PlayAction, PlayState } from '#domain/commands/work-on-plays.js';
import type { PlayArm } from '#measures/plays/play-effect.js';
import type { ShareDifference } from '#measures/plays/share-difference.js';
import type { Answered, Named, Page } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';

/** Which recommendations are listed: those that nobody has answered or that somebody has taken on, unless told. */
export const playFilters = ['to-do', 'open', 'accepted', 'declined', 'done', 'all'] as const;
export type PlayFilter = (typeof playFilters)[number];

export interface PlaysQuery extends MomentQuery {
  readonly play?: string;
  /** An id, or any identifier that it was ever known by. */
  readonly relationship?: string;
  readonly state?: PlayFilter;
  readonly limit?: number;
  readonly after?: string;
}

/** A play that is recommended for a relationship, or was answered. Whom it is held out from is in no list. */
export interface PlayRow {
  readonly relationship: Named;
  readonly play: string;
  readonly version: string;
  readonly recommendedAt: string;
  /** It is recommended at the moment of the question; what was taken on may be it no longer. */
  readonly isRecommended: boolean;
  readonly state: PlayState;
  /** Who answered last, and when; absent of an open one. */
  readonly by?: Named;
  readonly at?: string;
  /** Code; of one that is declined. */
  readonly reason?: string;
  /** What came of it; of one that is done. */
  readonly outcome?: string;
  /** Why, in a sentence; absent where it is not recommended any more. */
  readonly why?: string;
  /** The events that the phase rests on. */
  readonly evidence: readonly Id[];
}

/** A version of a play that holds. */
export interface PublishedPlayRow {
  readonly play: string;
  readonly version: string;
  readonly from: string;
  readonly phases: readonly string[];
  readonly horizonDays: number;
  /** Share, 0–1, that it is recommended to nobody of. */
  readonly holdout: number;
}

export type PlaysAnswer = Page<PlayRow> & {
  /** The versions that hold at the moment of the question. */
  readonly plays: readonly PublishedPlayRow[];
  /** How many there are in each state, of the relationship and play that are asked for. */
  readonly states: Readonly<Record<PlayState, number>>;
  readonly answered: readonly (Answered & { readonly projection: string })[];
};

/** An answer to a recommendation. */
export interface PlayCommand {
  /** An id, or any identifier that it was ever known by. */
  readonly relationship: string;
  readonly play: string;
  /** To decline: why, as a code such as `no-time`, so that reasons can be counted. */
  readonly reason?: string;
  /** Of what is done: what came of it, in a few words that are not personal. */
  readonly outcome?: string;
}

export type PlayCommandAnswer = PlayRow & {
  /** It was so already: nothing was recorded. */
  readonly unchanged: boolean;
};

export interface PlayEffectsQuery extends MomentQuery {
  readonly play?: string;
}

/**
 * What became of those to whom one version of a play was recommended, each counted once, from the first time.
 * `effect` is of recommended against held out alone. `association` compares people who chose, and says nothing of what
 * the play did.
 */
export interface PlayEffectRow extends PublishedPlayRow {
  /** When another version took its place. */
  readonly until?: string;
  readonly recommended: PlayArm;
  readonly heldOut: PlayArm;
  /** Share that came back within the horizon, recommended less held out, with 95 % limits; absent with too few in an arm. */
  readonly effect?: ShareDifference;
  readonly association: { readonly accepted: PlayArm; readonly declined: PlayArm; readonly unanswered: PlayArm };
  /**
   * In neither arm: recommended because of what became known only more than 30 days later, so that nobody can have been shown
   * it in time.
   */
  readonly notShown: number;
  /**
   * In neither arm: relationships that were several when they were drawn, some of them held out, and are one since; or that
   * are held out and were worked on all the same.
   */
  readonly mixed: number;
}

export type PlayEffectsAnswer = Answered & {
  readonly asOf: string;
  /** With fewer in an arm no effect is told. */
  readonly fewestInArm: number;
  readonly rows: readonly PlayEffectRow[];
};

/** What is recommended, what people made of it, and what it did. */
export interface Plays {
  /** @throws LedgerError `invalid`, `not-found` for no relationship, `unavailable` */
  list(query: PlaysQuery, work?: Work): Promise<PlaysAnswer>;
  /** Reads the course of every relationship; may take long. @throws LedgerError `invalid`, `unavailable`, `cancelled` */
  effects(query: PlayEffectsQuery, work?: Work): Promise<PlayEffectsAnswer>;
  /** @throws LedgerError `invalid`, `not-found` where the play is not recommended, `data-directory-locked` … */
  act(action: PlayAction, command: PlayCommand, work: Work): Promise<PlayCommandAnswer>;
}
