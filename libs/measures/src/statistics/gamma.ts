/**
 * Logarithms of the gamma and beta functions and their derivatives, from Stirling's series (Abramowitz & Stegun 1964,
 * 6.1.40, 6.3.18 and 6.4.12), with the argument moved up to where the series is exact to the last bit.
 *
 * This folder is own code rather than a package: the stdlib packages would add 230 packages to the installation, and
 * the incomplete beta function of jstat is good to 3e-7 only.
 */
const seriesFrom = 10;
const halfLnTwoPi = 0.9189385332046727;

/** ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π] for x ≥ 10. */
function stirlingRest(x: number): number {
  const v = 1 / (x * x);
  const inner =
    1 / 1260 + v * (-1 / 1680 + v * (1 / 1188 + v * (-691 / 360_360 + v * (1 / 156 - (v * 3617) / 122_400))));
  return (1 / 12 + v * (-1 / 360 + v * inner)) / x;
}

/**
 * The natural logarithm of Γ(x), to about 1e-15 of its size, or of 1 where it is less than that (around its zeros 1 and 2).
 * @param x above 0
 * @throws RangeError for any other x
 */
export function lnGamma(x: number): number {
  assertPositive(x, 'x');
  let product = 1;
  let high = x;
  while (high < seriesFrom) product *= high++;
  return (high - 0.5) * Math.log(high) - high + halfLnTwoPi + stirlingRest(high) - Math.log(product);
}

/**
 * ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without the difference of great logarithms where a parameter is great
 * (DiDonato & Morris 1992, ACM TOMS algorithm 708): of 100,000 and 3 it is as exact as of 10 and 3.
 * @throws RangeError unless both are above 0
 */
export function lnBeta(a: number, b: number): number {
  assertPositive(a, 'a');
  assertPositive(b, 'b');
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  if (high < seriesFrom) return lnGamma(low) + lnGamma(high) - lnGamma(low + high);
  const sum = low + high;
  const restOfHigh = stirlingRest(high) - stirlingRest(sum);
  if (low < seriesFrom) {
    return lnGamma(low) + low - low * Math.log(high) - (sum - 0.5) * Math.log1p(low / high) + restOfHigh;
  }
  const logs = (low - 0.5) * Math.log(low / sum) - high * Math.log1p(low / high) - 0.5 * Math.log(high);
  return halfLnTwoPi + logs + stirlingRest(low) + restOfHigh;
}

/**
 * ψ(x), the derivative of ln Γ.
 * @param x above 0
 * @throws RangeError for any other x
 */
export function digamma(x: number): number {
  assertPositive(x, 'x');
  let shift = 0;
  let high = x;
  for (; high < seriesFrom; high++) shift += 1 / high;
  const v = 1 / (high * high);
  const inner = 1 / 252 + v * (-1 / 240 + v * (1 / 132 + v * (-691 / 32_760 + v * (1 / 12 - (v * 3617) / 8160))));
  return Math.log(high) - 0.5 / high - v * (1 / 12 + v * (-1 / 120 + v * inner)) - shift;
}

/**
 * ψ′(x), the second derivative of ln Γ.
 * @param x above 0
 * @throws RangeError for any other x
 */
export function trigamma(x: number): number {
  assertPositive(x, 'x');
  let shift = 0;
  let high = x;
  for (; high < seriesFrom; high++) shift += 1 / (high * high);
  const v = 1 / (high * high);
  const inner = 1 / 42 + v * (-1 / 30 + v * (5 / 66 + v * (-691 / 2730 + v * (7 / 6 - (v * 3617) / 510))));
  return (1 + 0.5 / high + v * (1 / 6 + v * (-1 / 30 + v * inner))) / high + shift;
}

/** @throws RangeError that names the parameter, unless it is above 0 and finite */
export function assertPositive(value: number, name: string): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be above 0 and finite, not ${value}.`);
}
