import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { fewestGaps, type Rhythm } from '#measures/rhythm/rhythm.js';
import { silenceFloorDays } from '#measures/rhythm/silence-decision.js';
import { silenceAlarmAfter } from '#measures/rhythm/silence-deadline.js';
import { silenceRhythmOf, spanOf, usualGapDays, type ContactRhythm } from './contact-rhythm.js';
import type { PhaseRules } from './phase-rules.js';

/** The silence that runs since the latest contact-day of a side, and what was seen of it: plain JSON. */
export interface SilenceWatch {
  /** When it has to be looked at next; null: nothing will come of it. */
  lookAt: Instant | null;
  /** Since when it is an alarm: p ≤ p*. */
  alarmAt: Instant | null;
  /** Since when it is so unlikely that the phase is another: p ≤ p* of the stricter budget of phases. */
  sureAt: Instant | null;
  /** Since when it is so long that the relationship counts as dissolved. */
  longAt: Instant | null;
  /** The alarm would have been due while a feed was down: not known since. */
  unknownSince: Instant | null;
  /** Days until it is asked again whether the feed is back. */
  retryDays: number;
}

/** What a silence is judged by. */
export interface SilenceTerms {
  readonly rules: PhaseRules;
  readonly rhythm: Rhythm;
  /** Operational time. */
  readonly clock: RunningClock;
  /** Whether what their last contacts came by comes in now. */
  readonly feedsUp: () => boolean;
}

export function noSilence(): SilenceWatch {
  return { lookAt: null, alarmAt: null, sureAt: null, longAt: null, unknownSince: null, retryDays: 0 };
}

/**
 * A silence begins with a contact-day. It is first looked at after the floor of 14 days, and only then is it worked out
 * when the alarm is due: most silences are over by then, and the inverse of p costs more than everything else.
 */
export function silenceBegins({ change, latest }: ContactRhythm): SilenceWatch {
  const watched = latest !== null && change.gaps >= fewestGaps;
  return { ...noSilence(), lookAt: watched ? latest.since + silenceFloorDays * dayMs : null };
}

/** What a silence comes to, one after the other. */
export type SilenceStage = 'alarm' | 'sure' | 'long';

/**
 * Time has come to look. While a feed is down silence says nothing: it is asked again after 1, 2, 4 … days, so that an
 * alarm is late at most by as long as the feed was down. Changes the watch in place.
 * @returns the last stage that was reached now, undefined for none
 */
export function lookAtSilence(
  watch: SilenceWatch,
  rhythm: ContactRhythm,
  at: Instant,
  terms: SilenceTerms,
): SilenceStage | undefined {
  if (watch.lookAt === null || watch.lookAt > at) return undefined;
  let reached: SilenceStage | undefined;
  for (let stage = nextStage(watch); stage !== undefined; stage = nextStage(watch)) {
    const due = dueAt(stage, rhythm, terms);
    if (due === undefined || due > at) {
      watch.lookAt = due ?? null;
      return reached;
    }
    if (!terms.feedsUp()) {
      watch.unknownSince ??= at;
      watch.retryDays = Math.max(1, 2 * watch.retryDays);
      watch.lookAt = at + watch.retryDays * dayMs;
      return reached;
    }
    watch[`${stage}At`] = at;
    watch.unknownSince = null;
    watch.retryDays = 0;
    reached = stage;
  }
  watch.lookAt = null;
  return reached;
}

function nextStage({ alarmAt, sureAt, longAt }: SilenceWatch): SilenceStage | undefined {
  if (alarmAt === null) return 'alarm';
  if (sureAt === null) return 'sure';
  return longAt === null ? 'long' : undefined;
}

/**
 * Rules, rhythm, calendar or absences are others now: what they would not have told yet is taken back, and it is looked
 * anew.
 */
export function reviewSilence(watch: SilenceWatch, rhythm: ContactRhythm, at: Instant, terms: SilenceTerms): void {
  let stands = true;
  for (const stage of ['alarm', 'sure', 'long'] as const) {
    stands &&= watch[`${stage}At`] !== null && (dueAt(stage, rhythm, terms) ?? Infinity) <= at;
    if (!stands) watch[`${stage}At`] = null;
  }
  if (watch.unknownSince === null) watch.lookAt = stands ? null : silenceBegins(rhythm).lookAt;
}

/**
 * When a silence comes to a stage if nothing comes before:
 *
 * - `alarm`: p(silent) ≤ p*, and 14 calendar days;
 * - `sure`: the same with the smaller budget of phases;
 * - `long`: p ≤ 0.001 and a year, with the numbers of v0.
 *
 * @returns undefined: never
 */
export function dueAt(stage: SilenceStage, rhythm: ContactRhythm, terms: SilenceTerms): Instant | undefined {
  const { rules, clock } = terms;
  const { latest } = rhythm;
  const usual = usualGapDays(rhythm) ?? 0;
  if (latest === null || !(usual > 0)) return undefined;
  const budget = {
    alarm: rules.falseAlarmsPerYear,
    sure: rules.falsePhasesPerYear,
    // The budget at which p* = f·ḡ/365 is this probability.
    long: (rules.dissolvedProbability * 365) / usual,
  }[stage];
  const after = silenceAlarmAfter(silenceRhythmOf(terms.rhythm, rhythm.change), spanOf(rhythm), budget);
  if (after === undefined) return undefined;
  const reached = clock.instantAfter(latest.since, after.operationalDays * dayMs);
  const floorDays = stage === 'long' ? rules.dissolvedDays : silenceFloorDays;
  return reached === undefined ? undefined : Math.max(Math.ceil(reached), latest.since + Math.ceil(floorDays * dayMs));
}
