import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/canonical-json.js';
import { dayOf, formatInstant, startOfDay, type Id, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { fitMonthIndex, type MonthIndexFit } from '#measures/calendar/month-index.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { fitRhythm } from '#measures/rhythm/rhythm-fit.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import { momentOf } from '../moments/moment.js';
import type { NewRule } from '../rules/rule-answers.js';
import { publishedOf, scopeOf } from '../rules/rules.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { ClocksOfSegments, segmentOfAll } from './clocks-of-segments.js';
import { contactDayBook, type ContactDayBook } from './contact-day-book.js';
import type { FitAnswer, FitQuery, SegmentFit } from './fit-answers.js';
import { dayNumberAt, dayText } from './local-days.js';

/**
 * Fits the rhythm, or the season, of each segment on what was recorded by a moment (definitions.md §1.1, §1.2): whoever
 * does it again for the same moment gets the same, but for those whom the law has withheld since.
 * @throws LedgerError `invalid`, `cancelled`
 */
export async function fitOf(workspace: Workspace, query: FitQuery, { signal, progress }: Work): Promise<FitAnswer> {
  const { seasons = false, calendar = 'office', through } = query;
  const { ledger, clock, directory } = workspace;
  const moment =
    through === undefined
      ? { asOf: clock.now(), known: ledger.head().sequence }
      : momentOf(workspace, { knownBy: through })!;
  const fitting = new Fitting(workspace, moment, calendar, seasons);
  const book = await inPieces(contactDayBook(workspace, moment, progress), { signal });
  return {
    through: formatInstant(moment.asOf, directory.zone),
    known: moment.known,
    calendars: fitting.clocks.calendars.map(({ rule }) => rule.version),
    segments: await inPieces(fitting.segmentsOf(book), { signal }),
  };
}

type Members = readonly (readonly [id: Id, days: readonly number[]])[];

class Fitting {
  readonly clocks: ClocksOfSegments;

  constructor(
    private readonly workspace: Workspace,
    private readonly moment: Moment,
    calendar: string,
    private readonly seasons: boolean,
  ) {
    this.clocks = new ClocksOfSegments(workspace, calendar, moment);
  }

  *segmentsOf(book: ContactDayBook): Pieces<SegmentFit[]> {
    const everyone = [...book.daysOf];
    const bySegment = Map.groupBy(everyone, ([id]) => book.segmentOf.get(id));
    // A segment that somebody called `all` is no other one.
    const isOther = (name: string | undefined): name is string => name !== undefined && name !== segmentOfAll;
    const names: string[] = [...bySegment.keys()].filter(isOther).sort();
    const found: SegmentFit[] = [];
    for (const segment of [segmentOfAll, ...names]) {
      yield;
      const members = segment === segmentOfAll ? everyone : bySegment.get(segment)!;
      found.push(this.seasons ? this.season(segment, members, book) : yield* this.rhythm(segment, members, book));
    }
    return found;
  }

  private *rhythm(segment: string, members: Members, book: ContactDayBook): Pieces<SegmentFit> {
    const daysAt = operationalDaysOf(this.clocks.clockOf(segment), this.workspace.directory.zone);
    const gaps: number[][] = [];
    for (const [, days] of members) {
      yield;
      gaps.push(days.slice(1).map((day, i) => Math.max(0, daysAt(day) - daysAt(days[i]!))));
    }
    const rhythm = fitRhythm(gaps);
    if ('noFit' in rhythm) return { ...sizeOf(segment, members), rhythm };
    const { k, r, alpha, relationships } = rhythm;
    const data = { segment, k, r, alpha, relationships, gaps: rhythm.gaps };
    return { ...sizeOf(segment, members), rhythm, rule: this.ruleOf('RhythmFitted', data, book) };
  }

  private season(segment: string, members: Members, book: ContactDayBook): SegmentFit {
    const season = this.monthIndexOf(members, book);
    if (season.kind === 'not-fitted') return { ...sizeOf(segment, members), season };
    const rule = this.ruleOf('SeasonFitted', { segment, index: season.index }, book);
    return { ...sizeOf(segment, members), season, rule };
  }

  private monthIndexOf(members: Members, { touchpoints }: ContactDayBook): MonthIndexFit {
    const { zone } = this.workspace.directory;
    const counts = new Map<string, number>();
    for (const [, days] of members)
      for (const day of days) counts.set(dayText(day), (counts.get(dayText(day)) ?? 0) + 1);
    const first = Math.min(...members.map(([, days]) => days[0]!));
    // A day that is not over is not observed; nor is what lies behind all that was ever told.
    const end = dayNumberAt(this.moment.asOf + 1, zone) - 1;
    const through = Math.min(end, dayNumberAt(touchpoints?.last ?? this.moment.asOf, zone));
    if (!(first <= through)) return { kind: 'not-fitted', reason: 'less-than-two-years' };
    return fitMonthIndex(counts, { from: dayText(first), through: dayText(through) }, this.clocks.opening);
  }

  /**
   * The first fit of a segment holds from the beginning of the ledger, later ones from where they were fitted through (§1.5).
   * The version says what it holds, so that the same fit has the same name.
   */
  private ruleOf(
    type: 'RhythmFitted' | 'SeasonFitted',
    fitted: Record<string, unknown>,
    book: ContactDayBook,
  ): NewRule {
    const { workspace, moment } = this;
    const { zone } = workspace.directory;
    const data = { ...fitted, fittedThrough: moment.asOf };
    const hash = createHash('sha256').update(canonicalJson(data)).digest('hex').slice(0, 8);
    const isFirst = !publishedOf(workspace, type, workspace.ledger.head().sequence).some(
      (event) => scopeOf(type, event.data as Record<string, unknown>) === fitted['segment'],
    );
    const begins = isFirst ? startOfDay(dayOf(book.touchpoints!.first, zone), zone) : moment.asOf;
    return {
      type,
      effectiveFrom: formatInstant(begins),
      data: { version: `${dayOf(moment.asOf, zone)}-${hash}`, ...data },
    };
  }
}

function sizeOf(segment: string, members: Members) {
  const contactDays = members.reduce((sum, [, days]) => sum + days.length, 0);
  return { segment, relationships: members.length, contactDays };
}

/** Operational days from any fixed day until the beginning of each; asked for again and again, and worked out once. */
function operationalDaysOf(clock: RunningClock, zone: string): (day: number) => number {
  const known = new Map<number, number>();
  let origin: Instant | undefined;
  return (day) => {
    let found = known.get(day);
    if (found === undefined) {
      const at = startOfDay(dayText(day), zone);
      origin ??= at;
      const ms = at >= origin ? clock.msBetween(origin, at) : -clock.msBetween(at, origin);
      known.set(day, (found = ms / dayMs));
    }
    return found;
  };
}
