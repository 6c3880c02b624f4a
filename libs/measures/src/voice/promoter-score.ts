import { z95 } from '../statistics/normal.js';

/** How many answered 9–10, 7–8 and 0–6. */
export interface PromoterCounts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

/** Points, −100 to 100, with 95 % limits. */
export interface PromoterScore {
  readonly n: number;
  readonly score: number;
  /** Cut to the scale. */
  readonly low: number;
  readonly high: number;
  /** As the formula gives them: at small n they can lie beyond the scale. */
  readonly uncutLow: number;
  readonly uncutHigh: number;
}

/** Which of the three a score of 0–10 is (Reichheld 2003). */
export function promoterClass(score: number): keyof PromoterCounts {
  if (score >= 9) return 'promoters';
  return score >= 7 ? 'passives' : 'detractors';
}

/**
 * The net promoter score 100(p − d) with the adjusted Wald interval (Rocks 2016, The American Statistician): three
 * answers are added, ¾ promoter, ¾ detractor and 1½ passive, and then (p̃ − d̃) ± z√((p̃ + d̃ − (p̃ − d̃)²)/(n + 3)).
 *
 * @returns undefined when nobody answered, or the counts are none
 */
export function promoterScore({ promoters, passives, detractors }: PromoterCounts): PromoterScore | undefined {
  const counts = [promoters, passives, detractors];
  const n = promoters + passives + detractors;
  if (n === 0 || !counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return undefined;
  const [p, d] = [(promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)];
  const half = z95 * Math.sqrt((p + d - (p - d) ** 2) / (n + 3));
  const [uncutLow, uncutHigh] = [100 * (p - d - half), 100 * (p - d + half)];
  return {
    n,
    score: (100 * (promoters - detractors)) / n,
    low: Math.max(-100, uncutLow),
    high: Math.min(100, uncutHigh),
    uncutLow,
    uncutHigh,
  };
}
