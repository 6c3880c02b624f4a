import { fitRates, type NoRateFit, type RateFit } from './rate-fit.js';
import type { Rhythm } from './rhythm.js';
import { estimateShape } from './shape-estimate.js';

/** The rhythm of a segment and what it rests on; plain JSON, as it is published. */
export interface RhythmFit extends Rhythm, RateFit {
  readonly v: number;
  readonly pairs: number;
}

/** `too-few-pairs`: fewer than 2 adjacent gaps of relationships with at least 4; the others as for the rates. */
export type NoRhythmFit = NoRateFit | { readonly noFit: 'too-few-pairs' };

/**
 * Fits the rhythm of a segment (definitions.md §1.2): k by Wheat & Morrison, then (r, α) by maximum likelihood given k.
 * Where there is no fit, that of a wider segment is the next best.
 *
 * @param relationships the completed gaps of each, in operational days, in their order; those with fewer than 4 are left out
 * @throws RangeError for a gap that is below 0 or not finite
 */
export function fitRhythm(relationships: readonly (readonly number[])[]): RhythmFit | NoRhythmFit {
  const shape = estimateShape(relationships);
  if (shape === undefined) return { noFit: 'too-few-pairs' };
  const { k, v, pairs } = shape;
  const rates = fitRates(relationships, k);
  return 'noFit' in rates ? rates : { k, ...rates, v, pairs };
}
