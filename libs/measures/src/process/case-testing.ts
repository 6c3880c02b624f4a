import { sayState, type SaidState } from './case-state.js';
import type { CaseOutcome, CaseWorth, ProcessCase } from './process-case.js';
import { addStep, emptyTrace } from './trace.js';
import { noUnfinishedWork } from './unfinished-work.js';

/** For specs: what happened in a case; a step where it names an activity. */
export interface Told {
  readonly at: number;
  readonly activity?: string | undefined;
  /** When the work on the step began. */
  readonly start?: number | undefined;
  readonly says?: 'opened' | 'resolved' | 'reopened' | CaseOutcome['outcome'] | undefined;
  readonly reason?: string | undefined;
  readonly worth?: readonly [amount: number, currency: string] | undefined;
}

const eventTypes = new Map([
  ['opened', 'CaseOpened'],
  ['resolved', 'CaseResolved'],
  ['reopened', 'CaseReopened'],
]);

/** For specs: a case as it is folded, what happened at one instant in the order given. */
export function toldCase(told: readonly Told[]): ProcessCase {
  const trace = emptyTrace();
  const [said, outcomes, worths]: [SaidState[], CaseOutcome[], CaseWorth[]] = [[], [], []];
  for (const { at, activity, start = null, says, reason = null, worth } of told.toSorted((a, b) => a.at - b.at)) {
    if (activity !== undefined) addStep(trace, activity, at, start);
    if (worth !== undefined) worths.push({ amount: worth[0], currency: worth[1], since: at });
    if (says === undefined) continue;
    sayState(said, { type: eventTypes.get(says) ?? 'StageLeft', occurredAt: at, data: { outcome: says } });
    if (says === 'won' || says === 'lost' || says === 'abandoned') outcomes.push({ outcome: says, reason, since: at });
  }
  return { process: 'p', trace, said, outcomes, attributes: [], worths, customers: [], work: noUnfinishedWork() };
}

/** For specs: a case of steps at the given times, such as `a0 b5 c5`. */
export function stepsCase(text: string): ProcessCase {
  return toldCase(
    text
      .split(' ')
      .filter((step) => step !== '')
      .map((step) => ({ activity: step.slice(0, 1), at: Number(step.slice(1)) })),
  );
}
