import { lastInstant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { nextLookAt } from '#measures/phases/next-look.js';
import { termsChanged, timePassed } from '#measures/phases/trajectory.js';
import { noTrajectory } from '#measures/phases/trajectory-state.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';
import type { TrajectoryDocument } from './trajectory-document.js';
import { learn, nextPromiseDue, passPromises, saysSomething, takeTouchpoint } from './trajectory-facts.js';
import { contributionsOf, rowOf, silenceOfRow } from './trajectory-rows.js';
import { signalsOf } from './trajectory-signals.js';
import { segmentOfAll, termsOf, type TrajectoryParameters } from './trajectory-terms.js';
import { viewOf } from './trajectory-view.js';

type Ctx = Context<TrajectoryParameters>;

/**
 * Where each relationship stands and is heading: its phase, since when and why, and who is silent. Definitions.md
 * §1.1–§1.4 says what counts and by which rules.
 *
 * - *Phases* by the table of `measures/phases/phase-table.ts`; their numbers are published (PhaseRulesPublished). The
 *   words are those of the literature, the rules are a proposal of ours. `onset` is estimated, `detectedAt` is when the
 *   rules could first tell. With fewer than 4 contact-days of theirs it is too early to tell, and `tooEarly` says so.
 * - *Silence of theirs*: p of Wheat & Morrison's gaps by the rhythm of the segment (RhythmFitted; without one that of
 *   `all`, then a v0 that is not calibrated), in operational time (CalendarPublished `parameters.calendar`, SeasonFitted).
 *   The alarm fires by itself. Fewer than 4 gaps: none. While a feed is down that their last contacts came by, it is not
 *   raised; `unknownSince` says since when one is, as the row and the view are seen. Only connectors that were known to be
 *   alive when they brought something can be down.
 * - *Silence of ours* only where a cadence is set or a message of theirs waits for its answer.
 * - *Decline and growth* by the CUSUM of their gaps; the view says how much such an alarm is worth.
 * - *Breaches* of ours: a promise broken by the clock or by somebody's word, a complaint, an escalation; an apology closes none.
 *
 * Gaps that were completed are not measured anew when a calendar or a rhythm is published for now. The history keeps the
 * latest 100 phases and counts what it drops. Signals are listed in `trajectory-signals.ts`, totals in `trajectory-rows.ts`.
 */
export const trajectory = defineProjection({
  name: 'trajectory',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', calendar: 'office' },
  context: [
    { type: 'PhaseRulesPublished' },
    { type: 'CalendarPublished' },
    { type: 'RhythmFitted', scope: (doc) => [doc.segment, segmentOfAll] },
    { type: 'SeasonFitted', scope: (doc) => [doc.segment, segmentOfAll] },
  ],
  feeds: true,
  initial: (): TrajectoryDocument => ({
    kind: null,
    segment: segmentOfAll,
    itself: [],
    cadenceDays: null,
    trajectory: noTrajectory(),
    contactDays: [],
    feeds: [],
    absences: [],
    promises: [],
  }),
  on: {
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    ...handlingSome(takeTouchpoint, saysSomething, TouchpointEvents),
    RelationshipClassified: classify,
  },
  onContext: (doc, at, ctx) => termsChanged(doc.trajectory, at, termsOf(doc, ctx, at)),
  deadline: (doc, ctx) => {
    const { at } = doc.trajectory;
    const next = Math.min(
      nextPromiseDue(doc.promises),
      nextLookAt(doc.trajectory, termsOf(doc, ctx, at ?? 0)) ?? Infinity,
    );
    // What would be due behind the year 9999 never comes.
    return next <= lastInstant ? next : undefined;
  },
  onDeadline: (doc, at, ctx) => {
    const terms = termsOf(doc, ctx, at);
    passPromises(doc, at, ctx, terms);
    timePassed(doc.trajectory, at, terms);
  },
  view: viewOf,
  viewRow: silenceOfRow,
  index: rowOf,
  rollup: contributionsOf,
  signals: signalsOf,
});

function classify(doc: TrajectoryDocument, event: Fact<'RelationshipClassified'>, ctx: Ctx): void {
  const { kind, segment = segmentOfAll, cadenceDays } = event.data;
  doc.kind = kind;
  doc.segment = segment;
  learn(doc, event);
  doc.cadenceDays = cadenceDays !== undefined && cadenceDays > 0 ? cadenceDays : null;
  termsChanged(doc.trajectory, event.occurredAt, termsOf(doc, ctx, event.occurredAt));
}
