import type { Instant } from '#core/time.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { searchAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/**
 * Looks through what a projection keeps, in pieces, now or at a moment, without the views that readers are given: of a whole portfolio
 * they cost more than what is read.
 * @param through is given the view, valid only in there, and the instant that it is of
 * @throws LedgerError `unavailable`, `busy`, `cancelled`
 */
export async function lookThrough<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment | undefined,
  work: Work,
  through: (view: ProjectionView, at: Instant) => Pieces<T>,
): Promise<T> {
  const { projections, clock } = workspace;
  if (moment !== undefined)
    return searchAt(workspace, projection, moment, ({ view }) => through(view, moment.asOf), { ...work, totals: true });
  const { view, requireOpen, release } = projections.hold(projection);
  try {
    const at = Math.max(clock.now(), view.horizonMs);
    return await inPieces(through(view, at), { signal: work.signal, resume: requireOpen });
  } finally {
    release();
  }
}
