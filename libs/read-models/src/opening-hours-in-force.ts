import { LedgerError } from '#core/errors.js';
import { checkZone } from '#core/zones.js';
import { businessClock } from '#measures/calendar/business-time.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { Context } from '#projections/definition/definition.js';

/** Opening hours v0: proposal, not calibrated. Monday to Friday, 9 to 17 in the zone of the workspace, no holidays. */
export function openingHoursV0(zone: string): OpeningHours {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
  return { zone, hours, holidays: [] };
}

/**
 * The hours of a calendar as they are valid now, in a copy that a document can keep; v0 as long as none of that name is
 * published, and for one whose zone there is not.
 */
export function openingHoursInForce(calendar: string, ctx: Context<{ readonly zone: string }>): OpeningHours {
  const published = ctx.valid('CalendarPublished', calendar);
  if (published === undefined || !isZone(published.zone)) return openingHoursV0(ctx.parameters.zone);
  const { zone, hours, holidays } = published;
  const copies = hours.map(({ weekday, open, close }) => ({ weekday, open, close }));
  return { zone, hours: copies, holidays: [...holidays] };
}

const clocks = new WeakMap<object, RunningClock>();

/** The clock of those hours, for what asks for it row by row and keeps nothing. */
export function clockInForceNow(calendar: string, ctx: Context<{ readonly zone: string }>): RunningClock {
  const published = ctx.valid('CalendarPublished', calendar);
  if (published === undefined) return businessClock(openingHoursV0(ctx.parameters.zone));
  let clock = clocks.get(published);
  if (clock === undefined) clocks.set(published, (clock = businessClock(openingHoursInForce(calendar, ctx))));
  return clock;
}

/** A calendar may have been published before zones were checked: one that there is not sets no key apart. */
function isZone(zone: string): boolean {
  try {
    checkZone(zone);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
