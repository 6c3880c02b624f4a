import { atOnce, type Pieces } from '#core/pieces.js';
import { linearQuantile } from '../statistics/linear-quantile.js';

/** Uniform numbers in [0, 1), such as `mulberry32(seed)`. */
export type Uniform = () => number;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const defaultReplicates = 2_000;

/** Organisations drawn between two pauses. */
const drawsPerPiece = 4_096;

/**
 * The 95 % interval of a figure over answers that are alike within an organisation: whole organisations are drawn with
 * replacement (Davison & Hinkley 1997, §3.8), so that twenty answers of one customer do not count as twenty. Percentiles lie
 * linearly between order statistics (type 7 of Hyndman & Fan 1996).
 *
 * @param sums for each organisation what its answers add up to, as many numbers for each
 * @param figure of such sums; undefined where they give none, and such a draw is left out
 * @returns undefined with fewer than two organisations: nothing is known of how they differ
 */
export function organisationInterval(
  sums: readonly (readonly number[])[],
  figure: (sums: readonly number[]) => number | undefined,
  uniform: Uniform,
  replicates: number = defaultReplicates,
): Interval | undefined {
  return atOnce(drawnInterval(sums, figure, uniform, replicates));
}

/** The same with pauses: at least one a replicate. */
export function* drawnInterval(
  sums: readonly (readonly number[])[],
  figure: (sums: readonly number[]) => number | undefined,
  uniform: Uniform,
  replicates: number = defaultReplicates,
): Pieces<Interval | undefined> {
  if (sums.length < 2) return undefined;
  const found: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const total = sums[0]!.map(() => 0);
    for (let drawn = 0; drawn < sums.length; drawn += drawsPerPiece) {
      addDrawn(total, sums, Math.min(drawsPerPiece, sums.length - drawn), uniform);
      yield;
    }
    const value = figure(total);
    if (value !== undefined && Number.isFinite(value)) found.push(value);
  }
  if (found.length === 0) return undefined;
  const sorted = Float64Array.from(found).sort();
  return { low: linearQuantile(sorted, 0.025), high: linearQuantile(sorted, 0.975) };
}

/** Adds the sums of some organisations, drawn with replacement. */
function addDrawn(total: number[], sums: readonly (readonly number[])[], draws: number, uniform: Uniform): void {
  for (let draw = 0; draw < draws; draw++) {
    const drawn = sums[Math.min(sums.length - 1, Math.floor(uniform() * sums.length))]!;
    for (let at = 0; at < total.length; at++) total[at] = total[at]! + drawn[at]!;
  }
}
