/**
 * Different local days, counted as they come. Days of events in fold order come in order, but for one thing: clocks that
 * are put back across midnight (St. John's until 2011, Manila and Alaska when they changed sides of the date line) show
 * the day before once more. So the two latest days are remembered, and no more.
 */
export interface ContactDays {
  count: number;
  /** The two latest days seen, the latest last. */
  latest: string[];
}

export function noContactDays(): ContactDays {
  return { count: 0, latest: [] };
}

/**
 * Counts a day unless it was counted before.
 * @param day `YYYY-MM-DD` in the workspace's zone; not before the day before the latest one
 */
export function countDay(days: ContactDays, day: string): void {
  if (days.latest.includes(day)) return;
  days.count++;
  const last = days.latest.at(-1);
  // Mostly days come in order, and this is asked of every act.
  days.latest = last === undefined ? [day] : last < day ? [last, day] : [...days.latest, day].sort().slice(-2);
}
