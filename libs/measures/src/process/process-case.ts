import type { Id, Instant } from '#core/time.js';
import type { SaidState } from './case-state.js';
import { traceBy, type Trace } from './trace.js';
import type { UnfinishedWork } from './unfinished-work.js';

/** What cases are filtered and told apart by: words of the vocabulary, none of them personal. */
export const attributeNames = [
  'category',
  'priority',
  'product',
  'section',
  'serviceLevel',
  'serviceType',
  'severity',
  'team',
  'channel',
] as const;

/** Something that a case says of itself, and from when on. Later entries of a name replace earlier ones. */
export interface CaseAttribute {
  readonly name: string;
  readonly value: string;
  readonly since: Instant;
}

/** How a case came out, where its events say so. */
export interface CaseOutcome {
  readonly outcome: 'won' | 'lost' | 'abandoned';
  /** Code of the reason, where one was given. */
  readonly reason: string | null;
  readonly since: Instant;
}

/** What a deal is worth. */
export interface CaseWorth {
  readonly amount: number;
  readonly currency: string;
  readonly since: Instant;
}

/** A party of the customer's side in a case, under the id as recorded. */
export interface CaseCustomer {
  readonly id: Id;
  readonly since: Instant;
}

/**
 * One case of a process: plain JSON, everything in it dated, so that the case of any moment before is its beginning
 * (`caseBy`) and need not be folded again.
 */
export interface ProcessCase {
  readonly process: string;
  readonly trace: Trace;
  /** What its events say of its state: one entry each time (`sayState`). */
  readonly said: readonly SaidState[];
  readonly outcomes: readonly CaseOutcome[];
  readonly attributes: readonly CaseAttribute[];
  readonly worths: readonly CaseWorth[];
  readonly customers: readonly CaseCustomer[];
  readonly work: UnfinishedWork;
}

/**
 * The case as it was by an instant, out of what is known of it now: equal to folding its facts up to then.
 * @returns undefined where nothing of it had happened that a measure looks at
 */
export function caseBy<Case extends ProcessCase>(one: Case, at: Instant): Case | undefined {
  const trace = traceBy(one.trace, at);
  const by = <T extends { readonly since: Instant | null }>(list: readonly T[]): readonly T[] =>
    list.length === 0 || list.at(-1)!.since! <= at ? list : list.filter(({ since }) => since! <= at);
  const work = workBy(one, trace.steps.length, at);
  const said = by(one.said);
  if (trace.steps.length === 0 && work.begun.length === 0 && work.givenUp.length === 0 && said.length === 0) {
    return undefined;
  }
  return {
    ...one,
    trace,
    said,
    outcomes: by(one.outcomes),
    attributes: by(one.attributes),
    worths: by(one.worths),
    customers: by(one.customers),
    work,
  };
}

/** Work that had begun by an instant, and was neither completed nor given up by then; and what was. */
function workBy({ trace, work }: ProcessCase, stepsBy: number, at: Instant): UnfinishedWork {
  const begun: (readonly [activity: string, start: Instant])[] = [];
  const add = (activity: string, start: Instant): void => {
    if (start <= at) begun.push([activity, start]);
  };
  const givenUp: (string | Instant)[] = [];
  for (let i = 0; i < work.begun.length; i += 2) add(work.begun[i] as string, work.begun[i + 1] as Instant);
  for (let i = 0; i < work.givenUp.length; i += 3) {
    const [activity, start, end] = work.givenUp.slice(i, i + 3) as [string, Instant, Instant];
    if (end <= at) givenUp.push(activity, start, end);
    else add(activity, start);
  }
  for (let i = stepsBy; i < trace.steps.length; i++) {
    const start = trace.startedAt[i]!;
    if (start !== null) add(trace.activities[trace.steps[i]!]!, start);
  }
  return { begun: begun.sort((a, b) => a[1] - b[1]).flat(), givenUp };
}

/** Stands for a value that changed too often to be followed; no label is empty. */
export const noValue = '';

/** What a case says of itself by a name: the last value; undefined where there is none, or none that is followed. */
export function attributeOf({ attributes }: Pick<ProcessCase, 'attributes'>, name: string): string | undefined {
  const last = attributes.findLast((attribute) => attribute.name === name)?.value;
  return last === noValue ? undefined : last;
}
