import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { statesOf, type CaseState, type DeclaredEnds, type StateSince } from './case-state.js';
import type { CaseOutcome, ProcessCase } from './process-case.js';

/** An activity that tells how a case came out, as a process declares it. */
export interface DeclaredOutcome {
  readonly activity: string;
  readonly outcome: CaseOutcome['outcome'];
}

/** What a process declares of how its cases end. */
export interface DeclaredEnding extends DeclaredEnds {
  readonly outcomes?: readonly DeclaredOutcome[] | undefined;
}

/** A declared ending, made ready for many cases. */
export interface Ending {
  readonly ends: DeclaredEnds;
  /** The ends of cases that came to an outcome, where no activity is declared to end one. */
  readonly endsByOutcome: DeclaredEnds | undefined;
  readonly outcomeByActivity: ReadonlyMap<string, CaseOutcome['outcome']>;
}

/** Where a case stands: whether it is open, all the states before, and how it came out. */
export interface Standing {
  readonly state: CaseState;
  readonly states: readonly StateSince[];
  /** As of now: what it came to before it was opened again is no outcome. */
  readonly outcome: CaseOutcome | undefined;
}

/** @throws LedgerError `invalid` where one activity is declared to tell several outcomes */
export function endingOf(declared: DeclaredEnding): Ending {
  const outcomeByActivity = new Map<string, CaseOutcome['outcome']>();
  for (const { activity, outcome } of declared.outcomes ?? []) {
    if ((outcomeByActivity.get(activity) ?? outcome) !== outcome) {
      throw new LedgerError('invalid', `"${activity}" is declared to tell several outcomes of a case.`, {
        hint: 'Declare one outcome an activity.',
      });
    }
    outcomeByActivity.set(activity, outcome);
  }
  const { terminal, reopening } = declared;
  const endsByOutcome = terminal.length > 0 ? undefined : { terminal: [...outcomeByActivity.keys()], reopening };
  return { ends: declared, endsByOutcome, outcomeByActivity };
}

/**
 * Where a case stands.
 *
 * Its outcome is the last that its events say; where they say none, the last of its steps that is declared to tell one: a
 * decision may be revised, and then the later one holds. What came before it was opened again counts no longer.
 *
 * Where a process declares no terminal activities, those that tell an outcome end a case that comes to one; of one that
 * did not yet, it says nothing. Where it does, a case may be won and still be open.
 *
 * @param one as it was by the instant that is asked for (`caseBy`)
 */
export function standingOf(one: ProcessCase, ending: Ending): Standing {
  const { ends, endsByOutcome, outcomeByActivity } = ending;
  const cameOut = endsByOutcome && one.trace.activities.some((activity) => outcomeByActivity.has(activity));
  const states = statesOf(one.trace, one.said, cameOut === true ? endsByOutcome : ends);
  return { state: states.at(-1)?.state ?? 'undeclared', states, outcome: outcomeOf(one, states, ending) };
}

function outcomeOf(
  { outcomes, trace }: ProcessCase,
  states: readonly StateSince[],
  { outcomeByActivity }: Ending,
): CaseOutcome | undefined {
  const reopening = states.findLastIndex(({ state }, i) => state === 'open' && states[i - 1]?.state === 'ended');
  const reopenedAt = states[reopening]?.since ?? Number.NEGATIVE_INFINITY;
  // Of what comes at the instant of a reopening, only the state after it tells whether it came before or after that.
  const isOpen = states.at(-1)?.state === 'open';
  const counts = (since: Instant): boolean => since > reopenedAt || (since === reopenedAt && !isOpen);
  const said = outcomes.findLast(({ since }) => counts(since));
  if (said !== undefined) return said;
  for (let i = trace.steps.length - 1; i >= 0; i--) {
    const since = trace.completedAt[i]!;
    if (!counts(since)) return undefined;
    const outcome = outcomeByActivity.get(trace.activities[trace.steps[i]!]!);
    if (outcome !== undefined) return { outcome, reason: null, since };
  }
  return undefined;
}

/** A time in which a case had not ended: until its end, or without one as far as is known. */
export interface Run {
  /** −∞ for the first: what is known of a case may begin before its opening is. */
  readonly from: number;
  readonly to: number;
}

/**
 * The times in which a case had not ended, in their order; the last one goes on where `to` is ∞. An end and an opening at
 * one instant were none.
 */
export function runsOf(states: readonly StateSince[]): Run[] {
  const runs: Run[] = [];
  let from: number | undefined = Number.NEGATIVE_INFINITY;
  for (const { state, since } of states) {
    if (state === 'open' && from === undefined) from = runs.at(-1)!.to === since ? runs.pop()!.from : since!;
    else if (state === 'ended' && from !== undefined) {
      if (from < since!) runs.push({ from, to: since! });
      from = undefined;
    }
  }
  if (from !== undefined) runs.push({ from, to: Number.POSITIVE_INFINITY });
  return runs;
}

/**
 * The earliest that is known of a case: work that began, a step, what its events say of its state.
 * @returns undefined where nothing of these is known
 */
export function caseBeganAt({ trace, work, said }: ProcessCase): Instant | undefined {
  let began: Instant | undefined = trace.completedAt[0];
  const add = (instant: Instant | null | undefined): void => {
    if (typeof instant === 'number' && (began === undefined || instant < began)) began = instant;
  };
  for (const start of trace.startedAt) add(start);
  for (let i = 1; i < work.begun.length; i += 2) add(work.begun[i] as Instant);
  for (let i = 1; i < work.givenUp.length; i += 3) add(work.givenUp[i] as Instant);
  add(said[0]?.since);
  return began;
}
