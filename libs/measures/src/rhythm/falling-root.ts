/** A function of one number and its slope there. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/**
 * Where a function goes from above 0 to below: Newton's method, kept between the places where it is known to be above and
 * below, and halving the way where Newton's step would leave them.
 * @param start from where to search, by steps of at most 2 until the root lies between two of them
 * @returns as near to the root as doubles tell, or the last place after 200 steps
 */
export function fallingRoot(at: (x: number) => ValueAndSlope, start: number): number {
  let [above, below] = [-Infinity, Infinity];
  let x = start;
  for (let i = 0; i < 200; i++) {
    const { value, slope } = at(x);
    if (value === 0) return x;
    if (value > 0) above = x;
    else below = x;
    const farthest = value > 0 ? Math.min(x + 2, below) : Math.max(x - 2, above);
    const newton = slope < 0 ? x - value / slope : farthest;
    const isInside = Math.min(x, farthest) < newton && newton < Math.max(x, farthest);
    const next = isInside ? newton : below - above < Infinity ? (above + below) / 2 : farthest;
    if (Math.abs(next - x) <= 1e-15 * (1 + Math.abs(x))) return next;
    x = next;
  }
  return x;
}
