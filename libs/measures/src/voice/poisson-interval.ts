import { incompleteGamma } from '../statistics/incomplete-gamma.js';
import type { Interval } from './organisation-bootstrap.js';

/** What lies outside the interval on each side. */
const tail = 0.025;

/**
 * The exact 95 % limits of the mean of a Poisson count (Garwood 1936): half the χ² quantiles of 2n and 2n + 2 degrees of
 * freedom, which are the means under which so many events or more, and so many or fewer, have a chance of 2.5 %. It holds
 * the mean in 95 % or more, whatever the count; of none only the upper limit is above 0.
 *
 * @returns undefined unless the count is whole and not negative
 */
export function poissonInterval(count: number): Interval | undefined {
  if (!Number.isSafeInteger(count) || count < 0) return undefined;
  const widest = count + 10 + 10 * Math.sqrt(count);
  const low = count === 0 ? 0 : placeWhere((mean) => incompleteGamma(count, mean).lower >= tail, 0, count);
  const high = placeWhere((mean) => incompleteGamma(count + 1, mean).upper <= tail, count, widest);
  return { low, high };
}

/** Where something begins to hold, by halving; as near as doubles tell. */
function placeWhere(holds: (x: number) => boolean, from: number, to: number): number {
  let [below, above] = [from, to];
  for (let i = 0; i < 200; i++) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) break;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
