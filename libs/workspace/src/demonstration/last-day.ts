import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';

/** Stories end at 17 o'clock UTC, when the working day of those who are in them does. */
const endOfWorkMs = 17 * 3_600_000;

/** Years of stories come before it, of which every day has to be one that touchpoints can be of. */
const earliest = '2000-01-01';

/** Asks for the latest day that the stories can end on. */
export const untilToday = 'today';

/**
 * The last day of a portfolio: the day that is given, and for `today` the latest of which the working day is over.
 * Of one seed each day has a portfolio of its own, always the same.
 * @param text `YYYY-MM-DD`, or `today`
 * @throws LedgerError `invalid` for what is no day, before 2000, or not over yet
 */
export function lastDayOf(text: string, now: Instant): { readonly day: string; readonly until: Instant } {
  const latest = Math.floor((now - endOfWorkMs) / dayMs) * dayMs;
  const begins = text === untilToday ? latest : Date.parse(`${text}T00:00:00Z`);
  if (!Number.isFinite(begins) || dayOf(begins) !== (text === untilToday ? dayOf(latest) : text))
    throw refused(`“${text}” is no day.`, 'Give a day such as 2026-03-01, or today.');
  if (begins < Date.parse(earliest)) throw refused(`The day ${text} is too early.`, `The earliest is ${earliest}.`);
  if (begins > latest)
    throw refused(`The day ${text} is not over.`, `The latest is ${dayOf(latest)}; a day ends at 17:00 UTC.`);
  return { day: dayOf(begins), until: begins + endOfWorkMs };
}

function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

function refused(sentence: string, hint: string): LedgerError {
  const violations = [{ field: 'until', message: 'must be a day from 2000-01-01 on that is over, or today' }];
  return new LedgerError('invalid', sentence, { violations, hint });
}
