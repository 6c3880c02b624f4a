import { afterGap, noGaps } from '#measures/rhythm/gap-change.js';
import type { Rhythm } from '#measures/rhythm/rhythm.js';
import { assessSilence } from '#measures/rhythm/silence-decision.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';

/** A portfolio of relationships that never change, and the seed of its gaps. */
export interface StationaryPortfolio extends Rhythm {
  readonly seed: number;
  /** Default 2,000. */
  readonly relationships?: number;
  /** How long each is watched. Default 1,825. */
  readonly days?: number;
}

/** What was raised although nothing changed. */
export interface FalseAlarms {
  readonly completedGaps: number;
  /** How many random numbers were used. */
  readonly draws: number;
  readonly silence: number;
  readonly decline: number;
  readonly growth: number;
}

/**
 * Counts the alarms that a stationary portfolio raises: every one is false. Rates λ ~ Gamma(r, α) with r = 3, gaps ~
 * Gamma(k, λ) with k one of 1, 3 and ½, each drawn as a sum of exponential variables (for ½ one times a squared cosine,
 * Box & Muller 1958), from one stream of random numbers, so that another implementation can draw the same.
 *
 * The first act is at day 0; the last gap, which goes beyond the end, is the silence that runs at the end. Each silence
 * is looked at when it ends, or at the end: an alarm, once raised, stays until it does. Here every day is open, so that
 * operational days are calendar days.
 */
export function falseAlarmsOf({ relationships = 2_000, days = 1_825, ...portfolio }: StationaryPortfolio): FalseAlarms {
  const uniform = mulberry32(portfolio.seed);
  const found = { completedGaps: 0, draws: 0, silence: 0, decline: 0, growth: 0 };
  const draw = (): number => {
    found.draws++;
    return uniform();
  };
  const exponential = (): number => -Math.log(1 - draw());
  const drawGap = gapDraws(portfolio.k, exponential, draw);
  for (let i = 0; i < relationships; i++) {
    const rate = (exponential() + exponential() + exponential()) / portfolio.alpha;
    let change = noGaps();
    for (let at = 0; ;) {
      const gap = drawGap() / rate;
      if (raisesSilenceAlarm(portfolio, change.gaps, at, Math.min(gap, days - at))) found.silence++;
      at += gap;
      if (at > days) break;
      found.completedGaps++;
      const step = afterGap(change, portfolio, gap);
      change = step.state;
      if (step.alarm) found[step.alarm]++;
    }
  }
  return found;
}

function gapDraws(k: number, exponential: () => number, draw: () => number): () => number {
  if (k === 1) return exponential;
  if (k === 3) return () => exponential() + exponential() + exponential();
  if (k === 0.5) return () => exponential() * Math.cos(2 * Math.PI * draw()) ** 2;
  throw new RangeError(`Gaps of shape ${k} are not drawn here.`);
}

function raisesSilenceAlarm(rhythm: Rhythm, gaps: number, spanDays: number, silentDays: number): boolean {
  const span = { gaps, operationalDays: spanDays, calendarDays: spanDays };
  return assessSilence(rhythm, span, { operationalDays: silentDays, calendarDays: silentDays }).outcome === 'alarm';
}
