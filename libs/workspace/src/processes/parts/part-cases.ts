import type { Instant } from '#core/time.js';
import type { Pieces } from '#core/pieces.js';
import { caseBy } from '#measures/process/process-case.js';
import type { ReadCase } from '../case-log.js';

/** Rows of a list that an answer holds at most; how many there are stands beside it. */
export const rowsListed = 50;

/** The cases as they were by an instant: those of now may know of what is dated later. */
export function* casesBy(cases: readonly ReadCase[], at: Instant): Pieces<readonly ReadCase[]> {
  const by: ReadCase[] = [];
  for (const { key, one } of cases) {
    const then = caseBy(one, at);
    if (then !== undefined && then.trace.steps.length > 0) by.push({ key, one: then });
    yield;
  }
  return by;
}
