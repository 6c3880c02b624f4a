import { gapChangePower } from './gap-change-power.js';
import { gapsBefore } from './gap-change.js';
import type { ContactSpan, OperationalSpan, Rhythm } from './rhythm.js';
import { silenceAlarmAfter, stillSilentProbability } from './silence-deadline.js';
import { assessSilence, defaultFalseAlarmsPerYear, silenceFloorDays, type Silence } from './silence-decision.js';
import { lnSilenceProbability } from './silence.js';

/** A relationship that is silent now, and how silent it is going to be at the end of a window if nothing comes. */
export interface RunningSilence {
  readonly rhythm: Rhythm;
  readonly span: ContactSpan;
  readonly now: Silence;
  readonly later: Silence;
  /**
   * The operational days in the first 14 calendar days of the silence, before which it is no alarm. Where every day is
   * open that is 14.
   */
  readonly floorOperationalDays: number;
}

/**
 * How likely the silence of a relationship that goes on as before becomes an alarm within a window: p(s_D)/p(s), where s is
 * the silence now and s_D that at its deadline D, the later of the silence with p = p* and the floor of 14 days
 * (definitions.md §1.2). It is 0 where D lies behind the window, where there is none (fewer than 4 gaps, no budget), and
 * where the alarm stands. Exact for a window of up to 14 days: whoever is in contact before D cannot raise an alarm within
 * the 14 days after it.
 *
 * Summed up over relationships these are the false alarms to be expected in the window, each of them at most once.
 * @param falseAlarmsPerYear f, the budget
 * @returns from 0 to 1
 * @throws RangeError for a rhythm, a span, a silence or a budget that is none
 */
export function falseSilenceProbability(
  { rhythm, span, now, later, floorOperationalDays }: RunningSilence,
  falseAlarmsPerYear: number = defaultFalseAlarmsPerYear,
): number {
  const isAlarm = (silence: Silence): boolean =>
    assessSilence(rhythm, span, silence, falseAlarmsPerYear).outcome === 'alarm';
  // Most are none at the end of the window either: only where they are is the inverse of p worked out.
  if (later.calendarDays < silenceFloorDays || !isAlarm(later) || isAlarm(now)) return 0;
  const after = silenceAlarmAfter(rhythm, span, falseAlarmsPerYear);
  if (after === undefined) return 0;
  const due = Math.max(after.operationalDays, floorOperationalDays);
  return stillSilentProbability(rhythm, span, now.operationalDays, due);
}

/**
 * The contacts of a relationship that goes on as before that are to be expected in some days: days · E[λ | x, t, s] / k,
 * with the rate λ given its x gaps over t and the silence s that runs. Given the gaps λ ~ Gamma(a, b), a = r + k·x and
 * b = α + t; that no contact came for s weighs it with P(gap ≥ s | λ), so that E[λ | x, t, s] = (a/b) · p₊(s) / p(s), where
 * p₊ is the probability of the silence with a + 1 in the place of a. For k = 1 that is (r+x)/(α+t+s), and the number exact;
 * otherwise it is that of the long run, as if the window began anywhere between two contacts.
 *
 * @param silentDays s, in operational days
 * @param days of the window, in operational days
 * @throws RangeError for a rhythm, a span or a silence that is none
 */
export function expectedContacts(rhythm: Rhythm, span: OperationalSpan, silentDays: number, days: number): number {
  const { k, r, alpha } = rhythm;
  const a = r + k * span.gaps;
  const b = alpha + span.operationalDays;
  // Another r of the same past: a + 1 where a was.
  const ln = lnSilenceProbability({ ...rhythm, r: r + 1 }, span, silentDays);
  const weight = Math.exp(ln - lnSilenceProbability(rhythm, span, silentDays));
  return (days * (a / b) * weight) / k;
}

/** Of a relationship that does not change one decline alarm in so many contacts (definitions.md §1.3: measured, for any k). */
export const contactsPerFalseDecline = gapChangePower(1, gapsBefore).contactsPerFalseAlarm.decline;

/** Whether a further gap of a relationship is judged, so that it may raise a decline alarm. */
export function isGapJudged({ gaps }: OperationalSpan): boolean {
  return gaps >= gapsBefore;
}
