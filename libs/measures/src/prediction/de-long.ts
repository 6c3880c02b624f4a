import { rankScores } from './ranking.js';

/** An area under the curve with its variance. */
export interface AreaEstimate {
  readonly area: number;
  readonly variance: number;
}

export interface DeLong {
  readonly a: AreaEstimate;
  readonly b: AreaEstimate;
  readonly covariance: number;
  /** Area of `a` minus that of `b`, with its 95 % interval. */
  readonly difference: {
    readonly area: number;
    readonly variance: number;
    readonly low: number;
    readonly high: number;
  };
}

const z95 = 1.959963984540054;

/**
 * Two areas under the curve on the same relationships, and their difference (DeLong, DeLong & Clarke-Pearson 1988), from
 * midranks (Sun & Xu 2014).
 * @param outcomes whether each is a positive
 * @param a scores of one measure, as many; higher says "more likely a positive"
 * @param b scores of the other
 * @returns undefined with fewer than two positives or negatives, or with a score that is NaN
 */
export function deLong(outcomes: readonly boolean[], a: readonly number[], b: readonly number[]): DeLong | undefined {
  const placementsA = placementsOf(outcomes, a);
  const placementsB = placementsOf(outcomes, b);
  if (!placementsA || !placementsB) return undefined;
  const areaA = mean(placementsA.ofPositives);
  const areaB = mean(placementsB.ofPositives);
  const varianceA = covarianceOfAreas(placementsA, placementsA);
  const varianceB = covarianceOfAreas(placementsB, placementsB);
  const covariance = covarianceOfAreas(placementsA, placementsB);
  const area = areaA - areaB;
  // Two equal rankings: rounding must not turn 0 into less than 0.
  const variance = Math.max(0, varianceA + varianceB - 2 * covariance);
  const halfWidth = z95 * Math.sqrt(variance);
  return {
    a: { area: areaA, variance: varianceA },
    b: { area: areaB, variance: varianceB },
    covariance,
    difference: { area, variance, low: area - halfWidth, high: area + halfWidth },
  };
}

/** For each positive the share of negatives below it, for each negative that of positives above it; ties one half. */
interface Placements {
  readonly ofPositives: readonly number[];
  readonly ofNegatives: readonly number[];
}

function placementsOf(outcomes: readonly boolean[], scores: readonly number[]): Placements | undefined {
  const all = midranks(scores);
  const positives = indexesOf(outcomes, true);
  const negatives = indexesOf(outcomes, false);
  if (!all || positives.length < 2 || negatives.length < 2) return undefined;
  const amongPositives = midranks(positives.map((index) => scores[index]!))!;
  const amongNegatives = midranks(negatives.map((index) => scores[index]!))!;
  return {
    ofPositives: positives.map((index, i) => (all[index]! - amongPositives[i]!) / negatives.length),
    ofNegatives: negatives.map((index, i) => 1 - (all[index]! - amongNegatives[i]!) / positives.length),
  };
}

function indexesOf(outcomes: readonly boolean[], wanted: boolean): number[] {
  return outcomes.flatMap((outcome, index) => (outcome === wanted ? [index] : []));
}

/** Ranks from 1, equal scores sharing the mean of theirs. */
function midranks(scores: readonly number[]): Float64Array | undefined {
  const ranked = rankScores(scores);
  if (!ranked) return undefined;
  const ranks = new Float64Array(scores.length);
  let from = 0;
  for (const end of ranked.groupEnds) {
    for (let at = from; at < end; at++) ranks[ranked.order[at]!] = (from + end + 1) / 2;
    from = end;
  }
  return ranks;
}

function covarianceOfAreas(one: Placements, other: Placements): number {
  return (
    sampleCovariance(one.ofPositives, other.ofPositives) / one.ofPositives.length +
    sampleCovariance(one.ofNegatives, other.ofNegatives) / one.ofNegatives.length
  );
}

function sampleCovariance(one: readonly number[], other: readonly number[]): number {
  const [meanOne, meanOther] = [mean(one), mean(other)];
  const sum = one.reduce((sum, value, i) => sum + (value - meanOne) * (other[i]! - meanOther), 0);
  return sum / (one.length - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
