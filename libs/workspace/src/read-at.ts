import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/as-of.js';
import type { CompiledProjection } from '#projections/compiled-projection.js';
import { PastView } from '#projections/past-view.js';
import type { ProjectionView } from '#projections/projection-reader.js';
import { amendmentsOf } from './amendments.js';
import type { Workspace } from './workspace.js';

/**
 * Reads a projection at the head, or at a moment.
 * @param begunIn a build that is read as long as it is kept
 * @throws LedgerError `unavailable` before the first build is complete
 */
export function readAt<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment | undefined,
  work: (view: ProjectionView) => T,
  begunIn?: string,
): T {
  return workspace.projections.read(
    projection,
    (head) => {
      if (moment === undefined) return work(head);
      const { ledger } = workspace;
      const past = { mirror: ledger, now: workspace.clock.now(), ...amendmentsOf(ledger) };
      return work(new PastView(head, definitionOf(workspace, projection), past, moment));
    },
    // The code of a build that serves no more is not at hand: a page of the past ends with it.
    moment === undefined ? begunIn : undefined,
  );
}

/** The code of the build that serves: the past must not be told by other rules than the present. */
function definitionOf(workspace: Workspace, projection: string): CompiledProjection {
  const serving = workspace.projections.definition(projection);
  if (serving !== undefined) return serving;
  throw new LedgerError('unavailable', `The code of the build that answers for ${projection} cannot be run here.`, {
    hint: 'It is being built anew; ask for the past again when that is complete.',
  });
}
