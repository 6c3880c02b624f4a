import { assertPositive, lnBeta } from './gamma.js';

/**
 * The regularised incomplete beta function I_x(a, b) = ∫₀ˣ uᵃ⁻¹(1−u)ᵇ⁻¹ du / B(a, b), by its continued fraction
 * (Abramowitz & Stegun 1964, 26.5.8) on the side of the mean where that converges, in the form of Lentz (1976).
 *
 * `y` is 1 − x. Give it where it is known better than a subtraction tells: s/(t+s) and t/(t+s) for s much greater than t.
 *
 * @param x from 0 to 1; what lies outside counts as the end that it is beyond
 * @returns from 0 to 1; relative accuracy about 1e-13, for parameters up to 100,000 about 1e-11
 * @throws RangeError unless a and b are above 0 and x is a number
 */
export function incompleteBeta(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return leftOfMean(x, a, b) ? Math.exp(lnFraction(x, y, a, b)) : 1 - Math.exp(lnFraction(y, x, b, a));
}

/** 1 − I_x(a, b), as accurate where it is 1e-300 as where it is ½; arguments and errors as of `incompleteBeta`. */
export function incompleteBetaComplement(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 1;
  if (y <= 0) return 0;
  return leftOfMean(x, a, b) ? 1 - Math.exp(lnFraction(x, y, a, b)) : Math.exp(lnFraction(y, x, b, a));
}

/**
 * ln(1 − I_x(a, b)), also where 1 − I_x(a, b) is less than any double; arguments and errors as of `incompleteBeta`.
 * @returns at most 0; −Infinity at x = 1
 */
export function lnIncompleteBetaComplement(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 0;
  if (y <= 0) return -Infinity;
  return leftOfMean(x, a, b) ? Math.log1p(-Math.exp(lnFraction(x, y, a, b))) : lnFraction(y, x, b, a);
}

/** ln I_x(a, b): the other tail of the mirrored distribution. */
export function lnIncompleteBeta(x: number, a: number, b: number, y: number = 1 - x): number {
  return lnIncompleteBetaComplement(y, b, a, x);
}

/**
 * The x with I_x(a, b) = p: Newton's method for ln I as a function of ln x, on the side of the mean a/(a+b) where the
 * solution lies. That function rises and is concave, so from the first step on every iterate stays below the solution
 * and comes nearer.
 *
 * @param p from 0 to 1; what lies outside counts as the end that it is beyond
 * @returns from 0 to 1; relative accuracy about 1e-13, on the upper side of 1 − x
 * @throws RangeError unless a and b are above 0 and p is a number
 */
export function betaQuantile(p: number, a: number, b: number): number {
  assertArguments(p, a, b);
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const mean = a / (a + b);
  const restOfMean = b / (a + b);
  if (p <= incompleteBeta(mean, a, b, restOfMean)) return quantileBelow(mean, Math.log(p), a, b);
  return 1 - quantileBelow(restOfMean, Math.log1p(-p), b, a);
}

/** The quantile of a probability whose logarithm is given, where it is known to lie below `bound`. */
function quantileBelow(bound: number, lnP: number, a: number, b: number): number {
  const lnB = lnBeta(a, b);
  const lnBound = Math.log(bound);
  // I ≈ xᵃ/(a·B) near 0.
  let lnX = Math.min((lnP + Math.log(a) + lnB) / a, lnBound);
  for (let i = 0; i < 200; i++) {
    const x = Math.exp(lnX);
    if (x === 0) return 0;
    const lnI = lnIncompleteBeta(x, a, b);
    // d ln I / d ln x = x·density / I
    const slope = Math.exp(a * lnX + (b - 1) * Math.log1p(-x) - lnB - lnI);
    const step = (lnP - lnI) / slope;
    if (!Number.isFinite(step)) break;
    lnX = Math.min(lnX + step, lnBound);
    if (Math.abs(step) < 1e-15 * Math.max(1, -lnX)) break;
  }
  return Math.exp(lnX);
}

function leftOfMean(x: number, a: number, b: number): boolean {
  return x * (a + b + 2) <= a + 1;
}

/** ln I_x(a, b) from the continued fraction, for x on the left of (a+1)/(a+b+2). */
function lnFraction(x: number, y: number, a: number, b: number): number {
  // The logarithm of what is near 1 is taken from the other, which is small.
  const lnX = x < 0.5 ? Math.log(x) : Math.log1p(-y);
  const lnY = y < 0.5 ? Math.log(y) : Math.log1p(-x);
  return a * lnX + b * lnY - lnBeta(a, b) - Math.log(a) + Math.log(fraction(x, a, b));
}

function fraction(x: number, a: number, b: number): number {
  // About √max(a, b) steps are needed at the mean, a few away from it; the bound is there so that the loop ends.
  const maxSteps = 100 + 20 * Math.sqrt(Math.max(a, b));
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < maxSteps; m++) {
    const m2 = 2 * m;
    const even = (m * (b - m) * x) / ((a + m2 - 1) * (a + m2));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + m2) * (a + m2 + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 2.5e-16) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function assertArguments(x: number, a: number, b: number): void {
  if (Number.isNaN(x)) throw new RangeError('The first argument must be a number, not NaN.');
  assertPositive(a, 'a');
  assertPositive(b, 'b');
}
