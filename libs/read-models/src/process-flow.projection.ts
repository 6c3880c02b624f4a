import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { activityCountsOf, reworkOf } from '#measures/process/activity-counts.js';
import { caseStateAfter, type CaseState } from '#measures/process/case-state.js';
import { flowsOf } from '#measures/process/flows.js';
import { addStep, caseDurationMs, emptyTrace } from '#measures/process/trace.js';
import { emptyVariant, variantAfter } from '#measures/process/variants.js';
import { defineProjection, ignoring, type RowOf } from '#projections/definition/define-projection.js';
import type { Contribution } from '#projections/definition/definition.js';
import { handling } from './handling.js';

/**
 * How the cases of each process go. A document is one case: its steps, its variant, whether it is open. The totals are
 * the process: its directly-follows graph and everything else of `tend process`.
 *
 * A step is a fact of the case with lifecycle `complete`, of whatever type, in fold order. Facts of other transitions
 * (`start`, `schedule` …) are counted and are no steps. Durations are whole ms on instants, never on local time.
 * A case with a number that occurs in two processes of one source is a case in each.
 *
 * | cell | sums | columns |
 * | --- | --- | --- |
 * | `case, process` | cases, steps, rework, reworked, open, ended, others | durationMs: one a case |
 * | `activity, process, activity` | steps, cases, repeated, selfLoops, starts, ends | |
 * | `flow, process, from, to` | count, cases | waitMs: one a passage |
 *
 * The variants of a process, and when it began and ended, are told from the rows of its cases: variants as totals would be
 * as many as there are beginnings of cases, and all of it would change twice with every step.
 */
export const processFlow = defineProjection({
  name: 'process-flow',
  purpose: 'service',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  initial: () => ({
    process: '',
    trace: emptyTrace(),
    variant: emptyVariant,
    state: 'undeclared' as CaseState,
    /** Facts of the case that are no steps, because they are of another lifecycle transition. */
    others: 0,
  }),
  on: {
    ...handling((doc: CaseDocument, event) => addFact(doc, event), TouchpointEvents, RelationshipEvents),
    ...ignoring(AdministrativeEvents),
  },
  index: (doc) => ({
    process: doc.process,
    variant: doc.variant,
    state: doc.state,
    steps: doc.trace.steps.length,
    startedAt: doc.trace.completedAt[0] ?? null,
    endedAt: doc.trace.completedAt.at(-1) ?? null,
    durationMs: caseDurationMs(doc.trace) ?? null,
  }),
  rollup: (doc) => [...caseTotals(doc), ...activityTotals(doc), ...flowTotals(doc)],
});

/** A case in lists. */
export type CaseRow = RowOf<typeof processFlow>;

export interface CaseDocument {
  process: string;
  trace: ReturnType<typeof emptyTrace>;
  variant: string;
  state: CaseState;
  others: number;
}

function addFact(doc: CaseDocument, event: Fact): void {
  const { process } = event;
  if (process === undefined) return;
  doc.process = process.definition;
  doc.state = caseStateAfter(doc.state, event);
  if (process.lifecycle !== 'complete') {
    doc.others++;
    return;
  }
  addStep(doc.trace, process.activity, event.occurredAt);
  doc.variant = variantAfter(doc.variant, process.activity);
}

function caseTotals({ process, trace, state, others }: CaseDocument): Contribution[] {
  const steps = trace.steps.length;
  if (steps === 0) return others === 0 ? [] : [{ at: ['case', process], add: { others } }];
  const rework = reworkOf(trace);
  const states = { open: Number(state === 'open'), ended: Number(state === 'ended') };
  const sums = { cases: 1, steps, rework, reworked: Number(rework > 0), ...states, others };
  return [{ at: ['case', process], add: sums, values: { durationMs: [caseDurationMs(trace)!] } }];
}

function activityTotals({ process, trace }: CaseDocument): Contribution[] {
  return activityCountsOf(trace).map(({ activity, count, selfLoops, starts, ends }) => ({
    at: ['activity', process, activity],
    add: { steps: count, cases: 1, repeated: Number(count > 1), selfLoops, starts: Number(starts), ends: Number(ends) },
  }));
}

function flowTotals({ process, trace }: CaseDocument): Contribution[] {
  return flowsOf(trace).map(({ from, to, waitsMs }) => ({
    at: ['flow', process, from, to],
    add: { count: waitsMs.length, cases: 1 },
    values: { waitMs: waitsMs },
  }));
}
