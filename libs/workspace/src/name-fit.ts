import type { Instant } from '#core/time.js';

/** How well a name answers what was sought, both folded: 2 it is the name, 1 the name begins with it, 0 it is inside. */
export function nameFit(name: string, sought: string): 0 | 1 | 2 {
  if (name === sought) return 2;
  return name.startsWith(sought) ? 1 : 0;
}

const mostMs = 8_640_000_000_000_000;
const digits = String(2 * mostMs).length;

/**
 * Where a name that fits stands in a list that no order was asked for: by its fit, equals by their last touchpoint, newest
 * first where the list is descending. The best fit is first whichever way the list goes.
 */
export function placeByFit(
  fit: 0 | 1 | 2,
  lastTouchpoint: Instant | null,
  direction: 'ascending' | 'descending',
): string {
  const group = direction === 'descending' ? fit : 2 - fit;
  return `${group} ${String(mostMs + (lastTouchpoint ?? -mostMs)).padStart(digits, '0')}`;
}
