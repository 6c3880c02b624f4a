import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { absencesSince, pausedBy, type Absence } from '#measures/calendar/absences.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import { flatYear, openEveryDay, operationalClock } from '#measures/calendar/operational-time.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { phaseRulesOf, type PhaseRules } from '#measures/phases/phase-rules.js';
import type { TrajectoryTerms } from '#measures/phases/trajectory-state.js';
import type { Rhythm } from '#measures/rhythm/rhythm.js';
import type { Context } from '#projections/definition/definition.js';
import type { TrajectoryDocument } from './trajectory-document.js';

/** Rules of which none is published yet are version `0`: proposals, not calibrated. */
const versionOfNone = '0';

/** Of a segment of which nothing is known: contact at random, once in two weeks, with a wide spread. */
export const rhythmV0: Rhythm = Object.freeze({ k: 1, r: 1, alpha: 14 });

/** The segment of whom nobody put into another; what is fitted for it stands in for segments without a fit. */
export const segmentOfAll = 'all';

/** Zone of contact-days; name of the published calendar that says when we are open. */
export type TrajectoryParameters = { readonly zone: string; readonly calendar: string };

type Ctx = Context<TrajectoryParameters>;

/** The rules, rhythm and calendar that hold at the instant of the call. */
export function termsOf(doc: TrajectoryDocument, ctx: Ctx, at: Instant): TrajectoryTerms {
  return {
    rules: rulesOf(doc.segment, ctx),
    rhythm: rhythmOf(doc.segment, ctx).rhythm,
    clock: clockOf(doc.segment, doc.absences, ctx),
    openDays: pausedBy(doc.absences, openingClock(openingOf(ctx), flatYear)),
    cadenceDays: doc.cadenceDays,
    kind: doc.kind,
    itself: doc.itself,
    feedsUp: () => doc.feeds.every(({ connector }) => ctx.feeds.up(connector, at)),
  };
}

/** Operational time of a segment, and of absences. */
export function clockOf(segment: string, absences: readonly Absence[], ctx: Ctx): RunningClock {
  return pausedBy(absences, openingClock(openingOf(ctx), monthIndexOf(segment, ctx)));
}

export interface RhythmInForce {
  readonly rhythm: Rhythm;
  readonly version: string;
  /** The segment that it was fitted for. */
  readonly segment: string;
  readonly fittedThrough: Instant | null;
}

/** The rhythm of a segment: its own fit, else that of all, else v0. A fit with a parameter that can be none is passed over. */
export function rhythmOf(segment: string, ctx: Pick<Ctx, 'valid'>): RhythmInForce {
  for (const of of segment === segmentOfAll ? [segmentOfAll] : [segment, segmentOfAll]) {
    const fit = ctx.valid('RhythmFitted', of);
    if (fit === undefined || ![fit.k, fit.r, fit.alpha].every(isPlausible)) continue;
    return { rhythm: fit, version: fit.version, segment: of, fittedThrough: fit.fittedThrough };
  }
  return { rhythm: rhythmV0, version: versionOfNone, segment: segmentOfAll, fittedThrough: null };
}

/** Beyond this no parameter means anything, and the tail of a beta is not computed any more. */
function isPlausible(value: number): boolean {
  return value >= 1e-6 && value <= 1e6;
}

/** Which phase rules hold. */
export function rulesVersionOf(ctx: Ctx): string {
  return ctx.valid('PhaseRulesPublished')?.version ?? versionOfNone;
}

/** Absences that still matter to a silence that began then; the latest twenty, as a document has a size limit. */
export function absencesThatMatter(absences: readonly Absence[], since: Instant): Absence[] {
  return absencesSince(absences, since).slice(-20);
}

/** Made once for what was published: this runs for every event of every rebuild. */
const rulesMade = new WeakMap<object, Map<string, PhaseRules>>();
const nothingPublished = Object.freeze({ parameters: Object.freeze([]) });

/** The numbers of the phase rules for a segment. */
export function rulesOf(segment: string, ctx: Pick<Ctx, 'valid'>): PhaseRules {
  const key = ctx.valid('PhaseRulesPublished') ?? nothingPublished;
  let bySegment = rulesMade.get(key);
  if (bySegment === undefined) rulesMade.set(key, (bySegment = new Map<string, PhaseRules>()));
  let rules = bySegment.get(segment);
  if (rules === undefined) bySegment.set(segment, (rules = phaseRulesOf(key.parameters, segment)));
  return rules;
}

/** Open every day, without a season: the clock on the wall, for which no days have to be worked out. */
const calendarTime: RunningClock = {
  msBetween: (from, to) => (to > from ? to - from : 0),
  instantAfter: (from, ms) => (ms >= 0 && ms <= 200 * 365.25 * dayMs ? from + Math.ceil(ms) : undefined),
  isRunning: () => true,
};

/** Without a usable calendar of that name we count as open every day. */
export function openingOf(ctx: Ctx): OpeningHours | undefined {
  const published = ctx.valid('CalendarPublished', ctx.parameters.calendar);
  return published !== undefined && isUsable(published) ? published : undefined;
}

function openingClock(opening: OpeningHours | undefined, monthIndex: readonly number[]): RunningClock {
  if (opening !== undefined) return operationalClock(opening, monthIndex);
  return monthIndex === flatYear ? calendarTime : operationalClock(everyDayInUtc, monthIndex);
}

/** The month of a season begins by the clock of Greenwich where nobody said by which. */
const everyDayInUtc = openEveryDay('UTC');

const usable = new WeakMap<OpeningHours, boolean>();

/** A calendar of a zone that there is not would set every relationship apart. */
function isUsable(opening: OpeningHours): boolean {
  let found = usable.get(opening);
  if (found === undefined) {
    try {
      operationalClock(opening);
      found = true;
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      found = false;
    }
    usable.set(opening, found);
  }
  return found;
}

function monthIndexOf(segment: string, ctx: Ctx): readonly number[] {
  const index = (ctx.valid('SeasonFitted', segment) ?? ctx.valid('SeasonFitted', segmentOfAll))?.index;
  return index?.length === 12 && index.every((rate) => rate >= 0 && rate < Infinity) ? index : flatYear;
}
