import type { Id, Instant } from '#core/time.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { Assumed } from '#projections/facts/assumed-context.js';
import type { ContextTimeline } from '#projections/facts/context-book.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { usesHindsight } from '#read-models/health-model-in-force.js';
import { segmentOfAll } from '#read-models/trajectory-terms.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { rowsAt } from '../portfolio/rows-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { validIn } from './valid-in.js';

const fits = ['RhythmFitted', 'SeasonFitted'] as const;

/** Whether a flag of a relationship, raised then, was judged by parameters that were fitted to what came after it. */
export type HindsightOf = (relationship: Id, raisedAt: Instant) => boolean;

/**
 * Whether flags are by hindsight (definitions.md §1.5): raised before the `fittedThrough` of the rhythm or season that held
 * for the segment of the relationship, as it is now. Under what serves, and under what is assumed.
 * @param assumed what a what-if supposes to be published in the place of what is
 * @throws LedgerError `busy`, `cancelled`
 */
export async function hindsightOf(
  workspace: Workspace,
  { contextTypes }: CompiledProjection,
  assumed: readonly AssumedContext[],
  work: Work,
): Promise<{ readonly before: HindsightOf; readonly after: HindsightOf }> {
  const { ledger } = workspace;
  const known = ledger.head().sequence;
  const read = fits.filter((type) => contextTypes.includes(type));
  const published = amendmentsOf(ledger).book.timeline({ contextTypes: read, usesFeeds: false }, known, known);
  const supposed = new Assumed(assumed.filter(({ type }) => read.some((one) => one === type))).insteadOf(published);
  const rows =
    read.length === 0 ? undefined : (await rowsAt<TrajectoryRow>(workspace, 'trajectory', undefined, work))?.rows;
  const under =
    (timeline: ContextTimeline): HindsightOf =>
    (relationship, raisedAt) => {
      const segment = rows?.get(relationship)?.segment ?? segmentOfAll;
      return read.length > 0 && usesHindsight(segment, raisedAt, validIn(timeline, raisedAt));
    };
  return { before: under(published), after: under(supposed) };
}
