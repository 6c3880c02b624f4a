import type { Instant } from '#core/time.js';
import { decileTimesTen } from './duration-summary.js';
import type { StageStay } from './stage-stays.js';

/** A stay and the key of its case. */
export interface KeyedStay extends StageStay {
  readonly key: string;
}

/** A stay that is longer than is usual; `age` and `p90` in seconds. */
export interface StuckStay {
  readonly key: string;
  readonly stage: number;
  readonly since: Instant;
  readonly age: number;
  readonly p90: number;
  readonly n: number;
}

/** With fewer stays to compare with, a 90th percentile is mostly chance: nothing is called stuck by it. */
export const leastStays = 20;

/**
 * The stays of one stage that are not over and are longer than the 90th percentile (type 7 of Hyndman & Fan 1996) of those
 * that are over and began before.
 *
 * Only those that began before are compared with: they had at least as long to end. Of those that began later, only the
 * quick ones are over yet, so that they would call every old stay stuck.
 *
 * @param stays of one stage, as of one instant, in any order
 */
export function stuckStays(stays: readonly KeyedStay[]): StuckStay[] {
  const over = stays.filter(({ how }) => how === 'moved' || how === 'ended').sort((a, b) => a.since - b.since);
  const open = stays.filter(({ how }) => how === 'open').sort((a, b) => a.since - b.since);
  const lastedMs: number[] = [];
  const stuck: StuckStay[] = [];
  let next = 0;
  for (const { key, stage, since, until } of open) {
    for (; next < over.length && over[next]!.since < since; next++)
      insert(lastedMs, over[next]!.until - over[next]!.since);
    const n = lastedMs.length;
    if (n < leastStays) continue;
    const p90TimesTen = decileTimesTen({ count: n, at: (rank) => lastedMs[rank]! }, 9);
    const ageMs = until - since;
    if (ageMs * 10 > p90TimesTen) stuck.push({ key, stage, since, age: ageMs / 1000, p90: p90TimesTen / 10_000, n });
  }
  return stuck;
}

/** Puts a number into its place of ascending ones. */
function insert(ascending: number[], value: number): void {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  ascending.splice(low, 0, value);
}
