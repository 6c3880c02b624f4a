import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { activityCountsOf, reworkOf } from '#measures/process/activity-counts.js';
import { caseStateOf, type DeclaredEnds, type StateSince } from '#measures/process/case-state.js';
import { flowsOf } from '#measures/process/flows.js';
import { serviceTimesOf } from '#measures/process/service-times.js';
import { beganAt, caseDurationMs } from '#measures/process/trace.js';
import { defineProjection, ignoring, type RowOf } from '#projections/definition/define-projection.js';
import type { Context, Contribution } from '#projections/definition/definition.js';
import { handling } from './handling.js';
import { addFact, noCase, type CaseDocument } from './process-case-document.js';

/**
 * How the cases of each process go. A document is one case: its steps, its variant, what it says of itself. The totals are
 * the process: its directly-follows graph and everything else of `tend process`.
 *
 * A step is a fact of the case with lifecycle `complete`, of whatever type, in fold order; a `start` before it tells when
 * the work on it began. Facts of other transitions are counted and are no steps. Durations are whole ms on instants, never
 * on local time. A case with a number that occurs in two processes of one source is a case in each.
 *
 * Whether a case is open its events say, or the terminal activities of the published `ProcessDefined` of its process.
 *
 * | cell | sums | columns |
 * | --- | --- | --- |
 * | `case, process` | cases, steps, rework, reworked, open, ended, others | durationMs: one a case |
 * | `activity, process, activity` | steps, cases, repeated, selfLoops, starts, ends | serviceMs: one a step whose start is known |
 * | `flow, process, from, to` | count, cases, clamped | durationMs: one a passage; waitMs: one a passage whose start is known |
 *
 * The variants of a process, and when it began and ended, are told from the rows of its cases: variants as totals would be
 * as many as there are beginnings of cases, and all of it would change twice with every step.
 */
export const processFlow = defineProjection({
  name: 'process-flow',
  purpose: 'service',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  initial: () => noCase(),
  context: [{ type: 'ProcessDefined', scope: ({ process }) => [process] }],
  on: {
    ...handling((doc: CaseDocument, event) => addFact(doc, event), TouchpointEvents, RelationshipEvents),
    ...ignoring(AdministrativeEvents),
  },
  index: (doc, ctx) => ({
    process: doc.process,
    variant: doc.variant,
    state: stateOf(doc, ctx).state,
    steps: doc.trace.steps.length,
    startedAt: beganAt(doc.trace) ?? null,
    endedAt: doc.trace.completedAt.at(-1) ?? null,
    durationMs: caseDurationMs(doc.trace) ?? null,
  }),
  rollup: (doc, ctx) => [...caseTotals(doc, stateOf(doc, ctx)), ...activityTotals(doc), ...flowTotals(doc)],
});

/** A case in lists. */
export type CaseRow = RowOf<typeof processFlow>;

function stateOf({ process, trace, said }: CaseDocument, ctx: Context<object>): StateSince {
  return caseStateOf(trace, said, ctx.valid('ProcessDefined', process) satisfies DeclaredEnds | undefined);
}

function caseTotals({ process, trace, others }: CaseDocument, { state }: StateSince): Contribution[] {
  const steps = trace.steps.length;
  if (steps === 0) return others === 0 ? [] : [{ at: ['case', process], add: { others } }];
  const rework = reworkOf(trace);
  const states = { open: Number(state === 'open'), ended: Number(state === 'ended') };
  const sums = { cases: 1, steps, rework, reworked: Number(rework > 0), ...states, others };
  return [{ at: ['case', process], add: sums, values: { durationMs: [caseDurationMs(trace)!] } }];
}

function activityTotals({ process, trace }: CaseDocument): Contribution[] {
  const service = serviceTimesOf(trace);
  return activityCountsOf(trace).map(({ activity, count, selfLoops, starts, ends }, i) => ({
    at: ['activity', process, activity],
    add: { steps: count, cases: 1, repeated: Number(count > 1), selfLoops, starts: Number(starts), ends: Number(ends) },
    ...(service[i]!.length > 0 && { values: { serviceMs: service[i]! } }),
  }));
}

function flowTotals({ process, trace }: CaseDocument): Contribution[] {
  return flowsOf(trace).map(({ from, to, durationsMs, waitsMs, clamped }) => ({
    at: ['flow', process, from, to],
    add: { count: durationsMs.length, cases: 1, clamped },
    values: { durationMs: durationsMs, ...(waitsMs.length > 0 && { waitMs: waitsMs }) },
  }));
}
