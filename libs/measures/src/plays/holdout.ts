import { sha256Hex } from '#core/hashing.js';
import type { Id } from '#core/time.js';

/** So many hex digits are a whole number that a double holds exactly. */
const digits = 13;
const numbers = 16 ** digits;

/**
 * The place of a relationship among all, for one version of a play: uniform in [0, 1), the same at every replay, and
 * independent of its place for any other play or version, so that nobody is left out of everything.
 */
export function placeInTrial(relationship: Id, play: string, version: string): number {
  // A line break stands in none of the three: no two of them run together as others do.
  return Number.parseInt(sha256Hex(`${relationship}\n${play}\n${version}`).slice(0, digits), 16) / numbers;
}

/** Whether a play is recommended to nobody of a relationship, so that its effect can be told. @param share 0–1 held out */
export function isHeldOut(relationship: Id, play: string, version: string, share: number): boolean {
  return placeInTrial(relationship, play, version) < share;
}
