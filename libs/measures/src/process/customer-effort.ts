import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { reworkOf } from './activity-counts.js';
import {
  caseBeganAt,
  endingOf,
  runsOf,
  standingOf,
  type DeclaredEnding,
  type Ending,
  type Run,
} from './case-standing.js';
import { reopeningsOf, type CaseState } from './case-state.js';
import { caseBy, type ProcessCase } from './process-case.js';
import type { Trace } from './trace.js';
import { waitsForCustomer, waitsForUs, type DeclaredWaits } from './waits.js';

/** What a process declares of how its cases end, and of waiting. */
export type DeclaredEffort = DeclaredEnding & DeclaredWaits;

/** What waiting is told apart by, made ready for many cases. */
export interface EffortTerms {
  readonly ending: Ending;
  readonly whomByActivity: ReadonlyMap<string, string>;
}

/** What a case cost the customer so far. Times in ms of the clock on the wall. */
export interface CustomerEffort {
  readonly state: CaseState;
  readonly steps: number;
  /** Steps beyond the first of each activity. */
  readonly rework: number;
  /** How often it was opened again after it had ended. */
  readonly reopenings: number;
  /** How often it went from one to another; undefined where that is not known. */
  readonly handovers: number | undefined;
  /**
   * How long the customer waited: all the time in which the case had not ended and did not wait for them, whether anybody
   * worked on it or not. They see no difference.
   */
  readonly waitMs: number;
  /** The longest of it between two steps, or since the last one. */
  readonly longestWaitMs: number;
  /** The part of `waitMs` in which somebody else was waited for, a supplier or an authority. */
  readonly waitForOthersMs: number;
  /** How long the case waited for the customer. With `waitMs` it is the time in which the case had not ended. */
  readonly waitForCustomerMs: number;
  /** From the beginning until the case ended, the last time; undefined where it has not. Not shortened by reopenings. */
  readonly toEndMs: number | undefined;
  /**
   * From the beginning until the end, or as far as is known: `at` where it is open, its last step where nothing says
   * whether it is.
   */
  readonly knownMs: number;
}

/** @throws LedgerError `invalid` where one activity waits for several, or tells several outcomes */
export function effortTermsOf(declared: DeclaredEffort): EffortTerms {
  const whomByActivity = new Map<string, string>();
  for (const { activity, whom } of declared.waiting ?? []) {
    if ((whomByActivity.get(activity) ?? whom) !== whom) {
      throw new LedgerError('invalid', `After "${activity}" a case is declared to wait for several.`, {
        hint: 'Declare for whom it waits once an activity.',
      });
    }
    whomByActivity.set(activity, whom);
  }
  return { ending: endingOf(declared), whomByActivity };
}

/**
 * What a case cost the customer by an instant. A wait lasts from the completion of one step to that of the next, the work on
 * it included (`waitsOf` leaves it out), and from the last one to the end of the case or, while it is open, to the instant;
 * before the first step it is for us. What comes after the end costs them nothing, until the case is opened again.
 *
 * @param whole what is known of it later is not looked at
 * @param handovers of the case by `at`, where they are known
 * @returns undefined where there was no such case yet
 */
export function customerEffortOf(
  whole: ProcessCase,
  { ending, whomByActivity }: EffortTerms,
  at: Instant,
  handovers?: number,
): CustomerEffort | undefined {
  const one = caseBy(whole, at);
  const began = one && caseBeganAt(one);
  if (one === undefined || began === undefined) return undefined;
  const { trace, said } = one;
  const { state, states } = standingOf(one, ending);
  const runs = runsOf(states);
  const lastKnown = Math.max(trace.completedAt.at(-1) ?? began, said.at(-1)?.since ?? began);
  const until = state === 'open' ? at : lastKnown;
  const endedAt = state === 'ended' ? runs.at(-1)!.to : undefined;
  return {
    state,
    steps: trace.steps.length,
    rework: reworkOf(trace),
    reopenings: reopeningsOf(states),
    handovers,
    ...waitedIn(trace, runs, whomByActivity, began, until),
    toEndMs: endedAt === undefined ? undefined : endedAt - began,
    knownMs: (endedAt ?? until) - began,
  };
}

type Waits = Pick<CustomerEffort, 'waitMs' | 'longestWaitMs' | 'waitForOthersMs' | 'waitForCustomerMs'>;

function waitedIn(
  { activities, steps, completedAt }: Trace,
  runs: readonly Run[],
  whomByActivity: ReadonlyMap<string, string>,
  began: Instant,
  until: Instant,
): Waits {
  const waits = { waitMs: 0, longestWaitMs: 0, waitForOthersMs: 0, waitForCustomerMs: 0 };
  for (let i = -1; i < steps.length; i++) {
    const from = completedAt[i] ?? began;
    const to = completedAt[i + 1] ?? until;
    const whom = (i < 0 ? undefined : whomByActivity.get(activities[steps[i]!]!)) ?? waitsForUs;
    for (const run of runs) {
      const ms = Math.min(to, run.to) - Math.max(from, run.from);
      if (ms <= 0) continue;
      if (whom === waitsForCustomer) {
        waits.waitForCustomerMs += ms;
        continue;
      }
      waits.waitMs += ms;
      waits.longestWaitMs = Math.max(waits.longestWaitMs, ms);
      if (whom !== waitsForUs) waits.waitForOthersMs += ms;
    }
  }
  return waits;
}
