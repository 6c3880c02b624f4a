import { healthValue, isPresent, shownHealth, totalWeight, usedSignals, weightedHealth } from './health.js';
import type { Scores, Weights } from './health.js';
import { largestRemainder } from './largest-remainder.js';

/** Two moments of one relationship. Without a change of the model, weights and scores before are given twice. */
export interface HealthChange {
  readonly weightsBefore: Weights;
  readonly weightsAfter: Weights;
  readonly scoresBefore: Scores;
  /** The same facts as `scoresBefore`, through the map in force after. */
  readonly scoresBeforeUnderNewModel: Scores;
  readonly scoresAfter: Scores;
}

/** What one cause did to the number: exactly, in points, and as it is shown, whole. */
export interface Effect {
  readonly effect: number;
  readonly shown: number;
}

/** Why health changed. The effects add up to H′ − H, and the shown ones to the shown change. */
export interface Attribution {
  readonly before: number;
  readonly after: number;
  readonly shownBefore: number;
  readonly shownAfter: number;
  readonly shownChange: number;
  /** The same facts under another map and other weights. */
  readonly model: Effect;
  /** Of each signal present both times, in the order of the weights after: w(s′ − s)/V. */
  readonly values: readonly (Effect & { readonly signal: string })[];
  /** What is left: signals came or went, and the others weigh less or more. */
  readonly coverage: Effect & { readonly came: readonly string[]; readonly went: readonly string[] };
}

/**
 * Takes a change of health apart, exactly: first the model (same facts, new map and weights), then the values of the
 * signals present both times (new map and weights, V their weight), and the rest is what came and went. A signal that
 * the new model no longer weighs belongs to the model's effect.
 *
 * @returns undefined when there is no number before or after, so that there is nothing to explain
 */
export function attributeChange(change: HealthChange): Attribution | undefined {
  const { weightsAfter, scoresBeforeUnderNewModel: earlier, scoresAfter: later } = change;
  const before = healthValue(change.weightsBefore, change.scoresBefore);
  const after = healthValue(weightsAfter, later);
  if (before === undefined || after === undefined) return undefined;

  const signals = usedSignals(weightsAfter);
  const [both, came, went]: [string[], string[], string[]] = [[], [], []];
  for (const signal of signals) {
    const [was, is] = [isPresent(earlier, signal), isPresent(later, signal)];
    if (was && is) both.push(signal);
    else if (is) came.push(signal);
    else if (was) went.push(signal);
  }
  const bothWeight = totalWeight(weightsAfter, both);
  const remodelled = weightedHealth(weightsAfter, earlier);
  const model = remodelled - before;
  const values = both.map((signal) => (weightsAfter[signal]! * (later[signal]! - earlier[signal]!)) / bothWeight);
  // Nothing came or went: the rest is the rounding of doubles and nobody's doing.
  const changedCoverage = came.length + went.length > 0;
  const coverage = changedCoverage ? after - remodelled - values.reduce((sum, value) => sum + value, 0) : 0;

  const [shownBefore, shownAfter] = [shownHealth(before), shownHealth(after)];
  const shownChange = shownAfter - shownBefore;
  const shown = largestRemainder([model, ...values, coverage], shownChange);
  return {
    before,
    after,
    shownBefore,
    shownAfter,
    shownChange,
    model: { effect: model, shown: shown[0]! },
    values: both.map((signal, at) => ({ signal, effect: values[at]!, shown: shown[at + 1]! })),
    coverage: { effect: coverage, shown: shown.at(-1)!, came, went },
  };
}
