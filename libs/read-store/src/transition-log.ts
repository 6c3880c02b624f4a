/**
 * What became of signals, as a build numbers it where it commits: without gaps, from 1 on, the last
 * `limits.signalTransitions` of them. What a transition says is packed by the one who folds: the store only numbers it.
 */
export interface NumberedTransition {
  readonly number: number;
  readonly transition: Uint8Array;
}

/** A stretch of the log, and where the log stands. */
export interface TransitionPage {
  /** Of this file of the build and of no other: one that is made anew numbers anew. */
  readonly log: string;
  /** The number of the oldest that is remembered; `last` + 1 where there is none. */
  readonly first: number;
  /** The number of the newest, 0 before the first. */
  readonly last: number;
  readonly entries: readonly NumberedTransition[];
}
