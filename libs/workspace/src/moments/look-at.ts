import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { searchAt } from './read-at.js';

/**
 * Looks through much of a projection, at the head or at a moment, without the views that readers are given, and in pieces:
 * of the past each document is a fold.
 * @param look is given the view, valid only in there, and yields after each document
 * @throws LedgerError `unavailable` before the first build is complete, `not-found`, `busy`, `cancelled`
 */
export async function lookAt<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment | undefined,
  look: (view: ProjectionView) => Pieces<T>,
  work: Work = {},
): Promise<T> {
  if (moment !== undefined) return searchAt(workspace, projection, moment, ({ view }) => look(view), work);
  const { view, requireOpen, release } = workspace.projections.hold(projection);
  try {
    return await inPieces(look(view), { signal: work.signal, resume: requireOpen });
  } finally {
    release();
  }
}
