import type { Absence } from '#measures/calendar/absences.js';
import type { Id } from '#core/time.js';
import type { PhaseEvent } from '#measures/phases/phase.js';
import type { TrajectoryState } from '#measures/phases/trajectory-state.js';
import type { PromiseState } from '#measures/promises/promise-state.js';

/** What the trajectory of a relationship keeps: of bounded size, however many touchpoints there are. */
export interface TrajectoryDocument {
  kind: 'b2b' | 'b2c' | null;
  segment: string;
  /** The ids of the relationship itself (`learnItself`): a firm among them is no person. */
  itself: readonly Id[];
  cadenceDays: number | null;
  trajectory: TrajectoryState;
  /** Numbers of their latest contact-days, for the trend. */
  contactDays: number[];
  /** Feeds that brought one of their latest contact-days, and which that was. */
  feeds: { readonly connector: string; readonly day: number }[];
  absences: Absence[];
  /** Promises of ours that may still be broken or mended. */
  promises: WatchedPromise[];
}

/** A promise of ours that may still be broken or mended. */
export interface WatchedPromise {
  readonly id: Id;
  readonly begun: PhaseEvent;
  /** Of the feed that would have told that it was kept. */
  readonly connector: string;
  state: PromiseState;
}
