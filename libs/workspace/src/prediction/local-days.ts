import { dayOf, type Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';

/** Local days of a zone as whole numbers since 1970-01-01. @throws LedgerError `invalid` for an unknown zone */
export function dayNumberAt(instant: Instant, zone: string): number {
  return Math.floor((instant + offsetMsAt(zone, instant)) / dayMs);
}

/** `YYYY-MM-DD` */
export function dayText(day: number): string {
  return dayOf(day * dayMs, 'UTC');
}
