import { fewestGaps, type ContactSpan, type Rhythm } from './rhythm.js';
import { silenceProbability } from './silence.js';

/** How many false alarms are allowed for a relationship in a year, where nobody chose another number. */
export const defaultFalseAlarmsPerYear = 0.2;

/** A silence shorter than this, in calendar days, is no alarm, whatever the rhythm. */
export const silenceFloorDays = 14;

const highestThreshold = 0.05;

/**
 * Why a silence is an alarm or none (definitions.md §1.2):
 *
 * - `too-few-contacts`: fewer than 4 gaps; what the segment does until the next contact says more than its own rhythm;
 * - `below-floor`: shorter than 14 calendar days;
 * - `usual`: at least 14 days, but not unlikely enough for the budget of false alarms;
 * - `alarm`.
 */
export type SilenceOutcome = 'too-few-contacts' | 'below-floor' | 'usual' | 'alarm';

export interface SilenceFacts {
  /** x, the completed gaps. */
  readonly gaps: number;
  /** ḡ, the mean completed gap in calendar days; of no account when there are fewer than 4. */
  readonly usualGapDays: number;
  /** In calendar days. */
  readonly silentDays: number;
  /** p(silent ≥ s), in operational time. */
  readonly p: number;
  /** f, the budget. Default 0.2. */
  readonly falseAlarmsPerYear?: number;
}

export interface SilenceDecision {
  readonly outcome: SilenceOutcome;
  /** p*, what p is compared with; undefined with too few contacts. */
  readonly threshold: number | undefined;
}

/**
 * p* = min(0.05, f·ḡ/365). A relationship with a gap of ḡ ends 365/ḡ silences a year, so an alarm at p* is false f times a
 * year at most; without the budget, at 0.05, a portfolio of 10,000 that never changes raises 84 alarms a day.
 * @param usualGapDays ḡ in calendar days, 0 or more
 * @param falseAlarmsPerYear f, 0 or more
 * @throws RangeError for anything else
 */
export function alarmThreshold(usualGapDays: number, falseAlarmsPerYear: number = defaultFalseAlarmsPerYear): number {
  if (!(usualGapDays >= 0)) throw new RangeError(`A usual gap is 0 days or more, not ${usualGapDays}.`);
  if (!(falseAlarmsPerYear >= 0)) throw new RangeError(`A budget is 0 alarms or more, not ${falseAlarmsPerYear}.`);
  // Multiplied before it is divided, and 0 of infinitely long gaps is 0: no budget, no alarm.
  const budget = falseAlarmsPerYear === 0 ? 0 : (falseAlarmsPerYear * usualGapDays) / 365;
  return Math.min(highestThreshold, budget);
}

/** Whether a silence is an alarm, and why; every limit belongs to the alarm. @throws RangeError as `alarmThreshold` */
export function decideSilence(facts: SilenceFacts): SilenceDecision {
  const { gaps, usualGapDays, silentDays, p, falseAlarmsPerYear } = facts;
  if (!(gaps >= fewestGaps)) return { outcome: 'too-few-contacts', threshold: undefined };
  const threshold = alarmThreshold(usualGapDays, falseAlarmsPerYear);
  if (!(silentDays >= silenceFloorDays)) return { outcome: 'below-floor', threshold };
  return { outcome: p <= threshold ? 'alarm' : 'usual', threshold };
}

/** How long a relationship has been silent, from its last contact-day, on both clocks. */
export interface Silence {
  readonly operationalDays: number;
  readonly calendarDays: number;
}

export interface SilenceAssessment extends SilenceDecision {
  /** undefined with too few contacts. */
  readonly p: number | undefined;
  readonly usualGapDays: number | undefined;
}

/**
 * Judges a silence by the rhythm of the segment and the relationship's own gaps: p in operational time, the floor and the
 * budget by the calendar (definitions.md §1.2). The same for either side's silence: take the acts of that side.
 * @throws RangeError for a rhythm, a span or a silence that is none
 */
export function assessSilence(
  rhythm: Rhythm,
  span: ContactSpan,
  silence: Silence,
  falseAlarmsPerYear: number = defaultFalseAlarmsPerYear,
): SilenceAssessment {
  const { gaps, calendarDays } = span;
  if (!(gaps >= fewestGaps)) {
    return { outcome: 'too-few-contacts', threshold: undefined, p: undefined, usualGapDays: undefined };
  }
  const p = silenceProbability(rhythm, span, silence.operationalDays);
  const usualGapDays = calendarDays / gaps;
  const decision = decideSilence({ gaps, usualGapDays, silentDays: silence.calendarDays, p, falseAlarmsPerYear });
  return { ...decision, p, usualGapDays };
}
