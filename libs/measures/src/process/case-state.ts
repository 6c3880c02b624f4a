import type { Instant } from '#core/time.js';
import type { Trace } from './trace.js';

/**
 * Whether a case is open. It cannot be read off the last event so far (definitions.md §3.4), only off what says so:
 *
 * - `open`: it was opened or reopened (CaseOpened, CaseReopened) or came into a stage, and nothing ended it since; or its
 *   process declares terminal activities and none of them was completed since it began, or since it was reopened;
 * - `ended`: it was resolved (CaseResolved), left its last stage as won, lost or abandoned (StageLeft with such an
 *   outcome), or completed a terminal activity, and nothing reopened it since;
 * - `undeclared`: nothing says either.
 *
 * What is done after the end does not open a case again: stages are called `closed` and `won` too, and files are archived.
 */
export type CaseState = 'undeclared' | 'open' | 'ended';

/** A state of a case, and since when. */
export interface StateSince {
  readonly state: CaseState;
  /** null for `undeclared`. */
  readonly since: Instant | null;
}

const undeclared: StateSince = { state: 'undeclared', since: null };

/** What a process declares of the end of its cases. */
export interface DeclaredEnds {
  /** Activities after which a case is closed. */
  readonly terminal: readonly string[];
  /** Activities that open it again. */
  readonly reopening?: readonly string[] | undefined;
}

const finalOutcomes: ReadonlySet<unknown> = new Set(['won', 'lost', 'abandoned']);

/**
 * What the events of a case themselves say of its state: one entry a change.
 * @param said of the events before, in fold order; the change that this one makes is put behind it
 */
export function sayState(
  said: StateSince[],
  event: { readonly type: string; readonly occurredAt: Instant; readonly data: object },
): void {
  const before = said.at(-1)?.state ?? 'undeclared';
  const state = caseStateAfter(before, event);
  if (state !== before) said.push({ state, since: event.occurredAt });
}

/** The state of a case after one more of its events, in fold order, as far as events say it. */
export function caseStateAfter(state: CaseState, event: { readonly type: string; readonly data: object }): CaseState {
  switch (event.type) {
    case 'CaseOpened':
    case 'CaseReopened':
      return 'open';
    case 'StageEntered':
      return state === 'undeclared' ? 'open' : state;
    case 'CaseResolved':
      return 'ended';
    case 'StageLeft':
      return finalOutcomes.has((event.data as { outcome?: string }).outcome) ? 'ended' : state;
    default:
      return state;
  }
}

/**
 * The state of a case by what its events say and by what its process declares. The later of both counts; at one instant
 * what the event itself says.
 * @param said by its events (`sayState`)
 * @param declared as it is valid now; undefined where the process declares no ends
 * @param length how many steps of the trace count; without it all do
 */
export function caseStateOf(
  trace: Trace,
  said: readonly StateSince[],
  declared: DeclaredEnds | undefined,
  length = trace.steps.length,
): StateSince {
  const last = said.at(-1);
  if (declared === undefined || declared.terminal.length === 0 || length === 0) return last ?? undeclared;
  const reached = lastDeclared(trace, declared, length);
  if (last?.since != null && (reached?.since == null || last.since >= reached.since)) return last;
  return reached ?? { state: 'open', since: trace.startedAt[0] ?? trace.completedAt[0]! };
}

/** How often a case was opened again after it had ended, as far as its events say so. */
export function reopeningsOf(said: readonly StateSince[]): number {
  return said.filter(({ state }, i) => state === 'open' && said[i - 1]?.state === 'ended').length;
}

/** The last step that ends a case, or opens one that had ended; the first of several ends in a row. */
function lastDeclared(
  trace: Trace,
  { terminal, reopening = [] }: DeclaredEnds,
  length: number,
): StateSince | undefined {
  const ends = trace.activities.map((activity) => terminal.includes(activity));
  const opens = trace.activities.map((activity) => reopening.includes(activity));
  let found: StateSince | undefined;
  for (let i = length - 1; i >= 0; i--) {
    const step = trace.steps[i]!;
    if (opens[step]!) return found ?? { state: 'open', since: trace.completedAt[i]! };
    if (ends[step]!) found = { state: 'ended', since: trace.completedAt[i]! };
  }
  return found;
}
