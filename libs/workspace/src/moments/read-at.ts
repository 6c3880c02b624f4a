import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { Moment, Past } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Searched } from '#projections/queries/evidence.js';
import type { PastMemory } from '#projections/queries/past-memory.js';
import { PastView } from '#projections/queries/past-view.js';
import { inPieces, onePiece, type Pieces } from '#projections/calls/pieces.js';
import { partsAt, type PartDocument } from '#projections/queries/parts-at.js';
import { viewedDocumentAt, viewedInPieces, type OneDocument } from '#projections/queries/one-document.js';
import type { HeadView, ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { viewedHead, viewedPast } from '#projections/queries/viewed-projection.js';
import type { Row } from '#read-store/row-list.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { questionsOf } from './past-questions.js';
import type { Work } from '../tend.js';
import type { Workspace } from '../workspace.js';

/** How a projection is read. */
export interface Reading extends Work {
  /** A build that is read as long as it is kept. */
  readonly begunIn?: string | undefined;
  /** Totals are asked for: of a moment they are made before, in pieces. */
  readonly totals?: boolean;
  /** Rows as they are kept, without what drifts with time: where thousands are read and few of them shown. */
  readonly kept?: boolean;
}

/**
 * Reads a projection as readers see it, at the head or at a moment. What takes long about a moment is done in pieces, one
 * question after the other, and remembered.
 * @param ask may be called twice for a moment, and changes nothing
 * @throws LedgerError `unavailable` before the first build is complete, `busy`, `cancelled`
 */
export async function readAt<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment | undefined,
  ask: (view: ProjectionView) => T,
  reading: Reading = {},
): Promise<T> {
  const { ledger, clock, projections } = workspace;
  if (moment === undefined) {
    const now = (head: HeadView): T => {
      if (reading.kept === true) return ask(head);
      const compiled = codeOf(workspace, projection, head);
      // A build whose code cannot be run goes on answering with what it has kept.
      return ask(
        compiled === undefined ? head : viewedHead(head, compiled, clock.now(), () => amendmentsOf(ledger).book),
      );
    };
    return projections.read(projection, now, reading.begunIn);
  }
  // The code of a build that serves no more is not at hand: a page of the past ends with it.
  const questions = questionsOf(ledger);
  const looking = (head: HeadView) => new Looking(workspace, projection, head, moment, questions.memory);
  const viewOf = ({ past, seen }: Looking): ProjectionView => (reading.kept === true ? past : seen);
  const kept = projections.read(projection, (head) => {
    const view = looking(head);
    return view.past.remembered(() => ask(viewOf(view)));
  });
  if (kept !== undefined) return kept.answer;
  return inTurn(workspace, projection, looking, (view) => onePiece(() => ask(viewOf(view))), reading);
}

/**
 * Looks through a projection at a moment, in pieces.
 * @throws LedgerError `unavailable`, `not-found`, `busy`, `cancelled`
 */
export async function searchAt<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment,
  search: (searched: Searched, seen: ProjectionView) => Pieces<T>,
  reading: Omit<Reading, 'begunIn'>,
): Promise<T> {
  const { memory } = questionsOf(workspace.ledger);
  const looking = (head: HeadView) => new Looking(workspace, projection, head, moment, memory);
  const found = (view: Looking) => search(view.searched, view.seen);
  return inTurn(workspace, projection, looking, found, reading);
}

/** Works on a question about the past when its turn comes, on one state of what serves. */
async function inTurn<T>(
  { ledger, projections }: Workspace,
  projection: string,
  looking: (head: HeadView) => Looking,
  search: (view: Looking) => Pieces<T>,
  { totals = false, signal, progress }: Reading,
): Promise<T> {
  return questionsOf(ledger).ask(async () => {
    const { view: head, requireOpen, release } = projections.hold(projection);
    try {
      const view = looking(head);
      const told = (done: number, total: number) => progress?.({ stage: 'past', done, total, unit: 'keys' });
      const pausing = { signal, resume: requireOpen };
      await inPieces(view.past.preparing({ totals, progress: told }), pausing);
      return await inPieces(search(view), pausing);
    } finally {
      release();
    }
  }, signal);
}

/** A projection at a moment, for one question. */
class Looking {
  readonly past: PastView;
  readonly seen: ProjectionView;
  readonly searched: Searched;

  constructor(workspace: Workspace, projection: string, head: HeadView, moment: Moment, memory: PastMemory) {
    const { ledger, clock } = workspace;
    const compiled = definitionOf(workspace, projection);
    const amendments = amendmentsOf(ledger);
    const past = { mirror: ledger, now: clock.now(), head: ledger.head().sequence, memory, ...amendments };
    this.past = new PastView(head, compiled, past, moment);
    this.searched = { projection: compiled, past, moment, view: this.past };
    this.seen = viewedPast(this.past, head, compiled, () => amendments.book);
  }
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

/**
 * The same in pieces, one question after the other: for what may be the fold of very many facts.
 * @throws LedgerError as `readOneAt`, `busy`, `cancelled`
 */
export async function readOneInPieces<Doc, R extends Row>(
  workspace: Workspace,
  projection: string,
  key: string,
  moment: Moment,
  work: Work = {},
): Promise<ReadPosition & { readonly found: OneDocument<Doc, R> | undefined }> {
  const fold: PastFold<OneDocument<Doc, R> | undefined> = (compiled, past) =>
    viewedInPieces<Doc, R>(compiled, past, key, moment);
  return foldInTurn(workspace, projection, moment, fold, work);
}

/**
 * The same of several parts of one value, whose facts are read once for all of them.
 * @param parts of a definition with `within`; those that had no document then are left out
 */
export async function readPartsAt<Doc>(
  workspace: Workspace,
  projection: string,
  value: string,
  parts: readonly string[],
  moment: Moment,
  work: Work = {},
): Promise<ReadPosition & { readonly found: readonly PartDocument<Doc>[] }> {
  const fold: PastFold<readonly PartDocument<Doc>[]> = (compiled, past) =>
    partsAt<Doc>(compiled, past, value, parts, moment);
  return foldInTurn(workspace, projection, moment, fold, work);
}

type PastFold<T> = (compiled: CompiledProjection, past: Past) => Pieces<T>;

/** Folds when its turn comes, and lets others have theirs between two pieces, each of which takes some milliseconds. */
async function foldInTurn<T>(
  workspace: Workspace,
  projection: string,
  moment: Moment,
  fold: PastFold<T>,
  { signal }: Work,
): Promise<ReadPosition & { readonly found: T }> {
  const { ledger, clock, projections } = workspace;
  return questionsOf(ledger).ask(async () => {
    // Several short ones in a row would be one long one.
    await setImmediate();
    const { view, requireOpen, release } = projections.hold(projection);
    try {
      const { build, source } = view;
      const past = { mirror: ledger, now: clock.now(), ...amendmentsOf(ledger), build: source.build };
      const pieces = fold(definitionOf(workspace, projection), past);
      const found = await inPieces(pieces, { signal, resume: requireOpen, piecesPerLook: 1 });
      return { build, position: { from: moment.known, to: moment.known }, horizonMs: moment.asOf, found };
    } finally {
      release();
    }
  }, signal);
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
