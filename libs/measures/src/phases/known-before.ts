import type { Instant } from '#core/time.js';

/** People or products that were there lately, by when they were last: plain JSON. */
export interface KnownBefore {
  readonly id: string;
  last: Instant;
}

/** Of more than this those longest away are forgotten. */
export const knownMax = 500;

/**
 * Notes who or what is there now; the list is changed in place.
 * @returns whether any of them was not there within `newMs` before
 */
export function meet(known: KnownBefore[], ids: readonly string[], at: Instant, newMs: number): boolean {
  let isNew = false;
  for (const id of ids) {
    const one = known.find((other) => other.id === id);
    if (one === undefined) known.push({ id, last: at });
    if (one === undefined || at - one.last > newMs) isNew = true;
    if (one !== undefined) one.last = at;
  }
  if (known.length > knownMax) known.sort((a, b) => a.last - b.last).splice(0, known.length - knownMax);
  return isNew;
}
