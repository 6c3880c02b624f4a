import type { Instant } from '#core/time.js';
import type { NameFit } from '#privacy/name-fit.js';

const bestFit: NameFit = 3;

const mostMs = 8_640_000_000_000_000;
const digits = String(2 * mostMs).length;

/**
 * Where a name that fits stands in a list that no order was asked for: by its fit, equals by their last touchpoint, newest
 * first where the list is descending. The best fit is first whichever way the list goes.
 */
export function placeByFit(
  fit: NameFit | undefined,
  lastTouchpoint: Instant | null,
  direction: 'ascending' | 'descending',
): string {
  const place = fit === undefined ? 0 : fit + 1;
  const group = direction === 'descending' ? place : bestFit + 1 - place;
  return `${group} ${String(mostMs + (lastTouchpoint ?? -mostMs)).padStart(digits, '0')}`;
}
