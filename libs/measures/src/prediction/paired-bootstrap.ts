import { mulberry32 } from '../statistics/mulberry32.js';
import { rankScores, weightedArea, type RankedScores } from './ranking.js';

/** Two measures on the same relationships: one set for each cut of a back-test. */
export interface PairedScores {
  /** Whether each is a positive. */
  readonly outcomes: readonly boolean[];
  /** Scores of one measure, as many; higher says "more likely a positive". */
  readonly a: readonly number[];
  /** Scores of the other. */
  readonly b: readonly number[];
  /** Which relationship each is, 0 to `relationships` − 1; left out: the first, the second, … */
  readonly relationship?: readonly number[];
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 1,000. */
  readonly replicates?: number;
  /** How many relationships there are over all sets; left out: as many as the largest set has. */
  readonly relationships?: number;
}

/** The difference of two areas under the curve, a − b, and where resampled relationships put it. */
export interface DifferenceOfAreas {
  readonly difference: number;
  /** The 2.5 % point. */
  readonly low: number;
  readonly median: number;
  /** The 97.5 % point. */
  readonly high: number;
  readonly replicates: number;
  /** Samples that held one class only and were drawn again. */
  readonly redrawn: number;
}

/** Beyond this many samples for each replicate the data are too thin to say anything. */
const drawsForOneReplicate = 100;

/**
 * Percentile bootstrap of the difference of two areas under the curve (Efron 1979), paired: a relationship is drawn with
 * both its scores and its outcome, in every set that it is in. With several sets the difference is the mean of theirs.
 * Seeded: the same input gives the same numbers.
 *
 * @returns undefined when a set holds one class only or a score that is NaN, when there is no set, or when the samples
 * hold one class only nearly always
 */
export function bootstrapOfDifference(
  sets: readonly PairedScores[],
  { seed, replicates = 1_000, relationships = largestOf(sets) }: BootstrapOptions,
): DifferenceOfAreas | undefined {
  const ranked = rankSets(sets);
  const difference = ranked && meanDifference(ranked);
  if (difference === undefined) return undefined;
  const random = mulberry32(seed);
  const drawn = new Int32Array(relationships);
  const differences = new Float64Array(replicates);
  let redrawn = 0;
  for (let replicate = 0; replicate < replicates;) {
    drawn.fill(0);
    for (let i = 0; i < relationships; i++) drawn[Math.floor(random() * relationships)]!++;
    const found = meanDifference(ranked!, drawn);
    if (found !== undefined) differences[replicate++] = found;
    else if (++redrawn > drawsForOneReplicate * replicates) return undefined;
  }
  differences.sort();
  return {
    difference,
    low: linearQuantile(differences, 0.025),
    median: linearQuantile(differences, 0.5),
    high: linearQuantile(differences, 0.975),
    replicates,
    redrawn,
  };
}

interface RankedSet {
  readonly outcomes: readonly boolean[];
  readonly a: RankedScores;
  readonly b: RankedScores;
  readonly relationship: readonly number[] | undefined;
}

function largestOf(sets: readonly PairedScores[]): number {
  return sets.reduce((most, { outcomes }) => Math.max(most, outcomes.length), 0);
}

function rankSets(sets: readonly PairedScores[]): RankedSet[] | undefined {
  const ranked: RankedSet[] = [];
  for (const { outcomes, a, b, relationship } of sets) {
    const [rankedA, rankedB] = [rankScores(a), rankScores(b)];
    if (!rankedA || !rankedB) return undefined;
    ranked.push({ outcomes, a: rankedA, b: rankedB, relationship });
  }
  return ranked;
}

function meanDifference(sets: readonly RankedSet[], drawn?: Int32Array): number | undefined {
  if (sets.length === 0) return undefined;
  let sum = 0;
  for (const { outcomes, a, b, relationship } of sets) {
    const weights = drawn && relationship ? relationship.map((number) => drawn[number]!) : drawn;
    const areaA = weightedArea(a, outcomes, weights);
    const areaB = weightedArea(b, outcomes, weights);
    if (areaA === undefined || areaB === undefined) return undefined;
    sum += areaA - areaB;
  }
  return sum / sets.length;
}

/**
 * The value at a share of the way from the least to the greatest, linear between neighbours (type 7 of Hyndman & Fan
 * 1996). @param sorted ascending, at least one
 */
export function linearQuantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  return place === below ? low : low + (place - below) * (sorted[below + 1]! - low);
}
