/** Score of each signal that is present; what is missing, undefined or not within 0–100 is not. */
export type Scores = Readonly<Record<string, number | undefined>>;

/** Weight of each signal of a model, in the order in which they are shown. What is not above 0 (up to 2⁵³) takes no part. */
export type Weights = Readonly<Record<string, number>>;

/** What one signal adds to 50. */
export interface Contribution {
  readonly signal: string;
  readonly score: number;
  readonly weight: number;
  /** Points: w(s − 50)/Σw over the signals present. */
  readonly contribution: number;
}

export interface Health {
  /** 0–100; undefined while coverage is below one half. */
  readonly value: number | undefined;
  /** Weight of what is present ÷ weight of all, 0–1; 0 for a model without weights. */
  readonly coverage: number;
  /** Of the signals present, in the order of the weights; none while there is no value. */
  readonly contributions: readonly Contribution[];
}

/** The least coverage at which a number is shown: what is missing is not missing at random. */
export const leastCoverage = 0.5;

/** A difference of this size is rounding of doubles. */
const rounding = 1e-9;

/**
 * H = 50 + Σ w(s − 50)/Σw over the signals present, and how much of the model is present. Ours, not literature: the
 * weights are a published proposal.
 */
export function healthOf(weights: Weights, scores: Scores): Health {
  const signals = usedSignals(weights);
  const present = signals.filter((signal) => isPresent(scores, signal));
  const presentWeight = totalWeight(weights, present);
  const coverage = signals.length === 0 ? 0 : presentWeight / totalWeight(weights, signals);
  if (coverage < leastCoverage - rounding) return { value: undefined, coverage, contributions: [] };
  const contributions = present.map((signal) => ({
    signal,
    score: scores[signal]!,
    weight: weights[signal]!,
    contribution: (weights[signal]! * (scores[signal]! - 50)) / presentWeight,
  }));
  return { value: weightedHealth(weights, scores), coverage, contributions };
}

/** H whatever the coverage; 50, which says nothing, when no signal is present. */
export function weightedHealth(weights: Weights, scores: Scores): number {
  const present = usedSignals(weights).filter((signal) => isPresent(scores, signal));
  if (present.length === 0) return 50;
  const sum = present.reduce((total, signal) => total + weights[signal]! * (scores[signal]! - 50), 0);
  return 50 + sum / totalWeight(weights, present);
}

/** Health as it is shown: ⌊H + ½⌋. A half that doubles miss by a hair is a half. */
export function shownHealth(value: number): number {
  return Math.floor(value + 0.5 + rounding);
}

/** The signals that take part, in their order. */
export function usedSignals(weights: Weights): string[] {
  return Object.keys(weights).filter((signal) => weights[signal]! > 0 && weights[signal]! <= Number.MAX_SAFE_INTEGER);
}

export function isPresent(scores: Scores, signal: string): boolean {
  return Object.hasOwn(scores, signal) && scores[signal]! >= 0 && scores[signal]! <= 100;
}

export function totalWeight(weights: Weights, signals: readonly string[]): number {
  return signals.reduce((total, signal) => total + weights[signal]!, 0);
}
