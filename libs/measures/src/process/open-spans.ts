import type { Instant } from '#core/time.js';
import type { OpenSpan } from './case-load.js';
import { caseStateOf, type CaseState, type DeclaredEnds, type StateSince } from './case-state.js';
import type { ProcessCase } from './process-case.js';
import { traceBy } from './trace.js';

/**
 * When a case was open, by what its events say and its process declares (`caseStateOf`), never by its last event so far
 * (definitions.md §3.4): none for a case of which nothing says whether it is open, and none for one that did nothing but end.
 *
 * The first span begins when the work on the case began, where the start of its first step is known. Otherwise an instant
 * lies in a span exactly where the state of the case as it was then is `open`.
 *
 * Asked of what is known now: a case that was reopened counts as ended in between.
 *
 * @param declared as it is valid now, like in `caseStateOf`
 */
export function openSpansOf(
  { trace, said }: Pick<ProcessCase, 'trace' | 'said'>,
  declared: DeclaredEnds | undefined,
): OpenSpan[] {
  const spans: { began: Instant; ended: Instant | null }[] = [];
  let before: CaseState = 'undeclared';
  for (const at of changesOf({ trace, said }, declared)) {
    const { state, since } = caseStateOf(traceBy(trace, at), saidBy(said, at), declared);
    if (state === before) continue;
    if (state === 'open') spans.push({ began: spans.length === 0 ? Math.min(since!, at) : at, ended: null });
    else if (before === 'open') spans.at(-1)!.ended = at;
    before = state;
  }
  return spans;
}

/** The instants at which the state of a case may change, ascending: few, whatever the number of its steps. */
function changesOf(
  { trace, said }: Pick<ProcessCase, 'trace' | 'said'>,
  declared: DeclaredEnds | undefined,
): Instant[] {
  const instants = new Set(said.flatMap(({ since }) => (since === null ? [] : [since])));
  if (declared !== undefined && trace.steps.length > 0) {
    instants.add(trace.completedAt[0]!);
    const matters = new Set([...declared.terminal, ...(declared.reopening ?? [])]);
    const changes = trace.activities.map((activity) => matters.has(activity));
    for (const [i, step] of trace.steps.entries()) if (changes[step]!) instants.add(trace.completedAt[i]!);
  }
  return [...instants].sort((a, b) => a - b);
}

function saidBy(said: readonly StateSince[], at: Instant): readonly StateSince[] {
  return said.filter(({ since }) => since === null || since <= at);
}
