import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { afterGap, noGaps, type GapChange } from '#measures/rhythm/gap-change.js';
import type { ContactSpan, OperationalSpan, Rhythm } from '#measures/rhythm/rhythm.js';
import type { PhaseEvent } from './phase.js';

/**
 * The gaps between contact-days of one side as they complete: plain JSON. A gap runs from the first act of a contact-day
 * to the first act of the next one, so a silence of s is a gap that is going to be at least s.
 */
export interface ContactRhythm {
  /** x, t in operational days, and the sums of the CUSUM. */
  change: GapChange;
  /** t in calendar days. */
  calendarDays: number;
  /** First act of the latest contact-day. */
  latest: PhaseEvent | null;
  /** Where the gap began with which each sum last left 0, and what was known then. */
  declineFrom: TurningPoint | null;
  growthFrom: TurningPoint | null;
  /** The sum of the decline once more, going on beyond the limit of the alarm: for phases, which ask for more. */
  declineSum: number;
}

export interface TurningPoint {
  readonly begun: PhaseEvent;
  /** Mean completed gap before it, in operational days. */
  readonly usualDays: number;
}

export function noRhythm(): ContactRhythm {
  return { change: noGaps(), calendarDays: 0, latest: null, declineFrom: null, growthFrom: null, declineSum: 0 };
}

/** As in `afterGap`. */
const slack = 0.5;

/** An alarm about the gaps, and where the change is thought to have begun. */
export interface RhythmAlarm extends TurningPoint {
  readonly kind: 'decline' | 'growth';
}

/**
 * Completes a gap with the first act of a further contact-day, by the rhythm and the clock in force now; what is summed up
 * stays as it was measured. Changes the state in place.
 * @returns the alarm that the gap raised, if it did
 */
export function addContactDay(
  state: ContactRhythm,
  act: PhaseEvent,
  rhythm: Rhythm,
  clock: RunningClock,
): RhythmAlarm | undefined {
  const { latest, change } = state;
  state.latest = act;
  if (latest === null) return undefined;
  const usualDays = change.gaps === 0 ? 0 : change.operationalDays / change.gaps;
  const step = afterGap(change, rhythm, Math.max(0, clock.msBetween(latest.since, act.since)) / dayMs);
  state.change = step.state;
  // Clocks that are put back across midnight show two days in the wrong order: no gap is shorter than nothing.
  state.calendarDays += Math.max(0, act.since - latest.since) / dayMs;
  state.declineSum = Math.max(0, state.declineSum + (step.z ?? slack) - slack);
  const from = { begun: latest, usualDays };
  const decline = step.decline > 0 ? (state.declineFrom ?? from) : null;
  const growth = step.growth > 0 ? (state.growthFrom ?? from) : null;
  state.declineFrom = step.alarm === undefined ? decline : null;
  state.growthFrom = step.alarm === undefined ? growth : null;
  if (step.alarm === undefined) return undefined;
  return { kind: step.alarm, ...((step.alarm === 'decline' ? decline : growth) ?? from) };
}

/** Contacts of a relationship that does not change for each false decline alarm (definitions.md §1.3: measured). */
const contactsPerFalseAlarm = 1000;
const alarmLimit = 5;

/**
 * What the sum of the decline has to exceed for a phase: 5 as for the alarm, and more for who is in contact so often that
 * it would be false more than f times a year. One more on the limit makes a false alarm e times as rare (Siegmund 1985:
 * ARL ≈ (e^b − b − 1)/½ with b = limit + 1.166).
 */
export function sureDeclineLimit(rhythm: ContactRhythm, falsePhasesPerYear: number): number {
  const usual = usualGapDays(rhythm) ?? 0;
  const contactsWanted = 365 / (falsePhasesPerYear * usual);
  if (!(contactsWanted > contactsPerFalseAlarm)) return alarmLimit;
  return alarmLimit + Math.log(contactsWanted / contactsPerFalseAlarm);
}

/** x and t, on both clocks. */
export function spanOf({ change, calendarDays }: ContactRhythm): ContactSpan {
  return { gaps: change.gaps, operationalDays: change.operationalDays, calendarDays };
}

const leastShape = 0.5;

/**
 * The rhythm of a segment as silence of one relationship is judged by it. Contact-days lie on a grid: acts of one day are
 * one, so gaps of about a day look more regular than the contacts are, and a tail that is taken from that shape is too
 * thin. Random contacts on a grid with a mean gap of m days have CV² = 1 − 1/m (geometric), so their shape comes out
 * m/(m−1) times as great: it is taken back by that, and α with it, so that the mean gap stays what it was.
 * Proposal. Measured on simulated relationships with usual gaps of 3–6 open days: with the shape as fitted 0.21, 0.38 and
 * 0.52 false silence alarms a year where 0.2 are allowed (k = 4, 1, ½), with this 0.08, 0.21 and 0.32.
 */
export function silenceRhythmOf(segment: Rhythm, { gaps, operationalDays }: OperationalSpan): Rhythm {
  const meanDays = gaps === 0 ? 0 : operationalDays / gaps;
  if (!(meanDays > 0)) return segment;
  const k = Math.max(Math.min(leastShape, segment.k), segment.k * (1 - 1 / meanDays));
  return { k, r: segment.r, alpha: (segment.alpha * segment.k) / k };
}

/** ḡ in calendar days; undefined before the first gap. */
export function usualGapDays({ change, calendarDays }: ContactRhythm): number | undefined {
  return change.gaps === 0 ? undefined : calendarDays / change.gaps;
}

/** The longer of some days and some usual gaps, in ms. */
export function longerOf(rhythm: ContactRhythm, days: number, gaps: number): number {
  return Math.max(days, gaps * (usualGapDays(rhythm) ?? 0)) * dayMs;
}

/** How long nothing has come since the latest contact-day, at an instant; undefined before the first. */
export function silenceAt(
  { latest }: ContactRhythm,
  at: Instant,
  clock: RunningClock,
): { readonly calendarDays: number; readonly operationalDays: number } | undefined {
  if (latest === null) return undefined;
  return {
    calendarDays: Math.max(0, at - latest.since) / dayMs,
    operationalDays: clock.msBetween(latest.since, at) / dayMs,
  };
}
