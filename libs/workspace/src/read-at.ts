import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/as-of.js';
import type { CompiledProjection } from '#projections/compiled-projection.js';
import { PastView } from '#projections/past-view.js';
import { viewedDocumentAt, type OneDocument } from '#projections/one-document.js';
import type { ProjectionView, ReadPosition } from '#projections/projection-reader.js';
import { viewedHead, viewedPast } from '#projections/viewed-projection.js';
import type { Row } from '#read-store/row-list.js';
import { amendmentsOf } from './amendments.js';
import type { Workspace } from './workspace.js';

/**
 * Reads a projection as readers see it, at the head or at a moment.
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
      const { ledger, clock } = workspace;
      const book = () => amendmentsOf(ledger).book;
      if (moment === undefined) {
        const compiled = codeOf(workspace, projection, head);
        // A build whose code cannot be run goes on answering with what it has kept.
        return work(compiled === undefined ? head : viewedHead(head, compiled, clock.now(), book));
      }
      const past = { mirror: ledger, now: clock.now(), ...amendmentsOf(ledger) };
      const compiled = definitionOf(workspace, projection);
      return work(viewedPast(new PastView(head, compiled, past, moment), head, compiled, book));
    },
    // The code of a build that serves no more is not at hand: a page of the past ends with it.
    moment === undefined ? begunIn : undefined,
  );
}

/**
 * Reads one document as of a moment: that key is folded, and nothing else is looked at.
 * @returns what was there, and from where it was told; without a document where there was none
 * @throws LedgerError `unavailable` before the first build is complete, or where its code cannot be run
 */
export function readOneAt<Doc, R extends Row>(
  workspace: Workspace,
  projection: string,
  key: string,
  moment: Moment,
): ReadPosition & { readonly found: OneDocument<Doc, R> | undefined } {
  const { ledger, clock } = workspace;
  return workspace.projections.read(projection, ({ build, source }) => {
    const past = { mirror: ledger, now: clock.now(), ...amendmentsOf(ledger), build: source.build };
    const found = viewedDocumentAt<Doc, R>(definitionOf(workspace, projection), past, key, moment);
    return { build, position: { from: moment.known, to: moment.known }, horizonMs: moment.asOf, found };
  });
}

/** The code of the build that is read; undefined where it cannot be run here. */
export function codeOf(
  { projections }: Workspace,
  projection: string,
  { build }: Pick<ReadPosition, 'build'>,
): CompiledProjection | undefined {
  try {
    return projections.definition(projection, build);
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** The code of the build that serves: the past must not be told by other rules than the present. */
function definitionOf(workspace: Workspace, projection: string): CompiledProjection {
  const serving = workspace.projections.definition(projection);
  if (serving !== undefined) return serving;
  throw new LedgerError('unavailable', `The code of the build that answers for ${projection} cannot be run here.`, {
    hint: 'It is being built anew; ask for the past again when that is complete.',
  });
}
