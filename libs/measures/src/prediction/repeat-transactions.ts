/**
 * What attrition models know of a customer: (x, t_x, T) of Fader, Hardie & Lee 2005. Times in one unit (days, weeks),
 * from the customer's first transaction on.
 */
export interface RepeatTransactions {
  /** Transactions after the first. */
  readonly x: number;
  /** Time of the last one; 0 when x = 0. */
  readonly tx: number;
  /** Time until which the customer was observed. */
  readonly T: number;
}

/**
 * Counts what happened on days until an end. Several transactions of one day are one: a day is the finest that a contact
 * is told apart by, and the models have no two at once.
 * @param days whole numbers of days, in any order, as often as something happened on them
 * @param until the last day that counts
 * @returns times in days; undefined when nothing happened until then
 */
export function repeatTransactions(days: Iterable<number>, until: number): RepeatTransactions | undefined {
  const counted = new Set<number>();
  let first = Infinity;
  let last = -Infinity;
  for (const day of days) {
    // A day that is NaN is not until anything.
    if (!(day <= until)) continue;
    counted.add(day);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (counted.size === 0) return undefined;
  return { x: counted.size - 1, tx: last - first, T: until - first };
}

/** Why (x, t_x, T) can be no customer's. */
export type HistoryFlaw =
  | 'count-not-whole'
  | 'count-too-large'
  | 'time-not-finite'
  | 'last-before-first'
  | 'last-after-end'
  | 'last-without-repeat'
  | 'repeat-without-time';

const mostRepeats = 1_000_000;

/** @returns the first thing wrong with a history; undefined when it is sound */
export function flawOf({ x, tx, T }: RepeatTransactions): HistoryFlaw | undefined {
  if (!Number.isInteger(x) || x < 0) return 'count-not-whole';
  if (x > mostRepeats) return 'count-too-large';
  if (!Number.isFinite(tx) || !Number.isFinite(T)) return 'time-not-finite';
  if (tx < 0) return 'last-before-first';
  if (tx > T) return 'last-after-end';
  if (x === 0 && tx > 0) return 'last-without-repeat';
  if (x > 0 && tx === 0) return 'repeat-without-time';
  return undefined;
}
