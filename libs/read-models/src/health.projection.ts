import { lastInstant } from '#core/time.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import { handlingSome } from './handling.js';
import { noHealth } from './health-document.js';
import { fallEndsAt, signalsOf } from './health-fall.js';
import { assess, classify, passPromises, saysSomething, takeTouchpoint } from './health-facts.js';
import { contributionsOf, rowOf, viewOf } from './health-rows.js';
import { evaluate } from './health-value.js';
import { segmentOfAll } from './trajectory-terms.js';

/**
 * How well each relationship is, in one number with everything that it is made of (definitions.md §1.5).
 *
 * - **The number**: 50 + Σ w(s − 50)/Σw over the signals that are present; below half of the weight there is none, because
 *   what is missing is not missing at random. What each signal measures says `measures/health/health-signals.ts`; which
 *   score that is and what it weighs, the published model (HealthModelPublished), before one v0: a proposal, not calibrated.
 *   Between firms breadth has a weight; elsewhere it cannot apply, and is not missing.
 * - **When**: at facts that change a signal; when a model, rhythm, season or calendar comes to be valid; when a promise
 *   comes due, and when something no longer counts (a complaint after 90 days, an answer, a reply, a promise after 365). All
 *   signals are measured anew then. What drifts with every day, silence and trend, crosses nothing: it is measured again a
 *   quarter of the shortest window of a trend later (7 days, a usual gap if that is longer, a quarter of the silence if
 *   that is), until silence scores no worse and the trend has no contact-days left. So the number that lists, pages and
 *   totals show is the same one, and each of its changes is kept.
 * - **Why**: each change of the shown number, with what the model, each signal and the coming and going of signals did, in
 *   whole points that add up to it; taken apart from what held when the number last changed. The latest 100 changes; older
 *   ones are counted. A model that was published is named by its version: what is published has no event in a fold.
 * - **hindsightParameters**: silence or trend were judged by a rhythm or season that was fitted on later facts.
 * - **Assessments** of people stand beside it, the latest of each; where the last one says good (4–5) and the number is
 *   below 40, or bad (1–2) and it is 60 or more, the row says so.
 *
 * No phase depends on it. Row: `rowOf`, totals: `contributionsOf`, signal: `signalsOf`.
 */
export const health = defineProjection({
  name: 'health',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', calendar: 'office' },
  feeds: true,
  initial: noHealth,
  context: [
    { type: 'HealthModelPublished' },
    { type: 'CalendarPublished' },
    { type: 'RhythmFitted', scope: (doc) => [doc.segment, segmentOfAll] },
    { type: 'SeasonFitted', scope: (doc) => [doc.segment, segmentOfAll] },
  ],
  on: {
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    ...handlingSome(takeTouchpoint, saysSomething, TouchpointEvents),
    RelationshipClassified: classify,
    AssessmentGiven: assess,
  },
  onContext: (doc, at, ctx) => evaluate(doc, at, ctx, 'rules'),
  deadline: (doc) => {
    const { lookAt, lapseAt } = doc.health;
    const next = Math.min(lookAt ?? Infinity, lapseAt ?? Infinity, doc.promiseDueAt ?? Infinity, fallEndsAt(doc));
    // What would be due behind the year 9999 never comes.
    return next <= lastInstant ? next : undefined;
  },
  onDeadline: (doc, at, ctx) => {
    passPromises(doc, at, ctx);
    evaluate(doc, at, ctx, 'time');
  },
  view: viewOf,
  index: rowOf,
  rollup: contributionsOf,
  signals: signalsOf,
});
