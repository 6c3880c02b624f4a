import type { Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { clockInForce } from '#measures/calendar/clocks-in-force.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import { flatYear, openEveryDay, operationalClock } from '#measures/calendar/operational-time.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { Moment } from '#projections/queries/as-of.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';

export const segmentOfAll = 'all';

interface InForce<Rule> {
  readonly since: Instant;
  readonly rule: Rule;
}

type Season = EventTypes['SeasonFitted'];
type Calendar = EventTypes['CalendarPublished'];

/** Operational time by what was published by a moment: calendars and seasons, each for the time in which it was in force. */
export class ClocksOfSegments {
  readonly calendars: readonly InForce<Calendar>[];
  private readonly seasons: readonly InForce<Season>[];
  private readonly everyDay: OpeningHours;

  constructor(workspace: Workspace, calendar: string, { asOf, known }: Moment) {
    const inForce = <Rule>(type: string): InForce<Rule>[] =>
      publishedOf(workspace, type, known)
        .filter(({ effectiveFrom }) => effectiveFrom !== undefined && effectiveFrom <= asOf)
        .sort((a, b) => latestFirst(b, a))
        .map(({ effectiveFrom, data }) => ({ since: effectiveFrom!, rule: data as Rule }));
    this.calendars = inForce<Calendar>('CalendarPublished').filter(({ rule }) => rule.calendar === calendar);
    this.seasons = inForce<Season>('SeasonFitted');
    this.everyDay = openEveryDay(workspace.directory.zone);
  }

  /** When we are open by the calendar that was in force last; every day where none is published. */
  get opening(): OpeningHours {
    return this.calendars.at(-1)?.rule ?? this.everyDay;
  }

  /** The clock of a segment: without a season of its own it has that of all. */
  clockOf(segment: string): RunningClock {
    const own = this.seasons.filter(({ rule }) => rule.segment === segment);
    const seasons = own.length > 0 ? own : this.seasons.filter(({ rule }) => rule.segment === segmentOfAll);
    const starts = new Set([-Infinity, ...[...this.calendars, ...seasons].map(({ since }) => since)]);
    const pieces = [...starts].sort((one, other) => one - other);
    return clockInForce(
      pieces.map((since) => {
        // The first calendar counts for the time before it too; a season does not.
        const opening = (ruleAt(this.calendars, since) ?? this.calendars[0])?.rule ?? this.everyDay;
        return { since, clock: operationalClock(opening, ruleAt(seasons, since)?.rule.index ?? flatYear) };
      }),
    );
  }
}

function ruleAt<Rule>(rules: readonly InForce<Rule>[], at: Instant): InForce<Rule> | undefined {
  return rules.findLast(({ since }) => since <= at);
}
