import type { Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { businessClock } from '#measures/calendar/business-time.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { Moment } from '#projections/queries/as-of.js';
import { openingHoursInForce } from '#read-models/opening-hours-in-force.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';
import type { DeclaredHours } from './parts/time-answers.js';

type Calendar = EventTypes['CalendarPublished'];

/** The calendars that are published and hold at an instant, by their names. */
export function calendarsAt(
  workspace: Workspace,
  moment: Moment | undefined,
  at: Instant,
): { readonly has: (calendar: string) => boolean; readonly clockOf: (calendar: string) => RunningClock } {
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const holding = publishedOf(workspace, 'CalendarPublished', known)
    .filter(({ effectiveFrom }) => effectiveFrom! <= at)
    .sort(latestFirst);
  const valid = (calendar: string): Calendar | undefined =>
    holding.map(({ data }) => data as Calendar).find((one) => one.calendar === calendar);
  const parameters = { zone: workspace.directory.zone };
  return {
    has: (calendar) => valid(calendar) !== undefined,
    clockOf: (calendar) =>
      businessClock(openingHoursInForce(calendar, { parameters, valid: () => valid(calendar) as never })),
  };
}

/** The clock of the calendar that a process names; undefined where it names none. */
export function declaredClock(
  workspace: Workspace,
  calendar: string | undefined,
  moment: Moment | undefined,
  at: Instant,
): { readonly hours: DeclaredHours; readonly clock: RunningClock } | undefined {
  if (calendar === undefined) return undefined;
  const calendars = calendarsAt(workspace, moment, at);
  const hours = { calendar, ...(calendars.has(calendar) ? {} : { assumedHours: true as const }) };
  return { hours, clock: calendars.clockOf(calendar) };
}
