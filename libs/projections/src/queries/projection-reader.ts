import { documentNow } from '#read-store/port.js';
import type { Instant } from '#core/time.js';
import { LedgerError } from '#core/errors.js';
import { unpack } from '#read-store/packing.js';
import type {
  Cell,
  CellPath,
  HeldSnapshot,
  KeyEntry,
  Quarantine,
  ReadableBuild,
  ReadStoreReader,
  SignalStep,
  Snapshot,
} from '#read-store/port.js';
import { endedInSnapshot } from '../signals/ended-signals.js';
import type { EndedSignal } from '../signals/ended-signals.js';
import { joinSteps } from '../signals/signal-steps.js';
import type { SignalList } from '../signals/signals.js';
import { buildOfCursor, listRows } from '#read-store/row-list.js';
import type { ListedRow, Row, RowPage, RowQuery } from '#read-store/row-list.js';

/** Which build answered and how far it is folded: lowest and highest sequence, and the instant up to which time has passed. */
export interface ReadPosition {
  readonly build: string;
  readonly position: { readonly from: number; readonly to: number };
  readonly horizonMs: Instant;
}

export interface ReadDocument<Doc = Record<string, unknown>> {
  readonly key: string;
  /** Absent when not even the first document could be made. */
  readonly document?: Doc;
  /** How many facts it is the fold of. */
  readonly facts: number;
  /** Why the key is set apart; the document then is the fold of the facts before. */
  readonly quarantine?: Quarantine;
  /** What `view` of the definition makes of it at the instant that it is read for. */
  readonly view?: unknown;
  /** Why there is no `view`. */
  readonly viewError?: ViewError;
}

/** What a definition threw while something was read; what is kept is not touched by it. */
export interface ViewError {
  readonly step: 'view' | 'viewRow';
  readonly message: string;
}

export interface ReadRow<R extends Row = Row> extends ListedRow {
  readonly row: R;
  /** Why the row is as it is kept. */
  readonly viewError?: ViewError;
}

export interface ReadPage extends RowPage {
  readonly rows: readonly ReadRow[];
}

/** One consistent state of a projection. Valid only inside the function that it is given to. */
export interface ProjectionView extends ReadPosition {
  document<Doc = Record<string, unknown>>(key: string): ReadDocument<Doc> | undefined;
  /** By key, ascending in UTF-8. */
  documents<Doc = Record<string, unknown>>(options?: { after?: string }): IterableIterator<ReadDocument<Doc>>;
  /** The keys of documents, in that order; of the past also nothing, after each key that had no document then. */
  keys(options?: { after?: string }): IterableIterator<string | undefined>;
  row<R extends Row = Row>(key: string): R | undefined;
  /** Every row, by key. @param options.asKept without what `viewRow` makes of it, which takes long for many */
  rows<R extends Row = Row>(options?: { readonly asKept?: boolean }): IterableIterator<ReadRow<R>>;
  /** Of every key that has some, by key. */
  signals(): IterableIterator<{ readonly key: string } & SignalList>;
  /** Of every key that ever had some, by key: what stood, and when it ended. */
  endedSignals(): IterableIterator<{ readonly key: string; readonly ended: readonly EndedSignal[] }>;
  /** What stood of a key, and from when on, from its first step to the last one of this state. */
  signalSteps(key: string): readonly SignalStep[];
  list(query?: Omit<RowQuery, 'time'>): ReadPage;
  cell(at: CellPath): Cell | undefined;
  /** @param options.after nothing before it is wanted: a head begins there, the past may give it all the same */
  cells(prefix: CellPath, options?: { columns?: boolean; after?: CellPath }): IterableIterator<Cell>;
  quarantined(): IterableIterator<{ readonly key: string; readonly quarantine: Quarantine }>;
  counts(): { readonly documents: number; readonly rows: number; readonly quarantined: number };
}

/** The head of a projection, and what its past is read from (`past-view.ts`). */
export interface HeadView extends ProjectionView {
  /** On demand as of an instant, as the build knows it: from its steps alone. */
  list(query?: RowQuery): ReadPage;
  signals(time?: Instant): IterableIterator<{ readonly key: string } & SignalList>;
  cells(prefix: CellPath, options?: { columns?: boolean; after?: CellPath; time?: Instant }): IterableIterator<Cell>;
  readonly source: { readonly build: ReadableBuild; readonly snapshot: Snapshot };
}

/** Reads of projections, each call in one state of one build. */
export interface ProjectionReads {
  /** Whether `status` lists a projection, without what a status costs. */
  isKnown(name: string): boolean;
  /**
   * @param begunIn a build that is read as long as it is kept, also when another one serves by now
   * @throws LedgerError `unavailable` before the first build is complete, `not-found` for no projection
   */
  read<T>(name: string, work: (view: HeadView) => T, begunIn?: string): T;
  /** The same for reads with pauses between them. The view is valid until it is released. @throws as `read` */
  hold(name: string): { readonly view: HeadView } & Omit<HeldSnapshot, 'snapshot'>;
  document<Doc = Record<string, unknown>>(name: string, key: string): (ReadPosition & ReadDocument<Doc>) | undefined;
  list(name: string, query?: RowQuery): ReadPosition & RowPage;
  cells(
    name: string,
    prefix: CellPath,
    options?: { columns?: boolean; time?: Instant },
  ): ReadPosition & { readonly cells: readonly Cell[] };
  position(name: string): ReadPosition;
}

/**
 * Reads from whatever build serves at the moment of the call.
 * @param isKnown whether there is a projection of a name, if only one that has no complete build yet
 * @param foldedTo how far a build is known to be folded, where that is known better than from what is written
 */
export function projectionReads(
  store: ReadStoreReader,
  isKnown: (name: string) => boolean,
  foldedTo: (build: string) => { sequence: number; horizonMs: Instant } | undefined = () => undefined,
): ProjectionReads {
  const begun = (name: string, id: string | undefined): ReadableBuild | undefined => {
    const build = id === undefined ? undefined : store.build(id);
    return build?.info.name === name && build.info.state === 'kept' ? build : undefined;
  };
  const required = (name: string, build: ReadableBuild | undefined): ReadableBuild => {
    if (build !== undefined) return build;
    if (isKnown(name))
      throw new LedgerError('unavailable', `The projection ${name} is being built for the first time.`);
    throw new LedgerError('not-found', `There is no projection ${name}.`);
  };
  const read = <T>(name: string, work: (view: HeadView) => T, begunIn?: string): T => {
    const build = required(name, begun(name, begunIn) ?? store.serving(name));
    return build.read((snapshot) => work(viewOf(snapshot, build, foldedTo(build.info.id))));
  };
  return {
    isKnown,
    read,
    hold(name) {
      const build = required(name, store.serving(name));
      const { snapshot, requireOpen, release } = build.hold();
      return { view: viewOf(snapshot, build, foldedTo(build.info.id)), requireOpen, release };
    },
    document: <Doc>(name: string, key: string) =>
      read(name, (view) => {
        const found = view.document<Doc>(key);
        return found && { ...positionOf(view), ...found };
      }),
    list: (name, query) => {
      const begunIn = query?.after === undefined ? undefined : buildOfCursor(query.after);
      return read(name, (view) => ({ ...positionOf(view), ...view.list(query) }), begunIn);
    },
    cells: (name, prefix, options) =>
      read(name, (view) => ({ ...positionOf(view), cells: [...view.cells(prefix, options)] })),
    position: (name) => read(name, positionOf),
  };
}

function positionOf({ build, position, horizonMs }: ReadPosition): ReadPosition {
  return { build, position, horizonMs };
}

function viewOf(
  snapshot: Snapshot,
  readable: ReadableBuild,
  folded: { sequence: number; horizonMs: Instant } | undefined,
): HeadView {
  const build = readable.info.id;
  const positions = snapshot.positions();
  const sequences = positions.map(({ sequence }) => sequence);
  const highest = Math.max(...sequences);
  return {
    source: { build: readable, snapshot },
    build,
    position:
      folded === undefined
        ? { from: Math.min(...sequences), to: highest }
        : { from: folded.sequence, to: Math.max(folded.sequence, highest) },
    horizonMs: folded?.horizonMs ?? Math.max(...positions.map(({ horizon }) => horizon)),
    document<Doc>(key: string) {
      const entry = snapshot.entry(key);
      return entry && documentOf<Doc>(key, entry);
    },
    *documents<Doc>(options?: { after?: string }) {
      for (const { key, entry } of snapshot.entries(options)) yield documentOf<Doc>(key, entry);
    },
    *keys(options) {
      for (const { key } of snapshot.entries(options)) yield key;
    },
    row<R extends Row>(key: string) {
      const row = snapshot.row(key);
      return row === undefined ? undefined : unpack<R>(row);
    },
    *rows<R extends Row>() {
      for (const { key, row } of snapshot.rows()) yield { key, row: unpack<R>(row) };
    },
    *signals(time) {
      for (const { key, signals } of snapshot.signals(time)) yield { key, ...joinSteps(signals) };
    },
    *endedSignals() {
      for (const [key, ended] of endedInSnapshot(snapshot)) yield { key, ended };
    },
    signalSteps: (key) => snapshot.signalSteps(key),
    list: (query) => listRows(snapshot, build, query),
    cell: (at) => snapshot.cell(at),
    cells: (prefix, options) => snapshot.cells(prefix, options),
    quarantined: () => snapshot.quarantined(),
    counts() {
      const { entries, rows, quarantined } = snapshot.counts();
      return { documents: entries, rows, quarantined };
    },
  };
}

function documentOf<Doc>(key: string, entry: KeyEntry): ReadDocument<Doc> {
  const document = documentNow(entry);
  return {
    key,
    facts: entry.facts,
    ...(document === undefined ? {} : { document: unpack<Doc>(document) }),
    ...(entry.quarantine === undefined ? {} : { quarantine: entry.quarantine }),
  };
}
