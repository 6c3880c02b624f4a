import type { Id, Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';
import { silenceAt, silenceRhythmOf, spanOf } from '#measures/phases/contact-rhythm.js';
import { basisOf, type PhaseBasis, type TrajectoryTerms } from '#measures/phases/trajectory-state.js';
import { gapChangePower, type GapChangePower } from '#measures/rhythm/gap-change-power.js';
import { assessSilence, type SilenceOutcome } from '#measures/rhythm/silence-decision.js';
import { silenceSentence, type SilenceSentence } from '#measures/rhythm/silence-sentence.js';
import { contactTrend } from '#measures/trend/contact-trend.js';
import type { Context } from '#projections/definition/definition.js';
import { downSince } from './feeds-down.js';
import type { TrajectoryDocument } from './trajectory-document.js';
import { rhythmOf, rulesVersionOf, termsOf, type TrajectoryParameters } from './trajectory-terms.js';

type Ctx = Context<TrajectoryParameters>;

/** What drifts with time: what is shown of a relationship beside its document. */
export interface TrajectoryView {
  readonly basis: PhaseBasis & { readonly feeds: readonly string[]; readonly unknownSince: Instant | null };
  readonly phaseDays: number | null;
  readonly silence: { readonly theirs: TheirSilence | null; readonly ours: OurSilence | null };
  readonly trend: TrendView;
  /** With a decline or growth alarm: how often such alarms are false, and how often a change is found. */
  readonly power: GapChangePower | null;
  readonly rules: {
    readonly version: string;
    readonly rhythm: { readonly version: string; readonly segment: string; readonly hindsightParameters: boolean };
  };
}

export interface TheirSilence {
  /** Calendar days since the first act of their latest contact-day. */
  readonly days: number;
  readonly operationalDays: number;
  /** Null with fewer than 4 gaps: then the segment's time to the next contact says more. */
  readonly usualDays: number | null;
  readonly p: number | null;
  readonly threshold: number | null;
  readonly outcome: SilenceOutcome | 'unknown';
  readonly sentence: SilenceSentence;
}

/** Ours runs only where a cadence is set or a message of theirs waits. */
export interface OurSilence {
  /** Calendar days since our last human contact; null when there was none. */
  readonly days: number | null;
  readonly cadenceDays: number | null;
  readonly waiting: readonly { readonly event: Id; readonly days: number; readonly overdue: boolean }[];
  readonly targetDays: number;
}

/** Rates of their contact-days; a limit that is not known is null. */
export interface TrendView {
  readonly kind: ReturnType<typeof contactTrend>['kind'];
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly windowDays: number;
  /** Contact-days in both windows. */
  readonly n: number;
}

export function viewOf(doc: TrajectoryDocument, t: Instant, ctx: Ctx): TrajectoryView {
  const { trajectory } = doc;
  const terms = termsOf(doc, ctx, t);
  const rhythm = rhythmOf(doc.segment, ctx);
  const connectors = doc.feeds.map(({ connector }) => connector);
  const { latest } = trajectory.rhythm;
  const unknownSince = latest === null ? null : downSince(connectors, latest.since, t, ctx.feeds);
  const hasAlarm = trajectory.decline !== null || trajectory.growth?.reason === 'growth-alarm';
  return {
    basis: {
      ...basisOf(trajectory, terms.rules.toldFromContactDays),
      feeds: connectors,
      unknownSince,
    },
    phaseDays: trajectory.at === null ? null : daysBetween(trajectory.phase.detectedAt, t),
    silence: { theirs: theirSilence(doc, t, terms, unknownSince !== null), ours: ourSilence(doc, t, terms) },
    trend: trendOf(doc, t, terms, ctx.parameters.zone),
    power: hasAlarm ? gapChangePower(terms.rhythm.k, trajectory.rhythm.change.gaps) : null,
    rules: {
      version: rulesVersionOf(ctx),
      rhythm: {
        version: rhythm.version,
        segment: rhythm.segment,
        hindsightParameters: rhythm.fittedThrough !== null && t <= rhythm.fittedThrough,
      },
    },
  };
}

function theirSilence(
  { trajectory }: TrajectoryDocument,
  t: Instant,
  terms: TrajectoryTerms,
  isUnknown: boolean,
): TheirSilence | null {
  const { rhythm } = trajectory;
  const silent = silenceAt(rhythm, t, terms.clock);
  if (silent === undefined) return null;
  const segment = silenceRhythmOf(terms.rhythm, rhythm.change);
  const found = assessSilence(segment, spanOf(rhythm), silent, terms.rules.falseAlarmsPerYear);
  return {
    days: silent.calendarDays,
    operationalDays: silent.operationalDays,
    usualDays: found.usualGapDays ?? null,
    p: isUnknown ? null : (found.p ?? null),
    threshold: found.threshold ?? null,
    outcome: isUnknown ? 'unknown' : found.outcome,
    sentence: silenceSentence(found, silent.calendarDays),
  };
}

function ourSilence({ trajectory }: TrajectoryDocument, t: Instant, terms: TrajectoryTerms): OurSilence | null {
  const { latest, waiting } = trajectory.ours;
  if (terms.cadenceDays === null && waiting.length === 0) return null;
  return {
    days: latest === null ? null : daysBetween(latest.since, t),
    cadenceDays: terms.cadenceDays,
    waiting: waiting.map(({ begun, overdueAt }) => ({
      event: begun.event,
      days: daysBetween(begun.since, t),
      overdue: overdueAt !== null,
    })),
    targetDays: terms.rules.replyTargetDays,
  };
}

function trendOf({ contactDays }: TrajectoryDocument, t: Instant, { clock }: TrajectoryTerms, zone: string): TrendView {
  const offsetMs = offsetMsAt(zone, t);
  const today = Math.floor((t + offsetMs) / dayMs);
  const endOf = (day: number): Instant => (day + 1) * dayMs - offsetMs;
  const exposure = (after: number, until: number): number => clock.msBetween(endOf(after), endOf(until)) / dayMs;
  const trend = contactTrend(contactDays, today, exposure);
  const ratioOf = (ln: number | undefined): number | null =>
    ln === undefined || !Number.isFinite(Math.exp(ln)) ? null : Math.exp(ln);
  return {
    kind: trend.kind,
    ratio: trend.kind === 'between' ? ratioOf(trend.lnRatio) : trend.kind === 'at-most' ? 0 : null,
    low: 'lnLow' in trend ? ratioOf(trend.lnLow) : trend.kind === 'at-most' ? 0 : null,
    high: 'lnHigh' in trend ? ratioOf(trend.lnHigh) : null,
    windowDays: trend.windowDays,
    n: trend.recent + trend.before,
  };
}

function daysBetween(from: Instant, to: Instant): number {
  return Math.max(0, to - from) / dayMs;
}
