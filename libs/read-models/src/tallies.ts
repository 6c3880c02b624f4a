/** A cell of a total that a document counts for itself, because what it adds there may change again. */
export interface Tally {
  readonly at: readonly (string | number)[];
  /** Of events that are counted in another relationship: totals say how many these are, and count them once. */
  readonly double: boolean;
}

/** Beyond so many cells of one kind, what is new is counted in cells that are less fine. */
export const talliesMax = 800;
/** And beyond so many of those nothing new is counted. */
export const coarseTalliesMax = 100;

/**
 * The place of a cell among the tallies of a document, where it is made if there is none yet.
 * @param coarse the cell that takes its place once there are `talliesMax`
 * @returns −1 when there is no room for that either
 */
export function placeOf<T extends Tally>(tallies: T[], cell: T, coarse: T): number {
  const place = tallies.findLastIndex((tally) => isSame(tally, cell));
  if (place >= 0) return place;
  if (tallies.length < talliesMax) return tallies.push(cell) - 1;
  const coarsePlace = tallies.findLastIndex((tally) => isSame(tally, coarse));
  if (coarsePlace >= 0) return coarsePlace;
  return tallies.length < talliesMax + coarseTalliesMax ? tallies.push(coarse) - 1 : -1;
}

function isSame(a: Tally, b: Tally): boolean {
  if (a.double !== b.double || a.at.length !== b.at.length) return false;
  // From the end: months differ most.
  for (let i = a.at.length - 1; i >= 0; i--) if (a.at[i] !== b.at[i]) return false;
  return true;
}
