import type { Id, Instant } from '#core/time.js';
import type { BuildInfo, BuildMemory, BuildStall, NewBuild } from './build-info.js';
import type { CellChange, CellContributions, CellPath } from './contributions.js';
import type { SortedColumn } from './sorted-column.js';
import type { TransitionPage } from './transition-log.js';

export type { BuildCode, BuildInfo, BuildMemory, BuildStall, BuildState, NewBuild } from './build-info.js';
export type { CellChange, CellContributions, CellPath, CellStep, ColumnContributions } from './contributions.js';
export type { ValueChanges } from './sorted-column.js';

/** Keys are spread over slots by the hash of their by-value; each slot has its own position. */
export const slotCount = 64;

/** What the state of a slot is a function of: the sequence folded to, and the instant up to which time has passed. */
export interface Position {
  readonly sequence: number;
  readonly horizon: Instant;
}

export const startPosition: Position = Object.freeze({ sequence: 0, horizon: 0 });

/** The place of a fact in fold order. */
export interface Place {
  readonly occurredAt: Instant;
  readonly ordinal: number;
  readonly sequence: number;
}

/** Why a key is set apart: a function of the definition threw, or what it made cannot be kept. */
export interface Quarantine {
  readonly step: string;
  readonly message: string;
  readonly stack?: string;
  /** The fact that could not be folded; absent when not even the first document could be made. */
  readonly event?: Id;
  readonly type?: string;
  readonly place?: Place;
}

/** What is kept of one key. Documents and rows are packed by the one who folds: the store only keeps them. */
export interface KeyEntry {
  /** Of the last fact folded, so that a later one can be told from a late one. */
  readonly place: Place;
  readonly facts: number;
  /** Behind the last fact: what the next one is folded into. */
  readonly document?: Uint8Array;
  /** As it is now, where time that passed since the last fact has changed it. */
  readonly current?: Uint8Array;
  /** As it is now. */
  readonly row?: Uint8Array;
  /** Its signals as they are now; absent when there are none. */
  readonly signals?: Uint8Array;
  /** How many of its steps lie up to the last fact; what is behind them came of time that passed. */
  readonly rowSteps: number;
  readonly totalSteps: number;
  readonly signalSteps: number;
  /** The greatest sequence among its facts. */
  readonly known: number;
  /** The next instant at which time changes it. */
  readonly dueAt?: Instant;
  readonly quarantine?: Quarantine;
}

/** The row of a key from an instant on. */
export interface RowStep {
  readonly time: Instant;
  readonly row: Uint8Array;
}

/** By what the contribution of a key to the totals changed at an instant; packed by the one who folds. */
export interface TotalStep {
  readonly time: Instant;
  /** Of the event that changed it; for a deadline of the last one before. */
  readonly sequence: number;
  readonly change: Uint8Array;
}

/** Of so many steps the first tells all signals, the others what came and went since the one before. Stored format. */
export const signalStepsOfBlock = 64;

/** The signals of a key from an instant on, packed by the one who folds; empty where there are none any more. */
export interface SignalStep {
  readonly time: Instant;
  /** Of the event that changed them; for a deadline of the last one before. */
  readonly sequence: number;
  readonly signals: Uint8Array;
}

/** The fold of a key behind one of its facts, from which it can go on. */
export interface KeySnapshot {
  readonly place: Place;
  readonly facts: number;
  readonly known: number;
  readonly rowSteps: number;
  readonly totalSteps: number;
  readonly signalSteps: number;
  readonly document: Uint8Array;
}

/** How a list that only changes at its end changes: the first `keep` stay, `added` follow. */
export interface ListChange<Item> {
  readonly keep: number;
  readonly added: readonly Item[];
  /** All of them stay. */
  readonly keepsAll?: boolean;
}

/** How one key changes. Without an entry it is removed, with all its steps and snapshots. */
export interface KeyChange {
  /** Holds no NUL. */
  readonly key: string;
  readonly entry?: KeyEntry;
  /** The slot of the key, and when it was due before: needed where it is or was due. */
  readonly slot?: number;
  readonly dueBefore?: Instant;
  readonly rowSteps?: ListChange<RowStep>;
  readonly totalSteps?: ListChange<TotalStep>;
  /** Where it is absent, the signals of the entry are those that it had. */
  readonly signalSteps?: ListChange<SignalStep>;
  readonly snapshots?: ListChange<KeySnapshot>;
}

/** A cell of a total. Sums of 0 and empty columns are left out, and so is a cell with neither. */
export interface Cell {
  readonly at: CellPath;
  readonly sums: Readonly<Record<string, bigint>>;
  readonly columns: Readonly<Record<string, SortedColumn>>;
}

/** A fact dated after the horizon of a slot: it waits until time has passed that far. */
export interface WaitingFact {
  readonly slot: number;
  readonly occurredAt: Instant;
  readonly sequence: number;
}

/** A key that time changes at an instant. */
export interface DueKey {
  readonly slot: number;
  readonly at: Instant;
  readonly key: string;
}

/** Everything that one step of folding changes: written in one transaction, or not at all. */
export interface Batch {
  /** Compare-and-set: when a slot does not stand at `from`, nothing of the batch is written. */
  readonly slots: readonly { readonly slot: number; readonly from: Position; readonly to: Position }[];
  readonly keys?: readonly KeyChange[];
  readonly cells?: readonly CellChange[];
  /**
   * What comes to cells and is put aside until `Build.settle`, because much more will come to them. Of the first slot of
   * the batch, and only once.
   */
  readonly aside?: readonly CellContributions[];
  readonly waiting?: { readonly added: readonly WaitingFact[]; readonly due: readonly WaitingFact[] };
  /** What became of signals, in order: numbered as they are written. */
  readonly transitions?: readonly Uint8Array[];
}

/** One consistent state of a build. Valid only inside the function that it is given to, or until it is released. */
export interface Snapshot {
  /** Of every slot, by number. */
  positions(): readonly Position[];
  entry(key: string): KeyEntry | undefined;
  /** By key, ascending in UTF-8; `after` exclusive. */
  entries(options?: { after?: string }): IterableIterator<{ readonly key: string; readonly entry: KeyEntry }>;
  /** The row of a key, as of an instant if one is given. */
  row(key: string, time?: Instant): Uint8Array | undefined;
  /** By key; as of an instant, if one is given: each as its last step up to then left it. */
  rows(time?: Instant): IterableIterator<{ readonly key: string; readonly row: Uint8Array }>;
  /** The signals of a key in one; as of an instant, the steps of a block up to the one of then. Undefined when there are none. */
  signalsOf(key: string, time?: Instant): readonly Uint8Array[] | undefined;
  /** The same of every key that has some, by key. */
  signals(time?: Instant): IterableIterator<{ readonly key: string; readonly signals: readonly Uint8Array[] }>;
  /** Of every key that ever had some its steps, up to an instant if one is given; by key. */
  signalHistories(time?: Instant): IterableIterator<{ readonly key: string; readonly steps: readonly SignalStep[] }>;
  cell(at: CellPath): Cell | undefined;
  /**
   * Cells whose path begins so, in the order of paths (numbers before texts), behind `after`; on demand without their
   * columns. As of an instant (then all of them): with what changed up to then.
   */
  cells(prefix: CellPath, options?: { columns?: boolean; after?: CellPath; time?: Instant }): IterableIterator<Cell>;
  /** Steps of a key from a number on. */
  rowSteps(key: string, from?: number): readonly RowStep[];
  totalSteps(key: string, from?: number): readonly TotalStep[];
  signalSteps(key: string, from?: number): readonly SignalStep[];
  /** What became of signals behind a number, at most so many of them. */
  transitions(after: number, limit: number): TransitionPage;
  /** How many snapshots of a key there are, and the last one of which `fits` says yes, with its number. */
  snapshotCount(key: string): number;
  lastSnapshot(
    key: string,
    fits: (snapshot: Omit<KeySnapshot, 'document'>) => boolean,
  ): { readonly snapshot: KeySnapshot; readonly index: number } | undefined;
  /** Keys that time changes by then, of all slots, by slot and instant. */
  due(until: Instant): IterableIterator<DueKey>;
  /** The first instant at which a fact that waits occurs or a key is due, of all slots or of some; Infinity when there is none. */
  nextAt(slots?: ReadonlySet<number>): Instant;
  /** Whether something is put aside: then no cell is what it should be. */
  hasAside(): boolean;
  quarantined(): IterableIterator<{ readonly key: string; readonly quarantine: Quarantine }>;
  /** Facts that wait and are due by then, of all slots. */
  waiting(until: Instant): IterableIterator<WaitingFact>;
  /** How many keys have an entry, a row, a quarantine. */
  counts(): { readonly entries: number; readonly rows: number; readonly quarantined: number };
}

export interface ReadableBuild {
  readonly info: BuildInfo;
  /** Runs synchronous reads in one snapshot. */
  read<T>(work: (snapshot: Snapshot) => T): T;
  /**
   * A snapshot for reads with pauses between them, in which others commit. Few at once and not for long: as long as it is
   * held nothing of what it shows is overwritten on the disk.
   */
  hold(): HeldSnapshot;
}

/** A snapshot that outlives a function. */
export interface HeldSnapshot {
  readonly snapshot: Snapshot;
  /** Asked after each pause, before anything is read. @throws LedgerError `unavailable` when the build has been closed */
  readonly requireOpen: () => void;
  /** The snapshot is not read any more. Once is enough. */
  readonly release: () => void;
}

export interface Build extends ReadableBuild {
  /**
   * Writes a batch in one transaction. False, and nothing written, when a slot stands elsewhere: then where it stands is
   * visible here. Resolves when it is visible to every reader of this process, and then outlives the process.
   * @throws LedgerError `disk-full`, `unavailable`; an AssertionError when a value is taken out that is not there
   */
  commit(batch: Batch): Promise<boolean>;
  /**
   * Brings to the cells what was put aside, each cell with all that there is of it at once. Some cells after the others,
   * so that others can do something between. What was done before an end stays done. @throws as `commit`
   */
  settle(): Promise<void>;
  /** Calls back whenever what another process has committed is to be read here; absent where none does. Gives its end. */
  onMoved?(listener: () => void): () => void;
  /** Lets another thread of this process write; absent where builds lie in no file. @throws as `commit` */
  lend?(): Promise<Loan>;
}

/** While it lasts another thread may write into the file of a build: it counts as not on the disk. */
export interface Loan {
  readonly path: string;
  end(): void;
}

/** What reading processes see. */
export interface ReadStoreReader {
  /** All builds that are kept, by name and number. */
  builds(): readonly BuildInfo[];
  /** The build that answers for a projection now; undefined before its first one is complete. Ask again for every read. */
  serving(name: string): ReadableBuild | undefined;
  /** A kept build by its id, whatever its state. */
  build(id: string): ReadableBuild | undefined;
  close(): Promise<void>;
}

/** The read store of one directory. It can be deleted at any time: everything in it is made from the ledger. */
export interface ReadStore extends ReadStoreReader {
  serving(name: string): Build | undefined;
  build(id: string): Build | undefined;
  /** A new, empty build beside the one that serves. */
  create(name: string, fingerprint: string, options?: NewBuild): Promise<Build>;
  /** Says how far a build that does not serve has come. @throws LedgerError `not-found` */
  note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void>;
  /** Remembers where a build stands still, or (without a stall) that it may go on. @throws LedgerError `not-found` */
  noteStall(id: string, stall?: BuildStall): Promise<void>;
  /** From now on this build answers for its projection. One atomic, durable step; the one that served is `kept`. */
  activate(id: string): Promise<void>;
  /** Forgets a build and deletes what it holds. Not the one that serves. */
  drop(id: string): Promise<void>;
  /** Forgets all builds of a projection that is no more, also the one that serves. */
  retire(name: string): Promise<void>;
  /** Calls back when another process may have changed what `builds` answers; absent where nobody does. Returns its end. */
  onCatalogue?(listener: () => void): () => void;
  /** An empty store for what is thrown away: closing it, or the next opening of this one, deletes it. */
  scratch(): Promise<ReadStore>;
  /** Resolves when all that was committed is on disk, so that it outlives the machine's going down. For quiet moments. */
  flush(): Promise<void>;
  /** What each build takes where several nodes share it; absent where nobody does. */
  memory?(): readonly BuildMemory[];
}

/** The document of a key as it is now, packed. */
export function documentNow(entry: KeyEntry | undefined): Uint8Array | undefined {
  return entry?.current ?? entry?.document;
}

/** A position that went back would have facts folded twice. @throws RangeError */
export function requireForward({ slots }: Pick<Batch, 'slots'>): void {
  for (const { slot, from, to } of slots) {
    if (to.sequence < from.sequence || to.horizon < from.horizon)
      throw new RangeError(`Slot ${slot} would go back from ${from.sequence} to ${to.sequence}`);
  }
}
