import type { SilenceAssessment } from './silence-decision.js';

/** A probability as a person reads it, in per cent; `below` with the least that is printed. */
export type Likely = { readonly percent: number } | { readonly belowPercent: number };

/**
 * The parts of "usually every 6 days; silent for 41; 0.3 % likely" (definitions.md §1.2), rounded as they are printed.
 * With too few contacts there is no usual gap, and nothing to say of likelihood.
 */
export type SilenceSentence =
  | { readonly kind: 'rhythm'; readonly usualGapDays: number; readonly silentDays: number; readonly likely: Likely }
  | { readonly kind: 'too-few-contacts'; readonly silentDays: number };

const leastPercent = 0.01;

/**
 * @param silentDays in calendar days; only completed ones are told
 */
export function silenceSentence({ p, usualGapDays }: SilenceAssessment, silentDays: number): SilenceSentence {
  const completedDays = Math.floor(silentDays);
  if (p === undefined || usualGapDays === undefined) return { kind: 'too-few-contacts', silentDays: completedDays };
  return { kind: 'rhythm', usualGapDays: inDays(usualGapDays), silentDays: completedDays, likely: likelyOf(p) };
}

/**
 * Whole per cent from 10 on, one decimal from 1 on, one figure below: 37, 4.2, 0.3, 0.02.
 * @param p from 0 to 1
 */
export function likelyOf(p: number): Likely {
  const percent = p * 100;
  if (percent < leastPercent) return { belowPercent: leastPercent };
  if (percent >= 10) return { percent: Math.round(percent) };
  return { percent: percent >= 1 ? Math.round(percent * 10) / 10 : Number(percent.toPrecision(1)) };
}

/** Whole days from 10 on, one decimal below. */
function inDays(days: number): number {
  return days >= 10 ? Math.round(days) : Math.round(days * 10) / 10;
}
