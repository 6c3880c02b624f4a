import { incompleteBeta } from '../statistics/incomplete-beta.js';
import { normalQuantile } from '../statistics/normal.js';

/** Φ⁻¹ of the least probability that a double can hold. */
const farthest = 38.4;

/**
 * The standard normal value that is as far out as t is under Student's distribution: Φ⁻¹(F_ν(t)). Worked out from the
 * smaller tail ½·I_{ν/(ν+t²)}(ν/2, ½), so that it is as exact far out as in the middle.
 *
 * @param degrees of freedom ν, above 0
 * @returns finite, within ±38.4, where the tail is less than any double
 */
export function normalOfStudentT(t: number, degrees: number): number {
  const square = t * t;
  const sum = degrees + square;
  const tail = sum < Number.POSITIVE_INFINITY ? incompleteBeta(degrees / sum, degrees / 2, 0.5, square / sum) / 2 : 0;
  const z = Math.min(farthest, -normalQuantile(tail));
  return t < 0 ? -z : z;
}
