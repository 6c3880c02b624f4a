import { dayOf, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { dayNumberOf, weekdayOf } from '../calendar/opening-hours.js';
import type { OpenSpan } from './case-load.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';

/** Weeks begin on Monday (ISO 8601). */
export type Period = 'day' | 'week' | 'month';

/** How many cases began and ended in a period. */
export interface Throughput {
  /** A local day as `YYYY-MM-DD`, a week as its Monday, a month as `YYYY-MM`. */
  readonly period: string;
  readonly begun: number;
  readonly ended: number;
}

/**
 * How many cases began and ended a period, by the local date in a zone. Periods in which none did are left out: a case
 * that is dated in the year 9999 by mistake would make millions of them.
 * @returns ascending
 * @throws LedgerError `invalid` for an unknown zone
 */
export function throughputOf(spans: Iterable<OpenSpan>, period: Period, zone: string): Throughput[] {
  const periods = new Map<string, { begun: number; ended: number }>();
  const count = (instant: Instant, what: 'begun' | 'ended'): void => {
    const name = periodOf(instant, period, zone);
    let counts = periods.get(name);
    if (counts === undefined) {
      counts = { begun: 0, ended: 0 };
      periods.set(name, counts);
    }
    counts[what]++;
  };
  for (const { began, ended } of spans) {
    count(began, 'begun');
    if (ended !== null) count(ended, 'ended');
  }
  return Array.from(periods, ([name, counts]) => ({ period: name, ...counts })).sort((a, b) =>
    a.period < b.period ? -1 : 1,
  );
}

function periodOf(instant: Instant, period: Period, zone: string): string {
  const day = dayOf(instant, zone);
  if (period === 'day') return day;
  if (period === 'month') return day.slice(0, 7);
  const number = dayNumberOf(day);
  return dayOf((number - weekdayOf(number) + 1) * dayMs, 'UTC');
}

/**
 * The time from one case to the next: of the first steps of cases it tells how they come in, of the last how they leave
 * (definitions.md §3, "inter-arrival, dispersion"). Cases that come at one instant have nothing between them.
 * @param instants one a case, in any order
 * @returns n is one less than cases
 */
export function interArrivalOf(instants: Iterable<Instant>): DurationSummarySeconds {
  const sorted = Float64Array.from(instants).sort();
  return summarizeDurations(rankedOf(Array.from(sorted.subarray(1), (at, i) => at - sorted[i]!)));
}
