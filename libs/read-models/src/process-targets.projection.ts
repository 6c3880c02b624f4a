import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import { handling } from './handling.js';
import {
  addTargetFact,
  changeTargetContext,
  noTargets,
  type TargetsContext,
  type TargetsDocument,
} from './process-targets-document.js';
import {
  nextTargetInstant,
  passTargetTime,
  targetSignals,
  targetsRow,
  targetsTotals,
  targetsView,
  lastingWait,
} from './process-targets-rows.js';

/**
 * The targets of each case of a process, and for whom cases wait: what `ProcessDefined` sets and declares, followed step by
 * step.
 *
 * - **A target** runs from one milestone to another, in hours of its calendar or of the clock on the wall. It stands still
 *   while the case waits for the customer, where its definition says so. It is at risk at 80 % of its limit, or where its
 *   definition says, and that is told before it is breached, by time alone. What `first` and `last` mean, and what the end
 *   and the reopening of a case do, says `target-runs.ts`. A case whose milestone came again for `last` counts once more:
 *   counts are of runs, and of one case the lengths of the latest 100 before the one that counts now are kept.
 * - **Hours** are those of the calendar as it was in force then; before one is published, Monday to Friday, 9 to 17 in the
 *   zone of the workspace (v0: proposal, not calibrated). Without any hours nothing is ever due.
 * - **Which definition**: the one that is valid then. Another one changes what is under way from then on: the new limit counts
 *   for the whole run, what is not set any more is dropped, and what is set for the first time begins then, with its whole
 *   time, in the cases that are under way; its length is in no column. What is met or breached stays as it was judged.
 * - **Waits** (`waits.ts`) are told behind which activity and for whom, by the clock on the wall and in hours of the calendar
 *   of the process, from when on it has one.
 *
 * **Signals** (a proposal, not calibrated): `target-at-risk` and `target-breached`, begun by the event that began the run, one
 * for each target (`about`), until it is done, the case ends, or the breach is `openDays` past.
 *
 * | cell | sums | columns |
 * | --- | --- | --- |
 * | `target, process, target` | started = running + paused + met + breached + dropped; atRisk, overdue | elapsedMs: one a run that was done and ran for its whole time; lateMs: one a run that was done late |
 * | `wait, process, whom, activity` | waits that are over, wallMs, clockMs; lasting | |
 *
 * **Row**: of one case the counts, what is due next, and for whom it waits; `open` is what is under way, as JSON.
 */
export const processTargets = defineProjection({
  name: 'process-targets',
  purpose: 'service',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  parameters: { zone: 'UTC', openDays: 90 },
  initial: () => noTargets(),
  context: [
    { type: 'ProcessDefined', scope: ({ process }) => [process] },
    { type: 'CalendarPublished', scope: ({ calendars }) => calendars.map(({ calendar }) => calendar) },
  ],
  on: {
    ...handling(
      (doc: TargetsDocument, event, ctx: TargetsContext) => addTargetFact(doc, event, ctx),
      TouchpointEvents,
      RelationshipEvents,
    ),
    ...ignoring(AdministrativeEvents),
  },
  onContext: changeTargetContext,
  deadline: nextTargetInstant,
  onDeadline: passTargetTime,
  index: (doc) => targetsRow(doc),
  viewRow: (row, t, ctx) => lastingWait(row, t, ctx),
  view: (doc, t) => targetsView(doc, t),
  rollup: (doc) => targetsTotals(doc),
  signals: (doc) => targetSignals(doc),
});
