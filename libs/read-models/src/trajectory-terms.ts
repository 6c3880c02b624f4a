import type { Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { absencesSince, pausedBy, type Absence } from '#measures/calendar/absences.js';
import type { OpeningHours } from '#measures/calendar/business-time.js';
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
    rules: rulesOf(ctx.valid('PhaseRulesPublished'), doc.segment),
    rhythm: rhythmOf(doc.segment, ctx).rhythm,
    clock: clockOf(doc.segment, doc.absences, ctx),
    openDays: pausedBy(doc.absences, operationalClock(openingOf(ctx))),
    cadenceDays: doc.cadenceDays,
    kind: doc.kind,
    feedsUp: () => doc.feeds.every(({ connector }) => ctx.feeds.up(connector, at)),
  };
}

/** Operational time of a segment, and of absences. */
export function clockOf(segment: string, absences: readonly Absence[], ctx: Ctx): RunningClock {
  return pausedBy(absences, operationalClock(openingOf(ctx), monthIndexOf(segment, ctx)));
}

export interface RhythmInForce {
  readonly rhythm: Rhythm;
  readonly version: string;
  /** The segment that it was fitted for. */
  readonly segment: string;
  readonly fittedThrough: Instant | null;
}

/** The rhythm of a segment: its own fit, else that of all, else v0. A fit with a parameter that is none is passed over. */
export function rhythmOf(segment: string, ctx: Ctx): RhythmInForce {
  for (const of of segment === segmentOfAll ? [segmentOfAll] : [segment, segmentOfAll]) {
    const fit = ctx.valid('RhythmFitted', of);
    if (fit === undefined || ![fit.k, fit.r, fit.alpha].every((value) => value > 0 && value < Infinity)) continue;
    return { rhythm: fit, version: fit.version, segment: of, fittedThrough: fit.fittedThrough };
  }
  return { rhythm: rhythmV0, version: versionOfNone, segment: segmentOfAll, fittedThrough: null };
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

function rulesOf(published: EventTypes['PhaseRulesPublished'] | undefined, segment: string): PhaseRules {
  const key = published ?? nothingPublished;
  let bySegment = rulesMade.get(key);
  if (bySegment === undefined) rulesMade.set(key, (bySegment = new Map<string, PhaseRules>()));
  let rules = bySegment.get(segment);
  if (rules === undefined) bySegment.set(segment, (rules = phaseRulesOf(key.parameters, segment)));
  return rules;
}

const everyDay = new Map<string, OpeningHours>();

function openingOf(ctx: Ctx): OpeningHours {
  const published = ctx.valid('CalendarPublished', ctx.parameters.calendar);
  if (published !== undefined) return published;
  const { zone } = ctx.parameters;
  let opening = everyDay.get(zone);
  if (opening === undefined) everyDay.set(zone, (opening = openEveryDay(zone)));
  return opening;
}

function monthIndexOf(segment: string, ctx: Ctx): readonly number[] {
  const index = (ctx.valid('SeasonFitted', segment) ?? ctx.valid('SeasonFitted', segmentOfAll))?.index;
  return index?.length === 12 && index.every((rate) => rate >= 0 && rate < Infinity) ? index : flatYear;
}
