import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { inPieces } from '#projections/calls/pieces.js';
import { partOfKey, projectionKey } from '#projections/definition/projection-key.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { OneDocument } from '#projections/queries/one-document.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { viewedDocument } from '#projections/queries/viewed-projection.js';
import type { promises } from '#read-models/promises.projection.js';
import { linkedWith, takeEventsOfRelationship } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import { readAt, readOneInPieces, readPartsAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { answeredBy } from './portfolio.js';
import type { PromiseFound } from './relationship-promises.js';
import type { PartName, PartRead } from './standing-answers.js';

/** What was read for a part, and from where; without a reading it says why. */
export interface PartReading<Found> {
  readonly part: PartRead;
  readonly found?: Found;
  /** The instant that it is seen at. */
  readonly at: Instant;
}

type Read<Found> = ReadPosition & { readonly found: Found | undefined };
type PromiseDocument = ReturnType<typeof promises.initial>;

/** Promises of one relationship that are folded for a moment, at most: the latest. Of now all are read. */
const promisesMost = 5_000;

/** Reads the document of a relationship, now or at a moment. What cannot be read is no error: it says so. */
export async function readDocumentPart(
  workspace: Workspace,
  projection: PartName,
  id: Id,
  moment: Moment | undefined,
  work?: Work,
): Promise<PartReading<OneDocument>> {
  const reading = await readPart(workspace, projection, id, moment, async () => {
    if (moment !== undefined)
      return readOneInPieces<Record<string, unknown>, never>(workspace, projection, id, moment, work);
    return readAt(workspace, projection, undefined, (view) => ({
      ...positionOf(view),
      found: viewedDocument(view, id),
    }));
  });
  const { part, found } = reading;
  if (found === undefined) return reading;
  const { quarantine, viewError } = found;
  if (quarantine === undefined && viewError === undefined) return reading;
  const why =
    quarantine === undefined
      ? `It could not be seen: ${viewError!.message}`
      : `Set apart at ${quarantine.type ?? quarantine.step}: ${quarantine.message} It is told as of the facts before.`;
  return { ...reading, part: { ...part, state: 'set-apart', says: why } };
}

/**
 * Reads the promises of a relationship, each a document of its own.
 * @returns besides how many there are that were not looked at, which of now are none
 */
export async function readPromises(
  workspace: Workspace,
  id: Id,
  moment: Moment | undefined,
  work?: Work,
): Promise<PartReading<{ readonly promises: readonly PromiseFound[]; readonly notLookedAt: number }>> {
  return readPart(workspace, 'promises', id, moment, async () => {
    if (moment === undefined)
      return readAt(workspace, 'promises', undefined, (view) => ({
        ...positionOf(view),
        found: { promises: promisesIn(view, id), notLookedAt: 0 },
      }));
    const { makers, notLookedAt } = await promiseMakers(workspace, id, moment, work);
    const { found, ...read } = await readPartsAt<PromiseDocument>(workspace, 'promises', id, makers, moment, work);
    const promises = found.flatMap(({ part, document }) =>
      document === undefined ? [] : [promiseFoundIn(part, document)],
    );
    return { ...read, found: { promises, notLookedAt } };
  });
}

function promisesIn(view: ProjectionView, id: Id): PromiseFound[] {
  return [...promiseKeysIn(view, id)].flatMap((key) => {
    const document = view.document<PromiseDocument>(key)?.document;
    return document === undefined ? [] : [promiseFoundIn(partOfKey(key), document)];
  });
}

/** Keys of the promises of a relationship: they stand together, behind its id. Nothing else is looked at. */
export function* promiseKeysIn(view: ProjectionView, id: Id): Generator<string> {
  const before = projectionKey(id, '');
  for (const key of view.keys({ after: before })) {
    if (key === undefined) continue;
    if (!key.startsWith(before)) return;
    yield key;
  }
}

/** What a document holds of its promise. */
export function promiseFoundIn(
  id: Id,
  { promise, source, keptEvent, notKeptEvent, movedEvent }: PromiseDocument,
): PromiseFound {
  return { id, promise, source, keptEvent, notKeptEvent, movedEvent };
}

/** The events that made promises by a moment, the latest first. */
async function promiseMakers(workspace: Workspace, id: Id, { asOf, known }: Moment, { signal }: Work = {}) {
  const last = Number.MAX_SAFE_INTEGER;
  const after = { occurredAt: asOf, ordinal: last, sequence: last };
  const makers: Id[] = [];
  let notLookedAt = 0;
  const take = ({ id: event, type, data }: RecordedEvent): boolean => {
    const isDue = () => (data as { requiredBy?: number }).requiredBy !== undefined;
    if (type !== 'PromiseMade' && !(type === 'OrderPlaced' && isDue())) return true;
    if (makers.length >= promisesMost) notLookedAt++;
    else makers.push(event);
    return true;
  };
  const range = { known, direction: 'backwards', after } as const;
  await inPieces(takeEventsOfRelationship(workspace, id, range, take), { signal, piecesPerLook: 1 });
  return { makers, notLookedAt };
}

/** Codes of what is no error of the whole: the part is not there yet, or cannot be folded. */
const notReady: ReadonlySet<string> = new Set(['unavailable', 'not-found', 'stalled']);

async function readPart<Found>(
  workspace: Workspace,
  projection: PartName,
  id: Id,
  moment: Moment | undefined,
  read: () => Promise<Read<Found>>,
): Promise<PartReading<Found>> {
  const at = moment?.asOf ?? workspace.clock.now();
  try {
    const { found, ...position } = await read();
    const answered = answeredBy(workspace, position);
    const seenAt = moment === undefined ? Math.max(at, position.horizonMs) : at;
    // Asked first: what is kept may be of before an objection that is not folded yet.
    if (isWithheld(workspace, projection, id, moment)) {
      return { part: { projection, state: 'withheld', says: withheldSays, ...answered }, at: seenAt };
    }
    if (found !== undefined) return { part: { projection, state: 'told', ...answered }, found, at: seenAt };
    return { part: { projection, state: 'nothing', says: nothingOf(moment), ...answered }, at: seenAt };
  } catch (error) {
    if (!(error instanceof LedgerError) || !notReady.has(error.code)) throw error;
    return { part: { projection, state: 'not-ready', says: error.message }, at };
  }
}

export function nothingOf(moment: Moment | undefined): string {
  return moment === undefined
    ? 'Nothing recorded makes any.'
    : 'Nothing that had happened and was known then makes any.';
}

export const withheldSays = 'Nobody may be told of for this purpose.';

/** Whether none of those that are this relationship may be told of by a projection, for its purpose. */
export function isWithheld(workspace: Workspace, projection: string, id: Id, moment: Moment | undefined): boolean {
  const purpose = workspace.projections.definition(projection)?.purpose;
  const { allows } = permittedNow(workspace, purpose);
  return !linkedWith(workspace.ledger, id, moment?.known).some(allows);
}

function positionOf({ build, position, horizonMs }: ReadPosition): ReadPosition {
  return { build, position, horizonMs };
}
