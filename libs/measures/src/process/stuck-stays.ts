import type { Instant } from '#core/time.js';
import { RankSet } from '../statistics/rank-set.js';
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
  const byLength = [...over.keys()].sort((a, b) => lengthOf(over[a]!) - lengthOf(over[b]!));
  const rankOf = new Uint32Array(over.length);
  for (const [rank, i] of byLength.entries()) rankOf[i] = rank;
  const before = new RankSet(over.length);
  const stuck: StuckStay[] = [];
  let n = 0;
  for (const { key, stage, since, until } of open) {
    for (; n < over.length && over[n]!.since < since; n++) before.add(rankOf[n]!);
    if (n < leastStays) continue;
    const at = (rank: number): number => lengthOf(over[byLength[before.nth(rank)]!]!);
    const p90TimesTen = decileTimesTen({ count: n, at }, 9);
    const ageMs = until - since;
    if (ageMs * 10 > p90TimesTen) stuck.push({ key, stage, since, age: ageMs / 1000, p90: p90TimesTen / 10_000, n });
  }
  return stuck;
}

function lengthOf({ since, until }: StageStay): number {
  return until - since;
}
