import { lnBeta, seriesFrom, stirlingRest } from './gamma.js';

// Bound once: where a module runs in a context of its own, as under Jest, a look-up costs more than the arithmetic.
const { abs, log, log1p, min, PI } = Math;

/**
 * ln(xᵃ·yᵇ / B(a, b)) with y = 1 − x, what every tail of a beta distribution is a multiple of. Where both parameters
 * are great, each of its three parts is, and their difference small around the mean; there it is taken from its value
 * at the mean (DiDonato & Morris 1992, the function BRCOMP).
 *
 * @param x above 0 and below 1; y likewise, given for itself so that neither loses digits
 * @param a above 0; b likewise
 */
export function lnBetaPower(x: number, y: number, a: number, b: number): number {
  const below = scaledDistanceBelowMean(x, y, a, b);
  if (min(a, b) >= seriesFrom && abs(below) < 0.5 * min(a, b)) {
    const atMean = 0.5 * log((a / (a + b)) * (b / (2 * PI))) - stirlingRest(a) - stirlingRest(b) + stirlingRest(a + b);
    return atMean - a * logarithmGap(-below / a) - b * logarithmGap(below / b);
  }
  // The logarithm of what is near 1 is taken from the other, which is small.
  const lnX = x < 0.5 ? log(x) : log1p(-y);
  const lnY = y < 0.5 ? log(y) : log1p(-x);
  return a * lnX + b * lnY - lnBeta(a, b);
}

/** (a+b)·(mean − x), from whichever of x and y is the smaller. */
export function scaledDistanceBelowMean(x: number, y: number, a: number, b: number): number {
  return x > y ? (a + b) * y - b : a - (a + b) * x;
}

/** e − ln(1+e) for e within ±½, also where it is so small that this is about e²/2. */
function logarithmGap(e: number): number {
  // ln(1+e) = 2·artanh(q) = 2(q + q³/3 + q⁵/5 + …), and e − 2q = e·q.
  const q = e / (e + 2);
  const square = q * q;
  let power = q * square;
  let sum = 0;
  for (let n = 3; n < 100 && abs(power) > 1e-18 * abs(e * q); n += 2) {
    sum += power / n;
    power *= square;
  }
  return e * q - 2 * sum;
}
