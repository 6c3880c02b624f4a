/** A part of this size is none, and fractions that differ by less are equal: sums of doubles are no finer. */
const rounding = 1e-9;

/**
 * Rounds parts to whole numbers that add up to `total` (the method of the largest remainder, Hamilton 1792): each is
 * rounded down, and what is left goes, one each, to the largest fractions; of equal ones to the earlier part.
 *
 * @param total a whole number next to the sum of the parts; if it is further off, the parts are still made to add up
 * @returns one whole number a part; no parts give none, whatever the total
 */
export function largestRemainder(parts: readonly number[], total: number): number[] {
  const whole = parts.map((part) => Math.floor(part + rounding));
  const fractions = parts.map((part, at) => Math.max(0, Math.round((part - whole[at]!) / rounding)));
  const order = parts.map((_, at) => at).sort((a, b) => fractions[b]! - fractions[a]! || a - b);
  let left = parts.length === 0 ? 0 : total - whole.reduce((sum, part) => sum + part, 0);
  for (let at = 0; left > 0; at++, left--) whole[order[at % order.length]!]!++;
  // Less than nothing is left when a hair below a whole number was taken for it: the smallest fractions give it back.
  for (let at = order.length - 1; left < 0; at = at === 0 ? order.length - 1 : at - 1, left++) whole[order[at]!]!--;
  // No part is shown as minus zero.
  return whole.map((part) => part + 0);
}
