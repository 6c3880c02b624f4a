import { sha256Hex } from '#core/hashing.js';

/**
 * The id of a variant: of the full tuple of activities of a case, self-loops and all. Cases are of one variant exactly
 * when their ids are equal. It grows with the case, so that a long case is not hashed anew at every step.
 *
 * 32 hex digits: the first 128 bits of SHA-256 over the id before and the activity.
 */
export const emptyVariant = '0'.repeat(32);

/** The variant of a case that went on with an activity. */
export function variantAfter(variant: string, activity: string): string {
  return sha256Hex(`${variant}\n${activity}`).slice(0, 32);
}
