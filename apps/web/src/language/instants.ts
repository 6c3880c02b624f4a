/** Instants in the reader's locale and the workspace's time zone. They come as ISO 8601 texts. */
export interface Instants {
  readonly zone: string;
  /** "12 Mar 2026". */
  readonly date: (iso: string) => string;
  /** "14:07". */
  readonly time: (iso: string) => string;
  /** "12 Mar 2026, 14:07:03 GMT+1". */
  readonly exact: (iso: string) => string;
  /**
   * "today", "yesterday", "12 days ago", "3 months ago": by days of the calendar, not by hours. Beyond a year the date,
   * because "12 years ago" is the same for all that stopped in that year.
   */
  readonly ago: (iso: string, nowMs: number) => string;
  /** "2026-03-12": equal for instants of one day. */
  readonly dayKey: (iso: string) => string;
  /** "Thursday, 12 March 2026". */
  readonly day: (iso: string) => string;
}

const dayMs = 86_400_000;
const yearDays = 365;

/** @param wordsLocale the language of the texts around: relative times are words */
export function createInstants(locale: string, wordsLocale: string, zone: string): Instants {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (iso: string): string => formatter.format(new Date(iso));
  };
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' });
  /** Days since 1970-01-01 in the zone. */
  const dayNumber = (ms: number): number => {
    const field = Object.fromEntries(parts.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
    return Math.round(new Date(0).setUTCFullYear(field['year']!, field['month']! - 1, field['day']) / dayMs);
  };
  const relative = new Intl.RelativeTimeFormat(wordsLocale, { numeric: 'auto' });
  const date = format({ dateStyle: 'medium' });
  return {
    zone,
    date,
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    exact: format({
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    }),
    ago(iso, nowMs) {
      const days = dayNumber(Date.parse(iso)) - dayNumber(nowMs);
      const size = Math.abs(days);
      if (size < 60) return relative.format(days, 'day');
      return size <= yearDays ? relative.format(Math.trunc(days / 30.44), 'month') : date(iso);
    },
    dayKey: (iso) => new Date(dayNumber(Date.parse(iso)) * dayMs).toISOString().slice(0, 10),
    day: format({ dateStyle: 'full' }),
  };
}
