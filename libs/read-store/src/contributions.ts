import type { Instant } from '#core/time.js';
import type { ValueChanges } from './sorted-column.js';

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

/**
 * How a cell of a total changes, instant by instant, ascending. Sums may be negative, and so may the counts of values:
 * then they are taken away.
 */
export interface CellChange {
  readonly at: CellPath;
  readonly steps: readonly CellStep[];
}

export interface CellStep {
  readonly time: Instant;
  readonly sums: readonly (readonly [name: string, change: number | bigint])[];
  readonly columns: readonly (readonly [name: string, changes: ValueChanges])[];
}
