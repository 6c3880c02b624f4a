import type { DifferenceOfAreas } from './paired-bootstrap.js';

export type Verdict = 'beats' | 'does-not-beat' | 'not-enough-data';

/**
 * Whether a measure beats the naive baselines: only if the 2.5 % point of the paired difference is above 0 against every
 * one of them. A measure that is only as good as "who was here last" is not worth its words.
 * @param differences measure minus baseline, one for each baseline; undefined where it could not be worked out
 * @returns 'not-enough-data' without baselines, or when a comparison is missing and no other one is lost already
 */
export function verdictAgainst(differences: readonly (Pick<DifferenceOfAreas, 'low'> | undefined)[]): Verdict {
  if (differences.some((difference) => difference !== undefined && !(difference.low > 0))) return 'does-not-beat';
  if (differences.length === 0 || differences.includes(undefined)) return 'not-enough-data';
  return 'beats';
}
