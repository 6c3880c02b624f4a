import type { Instant } from '#core/time.js';
import type { Feeds } from '#projections/definition/definition.js';

/**
 * Since about when one of these feeds is down, to the minute, by bisection.
 * @param from an instant at which they were up, such as what one of them brought last
 * @returns null: all are up
 */
export function downSince(connectors: readonly string[], from: Instant, t: Instant, feeds: Feeds): Instant | null {
  const isUp = (at: Instant): boolean => connectors.every((connector) => feeds.up(connector, at));
  if (isUp(t)) return null;
  let [up, down] = [from, t];
  while (down - up > 60_000) {
    const middle = Math.floor((up + down) / 2);
    if (isUp(middle)) up = middle;
    else down = middle;
  }
  return down;
}
