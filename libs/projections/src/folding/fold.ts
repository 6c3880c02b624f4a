import type { Instant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import { compareFoldKeys } from '#event-store/fold-order.js';
import type { KeyEntry, KeySnapshot, Place, Quarantine, RowStep, SignalStep } from '#read-store/port.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { timeOf } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextTimeline } from '../facts/context-book.js';
import { countOf } from './count.js';
import { attempt, Fault } from '../calls/fault.js';
import { KeyFold, nowhere } from './key-fold.js';
import type { Checkpoint, KeyFact } from './key-fold.js';
import type { TotalChange } from './step-recorder.js';
import { noSignals } from '../signals/signal-steps.js';
import { packDocument } from '../definition/storable.js';

/** What is to be folded of one key. */
export interface FoldRequest {
  readonly projection: CompiledProjection;
  readonly timeline: ContextTimeline;
  /** From where; without it from the first fact on. */
  readonly from?: Checkpoint;
  /** The instant up to which time has passed. */
  readonly horizon: Instant;
  /** The facts behind `from`, or behind one of them, in the order of the projection, as often as it is called. */
  readonly read: (after?: AnyFact) => Iterable<KeyFact>;
  /** Whether what the facts contribute by themselves may throw too. */
  readonly counting?: boolean;
}

/** What a key is after folding, and the steps that it took from where the fold began. */
export interface FoldedKey {
  readonly entry: KeyEntry;
  readonly from?: Checkpoint;
  readonly rowSteps: readonly RowStep[];
  readonly totalChanges: readonly TotalChange[];
  /** Absent where the definition has no signals. */
  readonly signalSteps?: readonly SignalStep[];
  readonly snapshots: readonly KeySnapshot[];
  /** Facts that were folded. */
  readonly folded: number;
}

/**
 * Folds one key. Where something throws (engine.md §10) the document is the fold of the inputs before, marked, and no time
 * passes for it any more. The functions of a definition are pure, so what throws once throws always, whatever comes behind
 * it; only what is made of a whole document (it grows too large) may be well again with another fact.
 */
export function foldKey(request: FoldRequest): FoldedKey {
  return throughout(foldKeyInParts(request));
}

/** The same with a break behind every so many facts, in which whoever folds can let others have their turns. */
export function* foldKeyInParts(request: FoldRequest): Generator<void, FoldedKey> {
  try {
    return yield* run(request, everything);
  } catch (error) {
    if (error instanceof Stopped) return yield* isolate(request, error);
    throw error;
  }
}

/** Facts that are folded between two breaks: some ten milliseconds. */
export const factsOfPart = 1_024;

function throughout<Result>(parts: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = parts.next();
    if (done === true) return value;
  }
}

/** How far a fold goes: so many facts, and so much of what time does behind the last one. */
interface Extent {
  readonly facts: number;
  readonly passes: number;
}

const everything: Extent = { facts: Infinity, passes: Infinity };

/** A run that ended before its end. */
class Stopped extends Error {
  constructor(
    readonly fault: Fault,
    /** What was folded before. */
    readonly extent: Extent,
    /** The fact that was being folded, or the last one. */
    readonly fact: AnyFact | undefined,
    /** The inputs could be folded, and what came of them cannot be kept. */
    readonly isOfDocument: boolean,
  ) {
    super(fault.step);
  }
}

/** @throws Stopped */
function* run(request: FoldRequest, extent: Extent): Generator<void, FoldedKey> {
  const { projection, timeline, from, read, counting = false } = request;
  let taken = 0;
  let fact: AnyFact | undefined;
  let fold: KeyFold | undefined;
  try {
    fold = new KeyFold(projection, timeline, from);
    const snapshots: KeySnapshot[] = [];
    let behind: AnyFact | undefined;
    for (let isThrough = false; !isThrough;) {
      isThrough = true;
      let ofPart = 0;
      // Nothing of the mirror is held open over a break.
      for (const keyFact of read(fact)) {
        if (taken === extent.facts) {
          behind = keyFact.fact;
          break;
        }
        if (ofPart++ === factsOfPart) {
          isThrough = false;
          break;
        }
        fact = keyFact.fact;
        const { facts } = fold;
        fold.apply(keyFact, counting);
        taken++;
        if (fold.facts > facts && fold.facts % projection.snapshotFacts === 0) keepSnapshot(fold, snapshots);
      }
      if (!isThrough) yield;
    }
    // Nothing before it is handled, and it throws: from then on there is a document all the same, to be marked.
    if (fold.document === undefined && behind !== undefined) fold.beginAt(behind);
    const document = packOf(fold, { facts: taken, passes: 0 }, fact);
    const kept = keptOf(fold, document);
    fold.passThrough(extent.passes === Infinity ? request.horizon : Infinity, extent.passes);
    const current = fold.passes === 0 ? undefined : packOf(fold, { facts: taken, passes: fold.passes }, fact);
    const row = fold.steps.currentRow();
    const signals = fold.steps.currentSignals();
    return {
      entry: {
        ...kept,
        ...(current === undefined ? {} : { current }),
        ...(row === undefined ? {} : { row }),
        ...(signals === undefined ? {} : { signals }),
        ...(fold.dueAt === Infinity ? {} : { dueAt: fold.dueAt }),
      },
      ...(from === undefined ? {} : { from }),
      rowSteps: fold.steps.rowSteps,
      totalChanges: fold.steps.totalChanges,
      ...(projection.signals === undefined ? {} : { signalSteps: fold.steps.signalSteps }),
      snapshots,
      folded: taken,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Stopped(error, { facts: taken, passes: fold?.passes ?? 0 }, fact, false);
  }
}

function packOf(fold: KeyFold, extent: Extent, fact: AnyFact | undefined): Uint8Array {
  try {
    return attempt('document', () => packDocument(fold.document));
  } catch (error) {
    throw error instanceof Fault ? new Stopped(error, extent, fact, true) : error;
  }
}

/** The state behind the last fact. */
function keptOf({ place, facts, known, steps }: KeyFold, document: Uint8Array): Checkpoint {
  return { place: placeOf(place), facts, known, ...steps.counts(), document };
}

/** What cannot be kept now may be kept later: then there is one snapshot less. */
function keepSnapshot(fold: KeyFold, snapshots: KeySnapshot[]): void {
  try {
    snapshots.push(
      keptOf(
        fold,
        attempt('document', () => packDocument(fold.document)),
      ),
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

/**
 * The fold of what can be folded, marked with what stopped it. Where the document cannot be kept, the most facts whose
 * document can are found by bisection; of what time does behind them nothing is taken.
 */
function* isolate(request: FoldRequest, stopped: Stopped): Generator<void, FoldedKey> {
  let bad = stopped;
  if (!bad.isOfDocument) {
    const before = yield* tryRun(request, bad.extent);
    if (!(before instanceof Stopped)) return marked(request, before, bad);
    // Also the inputs before it make nothing that can be kept.
    if (!before.isOfDocument) return unfolded(request, { fault: before.fault, fact: bad.fact });
    bad = before;
  }
  let good = 0;
  let best = yield* tryRun(request, { facts: 0, passes: 0 });
  if (best instanceof Stopped) return unfolded(request, best);
  // What time did may be what made it too large.
  if (bad.extent.passes > 0) {
    const factsAlone = yield* tryRun(request, { ...bad.extent, passes: 0 });
    if (!(factsAlone instanceof Stopped)) return marked(request, factsAlone, bad);
    bad = factsAlone;
  }
  while (bad.extent.facts - good > 1) {
    const middle = Math.floor((good + bad.extent.facts) / 2);
    const tried = yield* tryRun(request, { facts: middle, passes: 0 });
    if (tried instanceof Stopped) bad = tried;
    else {
      good = middle;
      best = tried;
    }
  }
  return marked(request, best, bad);
}

function* tryRun(request: FoldRequest, extent: Extent): Generator<void, FoldedKey | Stopped> {
  try {
    return yield* run(request, extent);
  } catch (error) {
    if (error instanceof Stopped) return error;
    throw error;
  }
}

/** Time passes for it no more, and it has no signals from what stopped it on. */
function marked({ projection }: FoldRequest, folded: FoldedKey, { fault, fact }: Stopped): FoldedKey {
  const { dueAt: _dueAt, signals, ...entry } = folded.entry;
  const quarantine = quarantineOf(fault, fact, fault.at);
  const { signalSteps = [] } = folded;
  if (signals === undefined) return { ...folded, entry: { ...entry, quarantine } };
  const { place = entry.place } = quarantine;
  const end: SignalStep = { time: timeOf(projection, place), sequence: place.sequence, signals: noSignals };
  return { ...folded, entry: { ...entry, quarantine }, signalSteps: [...signalSteps, end] };
}

/** Not even the first document could be made. @param fact at which the fold stops: what comes before it may change that */
function unfolded({ projection, from }: FoldRequest, { fault, fact }: Pick<Stopped, 'fault' | 'fact'>): FoldedKey {
  if (from !== undefined) throw fault.reason;
  const { place, ...quarantine } = quarantineOf(fault, fact, undefined);
  const entry: KeyEntry = {
    place: nowhere,
    facts: 0,
    known: 0,
    rowSteps: 0,
    totalSteps: 0,
    signalSteps: 0,
    quarantine: { step: quarantine.step, message: quarantine.message, ...(place === undefined ? {} : { place }) },
  };
  const signals = projection.signals === undefined ? {} : { signalSteps: [] };
  return { entry, rowSteps: [], totalChanges: [], ...signals, snapshots: [], folded: 0 };
}

function quarantineOf({ step, reason }: Fault, fact: AnyFact | undefined, at: Instant | undefined): Quarantine {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return {
    step,
    message,
    ...(reason instanceof Error && reason.stack !== undefined ? { stack: reason.stack } : {}),
    ...(at !== undefined
      ? { place: { occurredAt: at, ordinal: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER } }
      : fact === undefined
        ? {}
        : { event: fact.id, type: fact.type, place: placeOf(fact) }),
  };
}

function placeOf({ occurredAt, ordinal, sequence }: Place): Place {
  return { occurredAt, ordinal, sequence };
}

/**
 * Whether one input cannot be folded, whatever comes behind it; else what is made of the whole document failed. Where the
 * stack or the memory was too small, another try may do.
 */
export function isOfOneInput({ step, message }: Quarantine): boolean {
  return step !== 'document' && !message.startsWith('RangeError');
}

/** Whether a key of these facts has a document: not when nothing of it is handled, and its facts, if any, only count. */
export function makesDocument(projection: CompiledProjection, facts: Iterable<KeyFact>): boolean {
  for (const { fact, error } of facts) {
    if (error !== undefined || projection.handlers.has(fact.type)) return true;
    try {
      if (fact.share === 1) countOf(projection, fact);
    } catch (error) {
      if (error instanceof CallOverdue) throw error;
      return true;
    }
  }
  return false;
}

/** The order in which a key's facts are folded. */
export function compareFacts(projection: CompiledProjection, a: Place, b: Place): number {
  return projection.order === 'recorded' ? a.sequence - b.sequence : compareFoldKeys(a, b);
}
