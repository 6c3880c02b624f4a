import { linearQuantile } from '../statistics/linear-quantile.js';
import { mulberry32 } from '../statistics/mulberry32.js';
import { rankScores, weightedArea, type RankedScores } from './ranking.js';

/** Several measures on the same relationships: one set for each cut of a back-test, with the same measures in each. */
export interface PairedScores {
  /** Whether each is a positive. */
  readonly outcomes: readonly boolean[];
  /** Of each measure as many scores; higher says "more likely a positive". */
  readonly scores: readonly (readonly number[])[];
  /** Which relationship each is, 0 to `relationships` − 1; left out: the first, the second, … */
  readonly relationship?: readonly number[];
}

/** Two measures by their place in `scores`; the difference is that of the first minus that of the second. */
export type Pair = readonly [a: number, b: number];

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
 * Percentile bootstrap of differences of two areas under the curve (Efron 1979), paired: a relationship is drawn with all
 * its scores and its outcome, in every set that it is in. With several sets a difference is the mean of theirs. Seeded:
 * the same input gives the same numbers, and a pair the same whatever other pairs are asked for.
 *
 * @returns for each pair; undefined when a set holds one class only, when there is no set, when the samples hold one
 * class only nearly always, or when one of the two has a score that is NaN
 * @throws RangeError for a number of replicates that is none
 */
export function bootstrapOfDifferences(
  sets: readonly PairedScores[],
  pairs: readonly Pair[],
  { seed, replicates = 1_000, relationships = largestOf(sets) }: BootstrapOptions,
): (DifferenceOfAreas | undefined)[] {
  if (!(Number.isInteger(replicates) && replicates > 0)) {
    throw new RangeError(`Replicates are a whole number above 0, not ${replicates}.`);
  }
  const ranked = sets.map(rankSet);
  const areas = ranked.map((set) => areasOf(set));
  const found = pairs.map(([a, b]) => meanDifference(areas, a, b));
  const replicated = pairs.map(() => new Float64Array(replicates));
  if (found.every((difference) => difference === undefined)) return found.map(() => undefined);
  const redrawn = replicate(ranked, { seed, replicates, relationships }, (areas, index) => {
    for (const [pair, [a, b]] of pairs.entries()) replicated[pair]![index] = meanDifference(areas, a, b) ?? Number.NaN;
  });
  if (redrawn === undefined) return pairs.map(() => undefined);
  return found.map((difference, pair) => {
    if (difference === undefined) return undefined;
    const sorted = replicated[pair]!.sort();
    const [low, median, high] = [0.025, 0.5, 0.975].map((share) => linearQuantile(sorted, share));
    return { difference, low: low!, median: median!, high: high!, replicates, redrawn };
  });
}

interface RankedSet {
  readonly outcomes: readonly boolean[];
  /** Undefined: a score is NaN. */
  readonly measures: readonly (RankedScores | undefined)[];
  readonly relationship: readonly number[] | undefined;
}

function largestOf(sets: readonly PairedScores[]): number {
  return sets.reduce((most, { outcomes }) => Math.max(most, outcomes.length), 0);
}

function rankSet({ outcomes, scores, relationship }: PairedScores): RankedSet {
  return { outcomes, measures: scores.map(rankScores), relationship };
}

/** Draws samples until there are as many as wanted that hold both classes in every set. @returns how many did not */
function replicate(
  sets: readonly RankedSet[],
  { seed, replicates, relationships }: Required<BootstrapOptions>,
  use: (areas: readonly Areas[], index: number) => void,
): number | undefined {
  const random = mulberry32(seed);
  const drawn = new Int32Array(relationships);
  const drawnIn = sets.map(({ relationship }) => (relationship ? new Int32Array(relationship.length) : drawn));
  let redrawn = 0;
  for (let index = 0; index < replicates;) {
    drawn.fill(0);
    for (let i = 0; i < relationships; i++) drawn[Math.floor(random() * relationships)]!++;
    for (const [i, { relationship }] of sets.entries()) {
      if (relationship)
        for (let row = 0; row < relationship.length; row++) drawnIn[i]![row] = drawn[relationship[row]!]!;
    }
    if (sets.every(({ outcomes }, i) => holdsBoth(outcomes, drawnIn[i]!))) {
      const areas = sets.map((set, i) => areasOf(set, drawnIn[i]));
      use(areas, index++);
    } else if (++redrawn > drawsForOneReplicate * replicates) return undefined;
  }
  return redrawn;
}

function holdsBoth(outcomes: readonly boolean[], drawn: Int32Array): boolean {
  let [positive, negative] = [false, false];
  for (let i = 0; i < outcomes.length && !(positive && negative); i++) {
    if (drawn[i] === 0) continue;
    if (outcomes[i]) positive = true;
    else negative = true;
  }
  return positive && negative;
}

/** The area of each measure of a set. */
type Areas = readonly (number | undefined)[];

function areasOf({ outcomes, measures }: RankedSet, drawn?: Int32Array): Areas {
  return measures.map((ranked) => ranked && weightedArea(ranked, outcomes, drawn));
}

function meanDifference(sets: readonly Areas[], a: number, b: number): number | undefined {
  if (sets.length === 0) return undefined;
  let sum = 0;
  for (const areas of sets) {
    const [areaA, areaB] = [areas[a], areas[b]];
    if (areaA === undefined || areaB === undefined) return undefined;
    sum += areaA - areaB;
  }
  return sum / sets.length;
}
