import type { Id } from '#core/time.js';

/** Every read answer says which build gave it and how far that build has folded. */
export interface Answered {
  readonly build: string;
  /** Lowest and highest sequence folded to (they differ while slots catch up). */
  readonly position: { readonly from: number; readonly to: number };
  /** Up to when time has passed for it. */
  readonly horizon: string;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Give it as `after` to get the next page; absent on the last one. */
  readonly next?: string;
  readonly total: number;
}

/** A party or an actor, with its name when the directory still knows it. */
export interface Named {
  readonly id: Id;
  readonly name?: string;
  readonly kind?: 'person' | 'organisation';
}
