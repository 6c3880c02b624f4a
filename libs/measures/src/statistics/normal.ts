/** z of every 95 % interval (definitions.md §1.7): Φ⁻¹(0.975). */
export const z95 = 1.959963984540054;

const sqrtTwoPi = 2.5066282746310002;

/**
 * Φ(z), the probability that a standard normal variable is at most z; relative accuracy about 1e-15 in the middle and
 * 1e-14 far out. Around 0 by the series of Marsaglia (2004), beyond by Laplace's continued fraction for the tail.
 * @throws RangeError when z is NaN
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('z must be a number, not NaN.');
  if (z < -centre) return tail(-z);
  if (z > centre) return 1 - tail(z);
  const square = z * z;
  let term = z;
  let sum = z;
  for (let i = 3; Math.abs(term) > 1e-18 * Math.abs(sum); i += 2) {
    term *= square / i;
    sum += term;
  }
  return 0.5 + sum * density(z);
}

/** From here on the series would lose digits to cancellation, and the fraction needs few steps. */
const centre = 1.5;

/** Φ(−z) for z above 1.5: density(z) / (z + 1/(z + 2/(z + …))), from the inside. */
function tail(z: number): number {
  if (z > 39) return 0;
  let below = z;
  for (let i = Math.ceil(8 + 400 / (z * z)); i > 0; i--) below = z + i / below;
  return density(z) / below;
}

function density(z: number): number {
  // z² in two parts: its rounding error alone would cost digits far out.
  const high = Math.trunc(z * 16) / 16;
  return (Math.exp(-0.5 * high * high) * Math.exp(-0.5 * (z - high) * (z + high))) / sqrtTwoPi;
}

/**
 * The z with Φ(z) = p, relative accuracy about 1e-15: algorithm AS 241, PPND16 (Wichura 1988). It is
 * exact to the last bits as it stands: a refining step with `normalCdf` would add that function's error.
 * @param p from 0 to 1
 * @returns −Infinity at 0 and Infinity at 1
 * @throws RangeError for any other p
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie between 0 and 1, not ${p}.`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(middleAbove, r)) / polynomial(middleBelow, r);
  }
  const outside = q < 0 ? p : 1 - p;
  if (outside === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(outside));
  const z =
    r <= 5
      ? polynomial(tailAbove, r - 1.6) / polynomial(tailBelow, r - 1.6)
      : polynomial(farAbove, r - 5) / polynomial(farBelow, r - 5);
  return q < 0 ? -z : z;
}

/** Coefficients of degree 0 first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

const middleAbove = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const middleBelow = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const tailAbove = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const tailBelow = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const farAbove = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const farBelow = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
