import { assertPositive, lnGamma } from './gamma.js';

/** The two shares of the gamma distribution, below and above; they add up to 1. */
export interface GammaShares {
  readonly lower: number;
  readonly upper: number;
}

/** Terms of the series and of the fraction grow with √a: these are enough for counts of a million. */
const termsMax = 100_000;
const tiny = 1e-300;

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x): by its series below a + 1 (Abramowitz & Stegun 1964,
 * 6.5.29), by Lentz's continued fraction above (6.5.31). The smaller of the two is the one that is computed, so that
 * nothing of a small tail is lost.
 * @param a above 0
 * @param x 0 or above
 * @throws RangeError for any others
 */
export function incompleteGamma(a: number, x: number): GammaShares {
  assertPositive(a, 'a');
  if (!(x >= 0)) throw new RangeError(`x must be 0 or above, not ${x}.`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    const lower = Math.min(1, front * seriesOf(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, front * fractionOf(a, x));
  return { lower: 1 - upper, upper };
}

function seriesOf(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < termsMax && term > sum * Number.EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fractionOf(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < termsMax; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / notZero(numerator * d + b);
    c = notZero(b + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return value;
}

function notZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
