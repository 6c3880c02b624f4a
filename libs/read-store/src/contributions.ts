import type { Instant } from '#core/time.js';

export type CellPath = readonly (string | number)[];

/**
 * What comes to one cell, in the order in which it comes: numbers side by side and no objects, because there are as many
 * of them as events.
 */
export interface CellContributions {
  readonly at: CellPath;
  /** At an instant a sum changes by a safe integer. */
  readonly sums: {
    readonly times: ArrayLike<Instant>;
    readonly names: ArrayLike<string>;
    readonly by: ArrayLike<number>;
  };
  readonly columns: readonly ColumnContributions[];
}

/** At an instant a value comes, sign 1, or goes, −1. */
export interface ColumnContributions {
  readonly name: string;
  readonly times: ArrayLike<Instant>;
  readonly values: ArrayLike<number>;
  readonly signs: ArrayLike<number>;
}
