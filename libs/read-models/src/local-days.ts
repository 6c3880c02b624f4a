import { isInstant, startOfDayNumber, type Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';

/** The number of the local day since 1970-01-01. */
export function localDayOf(at: Instant, zone: string): number {
  return Math.floor((at + offsetMsAt(zone, at)) / dayMs);
}

/** The first instant of a local day; null for one that cannot be written, which never comes. @param day as `localDayOf` says */
export function startOfLocalDay(day: number, zone: string): Instant | null {
  if (!isInstant((day + 2) * dayMs)) return null;
  return startOfDayNumber(day, zone);
}
