import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import { handling } from './handling.js';
import {
  addDeviationFact,
  changePath,
  noDeviations,
  type DeviationsContext,
  type DeviationsDocument,
} from './process-deviations-document.js';
import {
  deviationSignals,
  deviationsRow,
  deviationsTotals,
  deviationsView,
  nextDeviationInstant,
  passDeviationTime,
} from './process-deviations-rows.js';

/**
 * Where each case leaves the path that `ProcessDefined` declares for its process, while it goes on. A step is a fact of the
 * case with lifecycle `complete`. It deviates where it makes the case cost more than before, if it goes on as well as it can
 * (`live-deviation.ts`): `unknown`, the path has no such activity, or `out-of-order`, it has, but not here.
 *
 * - **Which path**: the one that is valid then. A step stays as it was judged: nothing is held against a path that was
 *   declared after it. But where the case, as it went so far, costs nothing under another path, its deviations are taken
 *   back; so they are where no path is declared any more. A case of more steps than are remembered (1,000) is held against
 *   its path on and on, and against none that is declared later: it is unjudged.
 * - **Skipped** is what did not happen and is missing in every cheapest alignment of the case so far; when the case has
 *   ended, up to the end of the path. Until a step behind it came in order, an activity may come yet, and is not named. Of a
 *   case that is too long for its path (`passedOverWork`) none is. `missing` counts what lacks at the end. A case that was
 *   followed by one path for its whole time has as many deviations and missing as its alignment costs.
 *
 * **Signal** (a proposal, not calibrated): `process-deviation`, one a case, however often it deviates: an inbox is read by
 * cases, and whoever looks at one sees all of it. It is begun by the first deviation, says the latest and what was expected
 * instead, and lasts until the case ends, the path is declared so that the case fits, or the latest is `openDays` past;
 * what deviates behind that, or after the case is opened again, begins another. A case that has ended raises none: nothing
 * can be put right in it. How it ended is counted.
 *
 * | cell | sums |
 * | --- | --- |
 * | `case, process` | cases with a path; of these deviating and unjudged; their steps unknown and outOfOrder, activities missing |
 * | `activity, process, activity` | steps unknown and outOfOrder; cases that skipped it; without an activity: of all beyond 200 of a case |
 */
export const processDeviations = defineProjection({
  name: 'process-deviations',
  purpose: 'service',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  parameters: { openDays: 90 },
  initial: () => noDeviations(),
  context: [{ type: 'ProcessDefined', scope: ({ process }) => [process] }],
  on: {
    ...handling(
      (doc: DeviationsDocument, event, ctx: DeviationsContext) => addDeviationFact(doc, event, ctx),
      TouchpointEvents,
      RelationshipEvents,
    ),
    ...ignoring(AdministrativeEvents),
  },
  onContext: changePath,
  deadline: nextDeviationInstant,
  onDeadline: passDeviationTime,
  index: (doc) => deviationsRow(doc),
  view: (doc, t, ctx) => deviationsView(doc, t, ctx),
  rollup: (doc) => deviationsTotals(doc),
  signals: (doc) => deviationSignals(doc),
});
