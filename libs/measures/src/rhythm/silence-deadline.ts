import { betaQuantile } from '#measures/statistics/incomplete-beta.js';
import { fewestGaps, type ContactSpan, type OperationalSpan, type Rhythm } from './rhythm.js';
import { alarmThreshold, defaultFalseAlarmsPerYear, silenceFloorDays } from './silence-decision.js';
import { lnSilenceProbability, silenceProbability } from './silence.js';

/** The least silence that is an alarm: both have to have passed since the last contact-day. */
export interface SilenceAlarmAfter {
  /** The silence with p = p*. */
  readonly operationalDays: number;
  /** The floor of 14 days. */
  readonly calendarDays: number;
}

/**
 * When the alarm is going to fire if nothing comes: at this silence, and at no shorter one, `assessSilence` says `alarm`.
 * The solution is moved on by a few units of the last place where rounding would leave p above p*, so that what is looked
 * at when the deadline comes is an alarm indeed.
 *
 * @returns undefined when there is to be none: fewer than 4 gaps, or a budget of 0
 * @throws RangeError for a rhythm, a span or a budget that is none
 */
export function silenceAlarmAfter(
  rhythm: Rhythm,
  span: ContactSpan,
  falseAlarmsPerYear: number = defaultFalseAlarmsPerYear,
): SilenceAlarmAfter | undefined {
  if (!(span.gaps >= fewestGaps)) return undefined;
  const threshold = alarmThreshold(span.calendarDays / span.gaps, falseAlarmsPerYear);
  const operationalDays = threshold > 0 ? silenceOfProbability(rhythm, span, threshold) : Infinity;
  return operationalDays === Infinity ? undefined : { operationalDays, calendarDays: silenceFloorDays };
}

/** The least s with p(silent ≥ s) ≤ p, in operational days; Infinity when no double is that long. */
function silenceOfProbability(rhythm: Rhythm, span: OperationalSpan, p: number): number {
  // p is the lower tail of (α+t)/(α+t+s), which has the parameters the other way round.
  const rest = betaQuantile(p, rhythm.r + rhythm.k * span.gaps, rhythm.k);
  const solution = ((rhythm.alpha + span.operationalDays) * (1 - rest)) / rest;
  let silentDays = Math.max(solution, Number.MIN_VALUE);
  for (let excess = Number.EPSILON; silentDays < Infinity; excess *= 2) {
    if (silenceProbability(rhythm, span, silentDays) <= p) return silentDays;
    silentDays = Math.max(solution, Number.MIN_VALUE) * (1 + excess);
  }
  return Infinity;
}

/**
 * The calendar days from the last contact-day to the alarm: the later of the two clocks.
 * @param calendarDaysOf how long after the last contact-day that much operational time has passed; by default every day
 *   is open
 */
export function calendarDaysToAlarm(
  { operationalDays, calendarDays }: SilenceAlarmAfter,
  calendarDaysOf: (operationalDays: number) => number = (days) => days,
): number {
  return Math.max(calendarDays, calendarDaysOf(operationalDays));
}

/**
 * How likely a relationship that goes on as before, and is silent now, is still silent later: p(later) / p(now).
 *
 * The false alarms to be expected in a week are the sum of this over the relationships whose alarm comes due in it, with
 * the silence at that time as `laterDays`: one that is in contact before cannot raise an alarm within the 14 days after.
 *
 * @param silentDays now, in operational days
 * @param laterDays the silence later, in operational days; at most `silentDays` is certain
 * @throws RangeError for a rhythm, a span or a silence that is none
 */
export function stillSilentProbability(
  rhythm: Rhythm,
  span: OperationalSpan,
  silentDays: number,
  laterDays: number,
): number {
  if (laterDays <= silentDays) return 1;
  // In logarithms, as both may be less than any double.
  return Math.exp(lnSilenceProbability(rhythm, span, laterDays) - lnSilenceProbability(rhythm, span, silentDays));
}
