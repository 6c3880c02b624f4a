import {
  incompleteBeta,
  incompleteBetaComplement,
  lnIncompleteBetaComplement,
} from '#measures/statistics/incomplete-beta.js';
import type { OperationalSpan, Rhythm } from './rhythm.js';

/**
 * p(silent ≥ s) = 1 − I_{s/(α+t+s)}(k, r + k·x): how likely a relationship that goes on as before is silent for at least
 * s, given its x gaps over t (definitions.md §1.2). The rate is gamma again given the gaps, so the next gap is k·(α+t) /
 * (r+k·x) times an F variable, a beta prime distribution; for k = 1 that is the tail ((α+t)/(α+t+s))^(r+x) of Lomax (1954).
 *
 * @param silentDays s, in operational days since the last contact-day; 0 or more
 * @returns from 0 to 1; 0 where it is less than any double
 * @throws RangeError for a rhythm, a span or a silence that is none
 */
export function silenceProbability(rhythm: Rhythm, span: OperationalSpan, silentDays: number): number {
  return atSilence(incompleteBetaComplement, rhythm, span, silentDays);
}

/** The natural logarithm of `silenceProbability`, also where that is less than any double; −Infinity for ever. */
export function lnSilenceProbability(rhythm: Rhythm, span: OperationalSpan, silentDays: number): number {
  return atSilence(lnIncompleteBetaComplement, rhythm, span, silentDays);
}

/** How likely the next gap is shorter: 1 − p, as accurate where that is small. Arguments and errors as there. */
export function shorterGapProbability(rhythm: Rhythm, span: OperationalSpan, gapDays: number): number {
  return atSilence(incompleteBeta, rhythm, span, gapDays);
}

function atSilence(
  tail: (x: number, a: number, b: number, y: number) => number,
  { k, r, alpha }: Rhythm,
  { gaps, operationalDays }: OperationalSpan,
  silentDays: number,
): number {
  assertLength(gaps, 'The number of gaps');
  assertLength(operationalDays, 'A span');
  if (!(silentDays >= 0)) throw new RangeError(`A silence is 0 days or more, not ${silentDays}.`);
  if (silentDays === Infinity) return tail(1, k, r + k * gaps, 0);
  const past = alpha + operationalDays;
  const all = past + silentDays;
  // Both parts as quotients: for a silence much longer than the past, 1 − s/(α+t+s) would keep few digits.
  return tail(silentDays / all, k, r + k * gaps, past / all);
}

function assertLength(value: number, what: string): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${what} is 0 or more and finite, not ${value}.`);
}
