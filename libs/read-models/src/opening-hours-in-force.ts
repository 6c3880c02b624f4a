import { LedgerError } from '#core/errors.js';
import { freezeAll } from '#core/freezing.js';
import { checkZone } from '#core/zones.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import type { Context } from '#projections/definition/definition.js';

/** Opening hours v0: proposal, not calibrated. Monday to Friday, 9 to 17 in the zone of the workspace, no holidays. */
export function openingHoursV0(zone: string): OpeningHours {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
  return { zone, hours, holidays: [] };
}

/**
 * The hours of a calendar as they are valid now, frozen; v0 as long as none of that name is published, and for one whose zone
 * there is not.
 */
export function openingHoursInForce(
  calendar: string,
  ctx: Pick<Context<{ readonly zone: string }>, 'parameters' | 'valid'>,
): OpeningHours {
  const published = ctx.valid('CalendarPublished', calendar);
  const { zone } = ctx.parameters;
  if (published === undefined) return remembered(v0ByZone, zone, () => openingHoursV0(zone));
  return remembered(hoursPublished, published, () => {
    if (!isZone(published.zone)) return openingHoursV0(zone);
    const hours = published.hours.map(({ weekday, open, close }) => ({ weekday, open, close }));
    return { zone: published.zone, hours, holidays: [...published.holidays] };
  });
}

/** Made once: the clock of hours is found by the object, and documents of thousands of cases ask for it. */
const hoursPublished = new WeakMap<object, OpeningHours>();
const v0ByZone = new Map<string, OpeningHours>();

interface Remembering<Key> {
  get(key: Key): OpeningHours | undefined;
  set(key: Key, hours: OpeningHours): unknown;
}

function remembered<Key>(made: Remembering<Key>, key: Key, make: () => OpeningHours): OpeningHours {
  let hours = made.get(key);
  if (hours === undefined) made.set(key, (hours = freezeAll(make())));
  return hours;
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
