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
  const sums = sumsOf(weights, scores);
  const value = valueOf(sums);
  if (value === undefined) return { value, coverage: sums.coverage, contributions: [] };
  const contributions: Contribution[] = [];
  for (const [signal, weight] of Object.entries(weights)) {
    if (!takesPart(weight) || !isPresent(scores, signal)) continue;
    const score = scores[signal]!;
    contributions.push({ signal, score, weight, contribution: (weight * (score - 50)) / sums.presentWeight });
  }
  return { value, coverage: sums.coverage, contributions };
}

/** The number alone: undefined while coverage is below one half. */
export function healthValue(weights: Weights, scores: Scores): number | undefined {
  return valueOf(sumsOf(weights, scores));
}

/** H whatever the coverage; 50, which says nothing, when no signal is present. */
export function weightedHealth(weights: Weights, scores: Scores): number {
  return weighted(sumsOf(weights, scores));
}

interface Sums {
  readonly coverage: number;
  /** Weight of the signals present, and the sum of w(s − 50) over them. */
  readonly presentWeight: number;
  readonly points: number;
}

/** One loop without closures: a rebuild asks several times for every event. */
function sumsOf(weights: Weights, scores: Scores): Sums {
  let [all, presentWeight, points] = [0, 0, 0];
  for (const signal of Object.keys(weights)) {
    const weight = weights[signal]!;
    if (!takesPart(weight)) continue;
    all += weight;
    if (!isPresent(scores, signal)) continue;
    presentWeight += weight;
    points += weight * (scores[signal]! - 50);
  }
  return { coverage: all === 0 ? 0 : presentWeight / all, presentWeight, points };
}

function valueOf(sums: Sums): number | undefined {
  return sums.coverage < leastCoverage - rounding ? undefined : weighted(sums);
}

function weighted({ points, presentWeight }: Sums): number {
  return presentWeight === 0 ? 50 : 50 + points / presentWeight;
}

function takesPart(weight: number): boolean {
  return weight > 0 && weight <= Number.MAX_SAFE_INTEGER;
}

/** Health as it is shown: ⌊H + ½⌋. A half that doubles miss by a hair is a half. */
export function shownHealth(value: number): number {
  return Math.floor(value + 0.5 + rounding);
}

/** The signals that take part, in their order. */
export function usedSignals(weights: Weights): string[] {
  return Object.keys(weights).filter((signal) => takesPart(weights[signal]!));
}

export function isPresent(scores: Scores, signal: string): boolean {
  const score: unknown = scores[signal];
  // What every object has under a name is no number.
  return typeof score === 'number' && score >= 0 && score <= 100;
}

export function totalWeight(weights: Weights, signals: readonly string[]): number {
  return signals.reduce((total, signal) => total + weights[signal]!, 0);
}
