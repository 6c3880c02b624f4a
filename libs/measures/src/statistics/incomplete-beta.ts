import { lnBetaPower, scaledDistanceBelowMean } from './beta-power.js';
import { assertPositive, lnBeta } from './gamma.js';

// Bound once: where a module runs in a context of its own, as under Jest, a look-up costs more than the arithmetic.
const { abs, exp, log, log1p, max, min, sqrt } = Math;
const { isNaN: isNoNumber } = Number;

/**
 * The regularised incomplete beta function I_x(a, b) = ∫₀ˣ uᵃ⁻¹(1−u)ᵇ⁻¹ du / B(a, b), by its continued fraction on the
 * side of the mean where that converges: the even part of Abramowitz & Stegun 1964, 26.5.8, as in DiDonato & Morris
 * 1992 (the function BFRAC), worked out as Lentz (1976) does.
 *
 * `y` is 1 − x. Give it where it is known better than a subtraction tells: s/(t+s) and t/(t+s) for s much greater than
 * t.
 *
 * @param x from 0 to 1; what lies outside counts as the end that it is beyond
 * @returns from 0 to 1; relative accuracy about 1e-13 for parameters up to 100,000, less only where the logarithm of a
 *   tail is itself in the thousands
 * @throws RangeError unless a and b are above 0 and x is a number
 */
export function incompleteBeta(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return leftOfMean(x, a, b) ? exp(lnFraction(x, y, a, b)) : 1 - exp(lnFraction(y, x, b, a));
}

/** 1 − I_x(a, b), as accurate where it is 1e-300 as where it is ½; arguments and errors as of `incompleteBeta`. */
export function incompleteBetaComplement(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 1;
  if (y <= 0) return 0;
  return leftOfMean(x, a, b) ? 1 - exp(lnFraction(x, y, a, b)) : exp(lnFraction(y, x, b, a));
}

/**
 * ln(1 − I_x(a, b)), also where 1 − I_x(a, b) is less than any double; arguments and errors as of `incompleteBeta`.
 * @returns at most 0; −Infinity at x = 1
 */
export function lnIncompleteBetaComplement(x: number, a: number, b: number, y: number = 1 - x): number {
  assertArguments(x, a, b);
  if (x <= 0) return 0;
  if (y <= 0) return -Infinity;
  return leftOfMean(x, a, b) ? log1p(-exp(lnFraction(x, y, a, b))) : lnFraction(y, x, b, a);
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
  if (p <= incompleteBeta(mean, a, b, restOfMean)) return quantileBelow(mean, log(p), a, b);
  return 1 - quantileBelow(restOfMean, log1p(-p), b, a);
}

/** The quantile of a probability whose logarithm is given, where it is known to lie below `bound`. */
function quantileBelow(bound: number, lnP: number, a: number, b: number): number {
  const lnB = lnBeta(a, b);
  const lnBound = log(bound);
  // I ≈ xᵃ/(a·B) near 0.
  let lnX = min((lnP + log(a) + lnB) / a, lnBound);
  for (let i = 0; i < 200; i++) {
    const x = exp(lnX);
    if (x === 0) return 0;
    const lnI = lnIncompleteBeta(x, a, b);
    // d ln I / d ln x = x·density / I
    const slope = exp(a * lnX + (b - 1) * log1p(-x) - lnB - lnI);
    const step = (lnP - lnI) / slope;
    if (!Number.isFinite(step)) break;
    lnX = min(lnX + step, lnBound);
    if (abs(step) < 1e-15 * max(1, -lnX)) break;
  }
  return exp(lnX);
}

function leftOfMean(x: number, a: number, b: number): boolean {
  return x * (a + b + 2) <= a + 1;
}

/** ln I_x(a, b) from the continued fraction, for x on the left of (a+1)/(a+b+2). */
function lnFraction(x: number, y: number, a: number, b: number): number {
  // A value near 1 may come out above it by a rounding.
  return min(0, lnBetaPower(x, y, a, b) + log(fraction(x, y, a, b)));
}

/** Every step is two of the fraction in its usual form, without that one's differences of what is nearly equal. */
function fraction(x: number, y: number, a: number, b: number): number {
  // About √max(a, b) steps are needed at the mean, a few away from it; the bound is there so that the loop ends.
  const maxSteps = 100 + 20 * sqrt(max(a, b));
  const belowMean = scaledDistanceBelowMean(x, y, a, b);
  let c = awayFromZero((a / (a + 1)) * (belowMean + 1));
  let d = 0;
  let value = 1 / c;
  for (let n = 1; n < maxSteps; n++) {
    const odd = a + 2 * n - 1;
    const part = (n * (b - n) * x) / odd;
    const above = (part * (a + n - 1) * (a + b + n - 1) * x) / odd;
    const below = n + part + ((a + n) / (odd + 2)) * (belowMean + 1 + n * (1 + y));
    d = 1 / awayFromZero(below + above * d);
    c = awayFromZero(below + above / c);
    const change = 1 / (c * d);
    value *= change;
    if (abs(change - 1) < 2.5e-16) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return abs(value) < 1e-300 ? 1e-300 : value;
}

function assertArguments(x: number, a: number, b: number): void {
  if (isNoNumber(x)) throw new RangeError('The first argument must be a number, not NaN.');
  assertPositive(a, 'a');
  assertPositive(b, 'b');
}
