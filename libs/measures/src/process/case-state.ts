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

/** What an event of a case said of its state. */
export interface SaidState extends StateSince {
  /** That there is such a case, and no more: it opens none that has ended. */
  readonly begins?: true;
  /** How many steps of the case were completed by then, itself included where it is one: at one instant the order of both. */
  readonly behind?: number;
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
 * What the events of a case themselves say of its state: an entry each time that one says it, though it may be what was said
 * before. Between them may lie a step that its process declares to say otherwise: a case that was opened, then closed by
 * an activity, is opened again by the second that says `open`.
 * @param said of the events before, in fold order; what this one says is put behind it
 * @param behind how many steps of the case are completed, this one included where it is one
 */
export function sayState(
  said: SaidState[],
  event: { readonly type: string; readonly occurredAt: Instant; readonly data: object },
  behind?: number,
): void {
  const before = said.at(-1)?.state ?? 'undeclared';
  const state = caseStateAfter(before, event);
  const begins = saidBy(event) === undefined;
  if (begins && state === before) return;
  said.push({
    state,
    since: event.occurredAt,
    ...(begins && { begins: true }),
    ...(behind === undefined ? {} : { behind }),
  });
}

/** The state of a case after one more of its events, in fold order, as far as events say it. */
export function caseStateAfter(state: CaseState, event: { readonly type: string; readonly data: object }): CaseState {
  // A stage says no more than that there is such a case.
  return saidBy(event) ?? (event.type === 'StageEntered' && state === 'undeclared' ? 'open' : state);
}

/** What an event says of the state, whatever it was before. */
function saidBy(event: { readonly type: string; readonly data: object }): CaseState | undefined {
  switch (event.type) {
    case 'CaseOpened':
    case 'CaseReopened':
      return 'open';
    case 'CaseResolved':
      return 'ended';
    case 'StageLeft':
      return finalOutcomes.has((event.data as { outcome?: string }).outcome) ? 'ended' : undefined;
    default:
      return undefined;
  }
}

/**
 * The state of a case by what its events say and by what its process declares: the last of `statesOf`.
 * @param said by its events (`sayState`)
 * @param declared as it is valid now; undefined where the process declares no ends
 * @param length how many steps of the trace count; without it all do
 */
export function caseStateOf(
  trace: Trace,
  said: readonly SaidState[],
  declared: DeclaredEnds | undefined,
  length = trace.steps.length,
): StateSince {
  return statesOf(trace, said, declared, length).at(-1) ?? undeclared;
}

/**
 * The states that a case was in, one a change, in the order of time: by what its events say and by what its process
 * declares; at one instant in their order, where it is known (`behind`), else what the event says is the later. Of several ends in a row the first counts, and so of
 * several openings.
 * @returns empty while the state is undeclared
 */
export function statesOf(
  trace: Trace,
  said: readonly SaidState[],
  declared: DeclaredEnds | undefined,
  length = trace.steps.length,
): readonly StateSince[] {
  const states: StateSince[] = [];
  const change = (state: CaseState, since: Instant): void => {
    if (states.at(-1)?.state !== state) states.push({ state, since });
  };
  let next = 0;
  /** All that was said before an instant, and at it before the step at a place. */
  const changeAsSaidBefore = (instant: Instant, place: number): void => {
    for (; next < said.length; next++) {
      const { state, since, begins, behind = Infinity } = said[next]!;
      if (since! > instant || (since === instant && behind > place)) return;
      if (begins !== true || states.length === 0) change(state, since!);
    }
  };
  if (declared !== undefined && declared.terminal.length > 0 && length > 0) {
    const { activities, steps, completedAt, startedAt } = trace;
    const stateByActivity = activities.map((activity) => declaredStateAfter(activity, declared));
    const began = startedAt[0] ?? completedAt[0]!;
    changeAsSaidBefore(began, 0);
    // Without a word before, a case of a process that declares its ends is open from its first work on.
    if (states.length === 0) change('open', began);
    for (let i = 0; i < length; i++) {
      const state = stateByActivity[steps[i]!];
      if (state === undefined) continue;
      changeAsSaidBefore(completedAt[i]!, i);
      change(state, completedAt[i]!);
    }
  }
  changeAsSaidBefore(Number.POSITIVE_INFINITY, Infinity);
  return states;
}

/** How often a case was opened again after it had ended. @param states what its events say, or all of `statesOf` */
export function reopeningsOf(states: readonly StateSince[]): number {
  return states.filter(({ state }, i) => state === 'open' && states[i - 1]?.state === 'ended').length;
}

/** What the completion of an activity makes of a case; undefined for nothing. */
function declaredStateAfter(activity: string, { terminal, reopening }: DeclaredEnds): CaseState | undefined {
  if (reopening?.includes(activity) === true) return 'open';
  return terminal.includes(activity) ? 'ended' : undefined;
}
