/**
 * ln of the odds that a customer of the Pareto/NBD model has left by T rather than not:
 *
 * `∫ from t_x to T of s/(β+τ) · ((α+T)/(α+τ))^shape · ((β+T)/(β+τ))^s dτ`, which is
 * `s/(shape+s) · (α+T)^shape · (β+T)^s · A₀` of Fader & Hardie's note 009, A₀ the difference of two ₂F₁.
 *
 * By Euler's transformation (Abramowitz & Stegun 15.3.3) both are a power times a ₂F₁(1, …), so the powers can be
 * taken in logarithms and the rest stays near 1 for any x. Where t_x is near T the two are nearly equal and their
 * difference would lose its digits: there the integral itself is taken.
 *
 * @param shape r + x, above 0
 * @param alpha above 0, as s and beta
 * @param tx 0 to T
 * @returns −∞ when t_x = T
 */
export function lnOddsOfHavingLeft(
  shape: number,
  alpha: number,
  s: number,
  beta: number,
  tx: number,
  T: number,
): number {
  const span = T - tx;
  if (span <= 0) return -Infinity;
  const decay = shape * Math.log1p(span / (alpha + tx)) + s * Math.log1p(span / (beta + tx));
  if (decay < 4 && span < 0.5 * (Math.min(alpha, beta) + tx)) return Math.log(integral(shape, alpha, s, beta, tx, T));
  const difference = tail(shape, alpha, s, beta, tx) - Math.exp(-decay) * tail(shape, alpha, s, beta, T);
  return Math.log(s / (shape + s)) + decay + Math.log(difference);
}

/** (shape+s)/s · (α+τ)^shape (β+τ)^s · ∫ from τ to ∞ of s (α+u)^−shape (β+u)^−(s+1) du. */
function tail(shape: number, alpha: number, s: number, beta: number, tau: number): number {
  const c = shape + s + 1;
  if (alpha >= beta) return gaussFraction(shape, c, (alpha - beta) / (alpha + tau));
  return ((alpha + tau) / (beta + tau)) * gaussFraction(s + 1, c, (beta - alpha) / (beta + tau));
}

/** Rounding keeps a step from being exactly 1. */
const settled = 4e-16;

/**
 * ₂F₁(1, b; c; z) by Gauss's continued fraction (Abramowitz & Stegun 15.3.1; evaluated after Lentz 1976). It needs about
 * 10/√(1−z) steps where the series needs 36/(1−z), and nothing in it grows with b and c.
 * @param b above 0, below c
 * @param z 0 to below 1
 */
export function gaussFraction(b: number, c: number, z: number): number {
  let numerator = 1;
  let denominator = 0;
  let value = 1;
  for (let m = 0; m < 100_000; m++) {
    const odd = (-z * (b + m) * (c + m - 1)) / ((c + 2 * m - 1) * (c + 2 * m));
    const even = (-z * (m + 1) * (c - b + m)) / ((c + 2 * m) * (c + 2 * m + 1));
    numerator = 1 + odd / numerator;
    denominator = 1 / (1 + odd * denominator);
    value *= numerator * denominator;
    numerator = 1 + even / numerator;
    denominator = 1 / (1 + even * denominator);
    const change = numerator * denominator;
    value *= change;
    if (change > 1 - settled && change < 1 + settled) break;
  }
  return 1 / value;
}

/** Half of the nodes of the Gauss–Legendre rule of 16 points, with their weights (Abramowitz & Stegun 25.4.30). */
const nodes = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.18260341504492358],
  [0.45801677765722737, 0.16915651939500254],
  [0.6178762444026438, 0.14959598881657674],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.09515851168249279],
  [0.9445750230732326, 0.062253523938647894],
  [0.9894009349916499, 0.027152459411754096],
] as const;

function integral(shape: number, alpha: number, s: number, beta: number, tx: number, T: number): number {
  const at = (tau: number): number =>
    Math.exp(shape * Math.log1p((T - tau) / (alpha + tau)) + s * Math.log1p((T - tau) / (beta + tau))) / (beta + tau);
  const middle = (tx + T) / 2;
  const half = (T - tx) / 2;
  let sum = 0;
  for (const [node, weight] of nodes) sum += weight * (at(middle - half * node) + at(middle + half * node));
  return s * half * sum;
}
