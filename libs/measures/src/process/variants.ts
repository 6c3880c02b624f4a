import { sha256Hex } from '#core/hashing.js';
import { activitiesOf, type Trace } from './trace.js';

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

/** The variant of a whole tuple of activities. */
export function variantOf(activities: Iterable<string>): string {
  let variant = emptyVariant;
  for (const activity of activities) variant = variantAfter(variant, activity);
  return variant;
}

/**
 * A second measure, beside the variant and never instead of it: the collapsed variant, in which an activity that was
 * repeated at once counts as done once. Cases that differ only in the length of their self-loops are of one.
 */
export function collapsedVariantOf(trace: Trace): string {
  return variantOf(shortenedTo(1, activitiesOf(trace)));
}

/**
 * A third: the shortened variant, in which of an activity in a row two are left, so that it still shows that something was
 * repeated. The "number of process variants" of Celonis counts these (SHORTENED with its default of 2), not tuples.
 */
export function shortenedVariantOf(trace: Trace): string {
  return variantOf(shortenedTo(2, activitiesOf(trace)));
}

/** The activities, with at most so many equal ones left in a row. */
export function shortenedTo(most: number, activities: readonly string[]): string[] {
  let inRow = 0;
  return activities.filter((activity, i) => {
    inRow = i > 0 && activities[i - 1] === activity ? inRow + 1 : 1;
    return inRow <= most;
  });
}
