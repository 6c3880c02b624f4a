import { setImmediate, setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { Id, Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { encodePath } from '#read-store/cell-path.js';
import { compareKeys } from '#read-store/key-order.js';
import type { BuildInfo, Cell, CellPath, KeyEntry, Snapshot } from '#read-store/port.js';
import { DiffTally } from './diff-tally.js';
import type { DiffResult } from './diff-tally.js';
import type { Following } from '../batches/following.js';
import { latestFacts } from '../folding/latest-facts.js';
import type { SignalHistory } from '../signals/signal-episodes.js';

export interface DiffOptions {
  /** Examples of each kind of difference. */
  readonly examples?: number;
  readonly signal?: AbortSignal | undefined;
  /** Keys and totals compared, of those that there are. */
  readonly progress?: ((state: { readonly done: number; readonly total: number }) => void) | undefined;
  /** Given of each key, as it is compared, what signals it ever had in either build. */
  readonly signalHistories?: ((key: string, before: SignalHistory, after: SignalHistory) => void) | undefined;
}

/** Two builds of one projection, compared at one position. */
export interface BuildDiff extends DiffResult {
  readonly from: ComparedBuild;
  readonly to: ComparedBuild;
  /** Each key is compared with both builds at one sequence; the ledger may have gone on between the first and the last. */
  readonly position: { readonly from: number; readonly to: number };
  /** The instant up to which time had passed in both. */
  readonly horizonMs: Instant;
}

export interface ComparedBuild extends Pick<BuildInfo, 'id' | 'fingerprint'> {
  readonly documents: number;
  readonly quarantined: number;
}

/** Keys and cells of one step; between two the program does whatever else it has to do. */
const pageSize = 200;
/** How long one step takes at most. */
const pageMs = 15;
const evidenceIds = 5;
/** How often it is looked whether other nodes have come as far. */
const otherNodesMs = 20;

/**
 * Compares two builds that are folded side by side: documents, rows and totals, in the order of their keys, a page at a
 * time. Each page is compared while both stand at the same sequence, so that a difference is one of the code and not of
 * the time; what is held is counts and a few examples.
 * @throws LedgerError `cancelled`, `stalled` when one of them folds no more
 */
export async function diffBuilds(
  from: Following,
  to: Following,
  mirror: Mirror,
  options: DiffOptions = {},
): Promise<BuildDiff> {
  const { examples = 5, signal, progress, signalHistories } = options;
  const evidenceOf = (key: string): readonly Id[] => {
    const { projection, position, horizonMs, visibility } = to;
    const at = { sequence: position, horizon: horizonMs };
    return latestFacts({ projection, mirror, visibility }, key, at, evidenceIds).map(({ id }) => id);
  };
  const tally = new DiffTally(examples, evidenceOf);
  const both = new Both(from, to, signal);
  const first = await both.read((left, right) => ({
    from: countsOf(from, left),
    to: countsOf(to, right),
    sequence: from.position,
  }));
  const total = Math.max(first.from.documents, first.to.documents);
  let last = first.sequence;
  let horizonMs = Infinity;
  const compare = async <Place>(page: (left: Snapshot, right: Snapshot, after: Place | undefined) => Page<Place>) => {
    for (let after: Place | undefined, isDone = false; !isDone;) {
      const place: Place | undefined = after;
      const step = await both.read((left, right) => page(left, right, place));
      after = step.after;
      isDone = step.isDone;
      last = from.position;
      horizonMs = Math.min(horizonMs, from.horizonMs, to.horizonMs);
      progress?.({ done: Math.min(tally.compared, total), total });
    }
  };
  await compare<string>((left, right, after) => documentsPage(left, right, after, tally, signalHistories));
  await compare<CellPath>((left, right, after) => totalsPage(left, right, after, tally));
  return {
    from: first.from,
    to: first.to,
    position: { from: first.sequence, to: last },
    horizonMs,
    ...tally.result(),
  };
}

interface Page<Place> {
  readonly after: Place | undefined;
  readonly isDone: boolean;
}

/** Reads of two builds while they stand at one sequence. */
class Both {
  constructor(
    private readonly left: Following,
    private readonly right: Following,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Lets the one that is behind catch up until both stand at one sequence, and reads both in one go. */
  async read<T>(work: (left: Snapshot, right: Snapshot) => T): Promise<T> {
    const { left, right, signal } = this;
    // Whatever else waits has its turn first.
    await setImmediate();
    for (let attempt = 1; ; attempt++) {
      if (signal?.aborted) throw new LedgerError('cancelled');
      const read = this.readNow(work);
      if (read !== undefined) return read.value;
      const to = Math.max(left.position, right.position);
      if (left.position < to) await left.catchUp(to);
      if (right.position < to) await right.catchUp(to);
      if (left.position !== right.position) {
        if (left.isShared === true || right.isShared === true) await setTimeout(otherNodesMs);
        continue;
      }
      // Time must have done in both what it has done in one.
      if (left.nextDueAt <= right.horizonMs) await left.passTime();
      if (right.nextDueAt <= left.horizonMs) await right.passTime();
      await Promise.all([left.idle(), right.idle()]);
      // What is being folded just now may also be waiting for the disk, or be folded by other nodes.
      if (left.isShared === true || right.isShared === true) await setTimeout(otherNodesMs);
      else if (attempt % 10 === 0) await setImmediate();
    }
  }

  /** Undefined where one of them stands further, or has a batch written that it does not count yet. */
  private readNow<T>(work: (left: Snapshot, right: Snapshot) => T): { readonly value: T } | undefined {
    const { left, right } = this;
    if (left.position !== right.position) return undefined;
    if (left.nextDueAt <= right.horizonMs || right.nextDueAt <= left.horizonMs) return undefined;
    return left.build.read((a) =>
      right.build.read((b) => {
        return isAt(left, a) && isAt(right, b) ? { value: work(a, b) } : undefined;
      }),
    );
  }
}

/** Whether nothing is written in a build that its follower does not count yet. */
function isAt({ position, horizonMs }: Following, snapshot: Snapshot): boolean {
  return snapshot.positions().every(({ sequence, horizon }) => sequence <= position && horizon <= horizonMs);
}

function countsOf({ build }: Following, snapshot: Snapshot): ComparedBuild {
  const { entries, quarantined } = snapshot.counts();
  const { id, fingerprint } = build.info;
  return { id, fingerprint, documents: entries, quarantined };
}

function documentsPage(
  left: Snapshot,
  right: Snapshot,
  after: string | undefined,
  tally: DiffTally,
  signalHistories: DiffOptions['signalHistories'],
): Page<string> {
  const behind = after === undefined ? {} : { after };
  return merged<string, { key: string; entry: KeyEntry }>(
    left.entries(behind),
    right.entries(behind),
    ({ key }) => key,
    compareKeys,
    (key, before, now) => {
      tally.document(key, before?.entry, now?.entry);
      signalHistories?.(key, historyOf(left, key, before?.entry), historyOf(right, key, now?.entry));
    },
    after,
  );
}

function historyOf(snapshot: Snapshot, key: string, entry: KeyEntry | undefined): SignalHistory {
  return { steps: entry === undefined ? [] : snapshot.signalSteps(key), quarantine: entry?.quarantine };
}

function totalsPage(left: Snapshot, right: Snapshot, after: CellPath | undefined, tally: DiffTally): Page<CellPath> {
  const behind = after === undefined ? {} : { after };
  return merged<CellPath, Cell>(
    left.cells([], behind),
    right.cells([], behind),
    ({ at }) => at,
    (a, b) => Buffer.compare(encodePath(a), encodePath(b)),
    (at, before, now) => tally.total(at, before, now),
    after,
  );
}

/** Goes through two ordered lists at once, a page far. */
function merged<Place, Item>(
  left: IterableIterator<Item>,
  right: IterableIterator<Item>,
  placeOf: (item: Item) => Place,
  order: (a: Place, b: Place) => number,
  each: (place: Place, before: Item | undefined, after: Item | undefined) => void,
  begin: Place | undefined,
): Page<Place> {
  const endsAt = performance.now() + pageMs;
  let last = begin;
  let [a, b] = [left.next(), right.next()];
  for (let n = 0; n < pageSize && (n === 0 || performance.now() < endsAt); n++) {
    if (a.done === true && b.done === true) return { after: last, isDone: true };
    const side = a.done === true ? 1 : b.done === true ? -1 : order(placeOf(a.value), placeOf(b.value));
    const before = side <= 0 ? (a.value as Item) : undefined;
    const now = side >= 0 ? (b.value as Item) : undefined;
    last = placeOf((before ?? now)!);
    each(last, before, now);
    if (side <= 0) a = left.next();
    if (side >= 0) b = right.next();
  }
  left.return?.();
  right.return?.();
  return { after: last, isDone: false };
}
