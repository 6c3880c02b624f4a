import { assertPositive, lnGamma } from '../statistics/gamma.js';
import { isUsableValue } from './usable-value.js';

/** What is believed of a stretch before its first value: precision ~ Gamma(alpha, rate beta), mean ~ N(mean, 1/(kappa·precision)). */
export interface NormalGammaPrior {
  readonly mean: number;
  readonly kappa: number;
  readonly alpha: number;
  readonly beta: number;
}

/** One hypothesis for each value: that the present stretch began there. The columns are indexed by where. */
export interface Runs {
  readonly prior: NormalGammaPrior;
  readonly hazard: number;
  /** Mean and beta of the stretch, updated by its values so far. */
  readonly mean: number[];
  readonly beta: number[];
  /** ln of its probability given all values so far. */
  readonly lnProbability: number[];
  /** ln Γ(α + ½) − ln Γ(α) − ½ ln 2πα by the length of the stretch: worked out once, it is the same for all. */
  readonly lnScale: number[];
}

/** The most probable stretch after a value. */
export interface ModalRun {
  /** Index of its first value; one more than the last index when a new one is about to begin. */
  readonly start: number;
  /** 0–1 */
  readonly probability: number;
}

/** The chance that a stretch ends at a value: one change in 250. */
export const defaultHazard = 1 / 250;

/** A variance below this is none: squares of the greatest values divided by it would overflow. */
const leastVariance = 1e-100;

/** How many first values the prior is taken from. */
export const priorValues = 20;

/**
 * The prior of a series out of its first 20 values: their median as mean, their variance (n − 1) as beta, kappa and
 * alpha 1, so that a few values of a stretch outweigh it.
 *
 * @returns undefined when there are fewer, one cannot be used, or they do not differ
 */
export function normalGammaPriorOf(values: readonly number[]): NormalGammaPrior | undefined {
  const first = values.slice(0, priorValues);
  if (first.length < priorValues || !first.every(isUsableValue)) return undefined;
  const sorted = first.toSorted((a, b) => a - b);
  const median = (sorted[priorValues / 2 - 1]! + sorted[priorValues / 2]!) / 2;
  const mean = first.reduce((sum, value) => sum + value, 0) / priorValues;
  const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (priorValues - 1);
  return variance >= leastVariance ? { mean: median, kappa: 1, alpha: 1, beta: variance } : undefined;
}

/**
 * Nothing seen yet: the first value begins a stretch.
 * @param hazard between 0 and 1
 * @throws RangeError for another hazard, or unless the mean is a number, kappa and alpha are above 0, beta is at least 1e-100
 */
export function startRuns(prior: NormalGammaPrior, hazard: number = defaultHazard): Runs {
  for (const name of ['kappa', 'alpha', 'beta'] as const) assertPositive(prior[name], name);
  if (!isUsableValue(prior.mean)) throw new RangeError(`The mean must be a number, not ${prior.mean}.`);
  if (prior.beta < leastVariance) throw new RangeError(`beta must be at least ${leastVariance}, not ${prior.beta}.`);
  if (!(hazard > 0 && hazard < 1)) throw new RangeError(`The hazard must lie between 0 and 1, not at ${hazard}.`);
  return { prior, hazard, mean: [prior.mean], beta: [prior.beta], lnProbability: [0], lnScale: [] };
}

/**
 * Bayesian online detection of change points (Adams & MacKay 2007): after each value the probability of every length of
 * the present stretch, for normal values of unknown mean and variance. A stretch of r values predicts the next by
 * Student's distribution with 2α degrees of freedom and the squared scale β(κ+1)/(ακ). Worked in logarithms and nothing is
 * dropped, so a value costs time in proportion to how many came before.
 *
 * @returns undefined for a value that is no number, or beyond 1e100: it counts as not there
 */
export function addRun(runs: Runs, value: number): ModalRun | undefined {
  if (!isUsableValue(value)) return undefined;
  const { prior, hazard, mean, beta, lnProbability } = runs;
  const count = lnProbability.length;
  let modal = 0;
  for (let start = 0; start < count; start++) {
    lnProbability[start] = lnProbability[start]! + lnPredictive(runs, start, value);
    if (lnProbability[start]! > lnProbability[modal]!) modal = start;
  }
  const greatest = lnProbability[modal]!;
  let total = 0;
  for (let start = 0; start < count; start++) total += Math.exp(lnProbability[start]! - greatest);
  const lnShift = Math.log1p(-hazard) - greatest - Math.log(total);

  for (let start = 0; start < count; start++) {
    lnProbability[start] = lnProbability[start]! + lnShift;
    // What one more value makes of the mean and β of this stretch.
    const kappa = prior.kappa + (count - 1 - start);
    const distance = value - mean[start]!;
    mean[start] = mean[start]! + distance / (kappa + 1);
    beta[start] = beta[start]! + (kappa * distance * distance) / (2 * (kappa + 1));
  }
  mean.push(prior.mean);
  beta.push(prior.beta);
  lnProbability.push(Math.log(hazard));
  const probability = (1 - hazard) / total;
  return probability > hazard ? { start: modal, probability } : { start: count, probability: hazard };
}

/** ln of the density that the stretch from `start` gave to `value` before it came. */
function lnPredictive({ prior, mean, beta, lnProbability, lnScale }: Runs, start: number, value: number): number {
  const length = lnProbability.length - 1 - start;
  const kappa = prior.kappa + length;
  const alpha = prior.alpha + length / 2;
  lnScale[length] ??= lnGamma(alpha + 0.5) - lnGamma(alpha) - 0.5 * Math.log(2 * alpha * Math.PI);
  const squaredScale = (beta[start]! * (kappa + 1)) / (alpha * kappa);
  const distance = value - mean[start]!;
  const out = (distance * distance) / squaredScale / (2 * alpha);
  return lnScale[length] - 0.5 * Math.log(squaredScale) - (alpha + 0.5) * Math.log1p(out);
}
