import type { OpenSpan } from './case-load.js';
import { statesOf, type DeclaredEnds } from './case-state.js';
import type { ProcessCase } from './process-case.js';

/**
 * When a case was open, by what its events say and its process declares (`statesOf`), never by its last event so far
 * (definitions.md §3.4). A case of which nothing says whether it is open has no span. One that began and ended at one
 * instant has an empty one: it was never open, but it came in and left.
 *
 * The first span begins with the first work on the case, where the start of its first step is known. But for that, an
 * instant lies in a span exactly where the state of the case as it was then is `open`.
 *
 * @param declared as it is valid now, like in `caseStateOf`
 */
export function openSpansOf(
  { trace, said }: Pick<ProcessCase, 'trace' | 'said'>,
  declared: DeclaredEnds | undefined,
): OpenSpan[] {
  const states = statesOf(trace, said, declared);
  return states.flatMap(({ state, since }, i) =>
    state === 'open' ? [{ began: since!, ended: states[i + 1]?.since ?? null }] : [],
  );
}
