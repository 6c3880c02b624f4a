/**
 * Whether a case is open. It cannot be read off the last event so far (definitions.md §3.4), only off events that say so:
 *
 * - `open`: it was opened or reopened (CaseOpened, CaseReopened) or came into a stage, and nothing ended it since;
 * - `ended`: it was resolved (CaseResolved), or left its last stage as won, lost or abandoned (StageLeft with such an
 *   outcome), and nothing reopened it since;
 * - `undeclared`: nothing in it says either.
 *
 * A stage that is entered after the end does not open the case again: stages are called `closed` and `won` too.
 */
export type CaseState = 'undeclared' | 'open' | 'ended';

const finalOutcomes: ReadonlySet<unknown> = new Set(['won', 'lost', 'abandoned']);

/** The state of a case after one more of its events, in fold order. */
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
