import { documentNow } from '#read-store/port.js';
import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { unpack } from '#read-store/packing.js';
import type { Position, ReadableBuild } from '#read-store/port.js';
import { atOnce, type Pieces } from '../calls/pieces.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextBook } from '../facts/context-book.js';
import type { FoldedKey } from '../folding/fold.js';
import { readKeyFacts } from '../folding/key-facts.js';
import { slotOf } from '../definition/projection-key.js';
import { foldForQuestion } from './question-fold.js';
import { QuestionGuard } from './question-guard.js';
import type { ReadKey } from '../folding/key-facts.js';
import type { Checkpoint } from '../folding/key-fold.js';
import type { PastMemory } from './past-memory.js';
import type { ReadDocument } from './projection-reader.js';
import type { Visibility } from '../facts/visibility.js';

/** A moment on both axes: what had occurred by an instant, as far as it was known at a sequence. */
export interface Moment {
  readonly asOf: Instant;
  /** The last sequence that was known. */
  readonly known: number;
  /** The ledger holds only what its sources claim to have known by then: no build and no snapshot is of that. */
  readonly claimedBy?: Instant;
}

/** What the past is folded from. */
export interface Past {
  readonly mirror: Mirror;
  readonly visibility: Visibility;
  readonly book: ContextBook;
  /** The build whose context counts, and whose snapshots save folding; without one all that is published counts. */
  readonly build?: ReadableBuild;
  /** Not where all steps are wanted too. */
  readonly usesSnapshots?: boolean;
  /** The instant of the question: what may be used is asked as of now. Without it every consent that ends has ended. */
  readonly now?: Instant;
  /** Where the ledger ended at that instant; a question that is answered in pieces asks it once. */
  readonly head?: number;
  /** Answers that are kept. */
  readonly memory?: PastMemory;
}

/** What is permitted is asked for at the head and now, whatever moment is told of. */
export function permittedNow({ mirror, now = Infinity, head }: Pick<Past, 'mirror' | 'now' | 'head'>): Position {
  return { sequence: head ?? mirror.head().sequence, horizon: now };
}

/**
 * doc(t, k) of engine.md §3: the key's facts that had occurred by then and were known and visible then, with what was
 * published and the deadlines that had passed by then. Folded from the last snapshot that holds nothing else.
 * @returns undefined where there was no such document
 */
export function documentAt<Doc = Record<string, unknown>, Row = Record<string, unknown>>(
  projection: CompiledProjection,
  past: Past,
  key: ReadKey,
  moment: Moment,
): (ReadDocument<Doc> & { readonly row?: Row }) | undefined {
  return atOnce(documentInPieces<Doc, Row>(projection, past, key, moment));
}

/** The same with a break behind every so many facts. */
export function* documentInPieces<Doc = Record<string, unknown>, Row = Record<string, unknown>>(
  projection: CompiledProjection,
  past: Past,
  key: ReadKey,
  moment: Moment,
): Pieces<(ReadDocument<Doc> & { readonly row?: Row }) | undefined> {
  const folded = yield* foldInPieces(projection, past, key, moment);
  if (folded === undefined) return undefined;
  const { entry } = folded;
  const document = documentNow(entry);
  return {
    key: key.key,
    facts: entry.facts,
    ...(document === undefined ? {} : { document: unpack<Doc>(document) }),
    ...(entry.row === undefined ? {} : { row: unpack<Row>(entry.row) }),
    ...(entry.quarantine === undefined ? {} : { quarantine: entry.quarantine }),
  };
}

/** The fold of a key at a moment. */
export function foldAt(
  projection: CompiledProjection,
  past: Past,
  key: ReadKey,
  moment: Moment,
): FoldedKey | undefined {
  return atOnce(foldInPieces(projection, past, key, moment));
}

function* foldInPieces(
  projection: CompiledProjection,
  past: Past,
  key: ReadKey,
  moment: Moment,
): Pieces<FoldedKey | undefined> {
  const { mirror, visibility, book, build } = past;
  const { asOf, known } = moment;
  projection.apart?.refresh();
  const at = { sequence: known, horizon: asOf };
  const events = guardedEvents(projection, past);
  const source = { projection: events, mirror, visibility, permittedAt: permittedNow(past) };
  const from = snapshotFor(projection, past, key, moment);
  return yield* foldForQuestion(projection, mirror, {
    key: key.key,
    events,
    timeline: book.timeline(projection, build?.info.beganAt ?? Infinity, known),
    horizon: asOf,
    read: (after) => readKeyFacts(source, key, at, after ?? from?.place),
    counting: projection.counters.size > 0,
    holds: ({ sequence, occurredAt }) => sequence <= known && (projection.order === 'recorded' || occurredAt <= asOf),
    ...(from === undefined ? {} : { from }),
  });
}

/** The definition whose functions of events alone are cut off where the build has not called them yet. */
export function guardedEvents(projection: CompiledProjection, { build }: Pick<Past, 'build'>): CompiledProjection {
  if (projection.within === undefined && projection.counters.size === 0) return projection;
  const slots = build?.read((snapshot) => snapshot.positions()) ?? [];
  const folded = slots.reduce((least, { sequence }) => Math.min(least, sequence), Infinity);
  return QuestionGuard.of(projection).ofEvents(projection, build === undefined ? 0 : folded);
}

/** A snapshot holds what the head knows: it serves a moment at which nothing was hidden, shown or published differently. */
function snapshotFor(
  projection: CompiledProjection,
  past: Past,
  { key, value }: ReadKey,
  { asOf, known, claimedBy }: Moment,
): Checkpoint | undefined {
  const { visibility, book, build, usesSnapshots = true } = past;
  if (build === undefined || !usesSnapshots || claimedBy !== undefined || projection.order === 'recorded')
    return undefined;
  if (known < visibility.lastAmendmentOf(projection.by, value) || known < book.lastPublished()) return undefined;
  if (projection.usesFeeds && book.feedsOtherwiseFrom(known) <= asOf) return undefined;
  return build.read((snapshot) => {
    const slot = snapshot.positions()[slotOf(value)]!;
    // A late fact that the slot has not folded yet is in no snapshot.
    if (slot.sequence < known || isOtherwisePermitted(past, slot)) return undefined;
    return snapshot.lastSnapshot(key, (found) => found.place.occurredAt <= asOf && found.known <= known)?.snapshot;
  });
}

/** Whether more, or less, may be used now than when a slot was folded. */
function isOtherwisePermitted(past: Past, slot: Position): boolean {
  const { permissions } = past.visibility;
  return permissions.changesBy(slot) !== permissions.changesBy(permittedNow(past));
}
