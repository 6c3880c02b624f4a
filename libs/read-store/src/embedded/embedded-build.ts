import { setImmediate } from 'node:timers/promises';
import { decodePosition, encodeEntry, encodePosition } from '../entry-codec.js';
import { pack } from '../packing.js';
import { requireForward, startPosition } from '../port.js';
import type {
  Batch,
  Build,
  BuildInfo,
  CellChange,
  HeldSnapshot,
  KeyChange,
  KeyEntry,
  KeySnapshot,
  Loan,
  Position,
  RowStep,
  SignalStep,
  Snapshot,
  TotalStep,
} from '../port.js';
import type { BuildDatabase, Table, Tables } from './build-database.js';
import { KeyLists, rowStepFormat, signalStepFormat, snapshotFormat, totalStepFormat } from './key-lists.js';
import { putAside, settleSome, writeCell } from './cell-writer.js';
import { requireHeld } from './held-values.js';
import { dueKey, snapshotOf, waitingKey } from './snapshot.js';
import { writeTransitions } from './transition-table.js';

/** What the catalogue knows of a build whose file is about to differ from what is on disk. */
export interface WriteMarks {
  /** Resolves when it knows. */
  mark(): Promise<void>;
  /** Whether it knows now. */
  isMarked(): boolean;
  /** It knows until the function is called that this resolves with. */
  hold(): Promise<() => void>;
}

/** Of a thread that writes what another one has marked (`Build.lend`). */
export const markedElsewhere: WriteMarks = {
  mark: async () => undefined,
  isMarked: () => true,
  hold: async () => () => undefined,
};

/**
 * One build in one LMDB file: `meta` (whose it is, what its log is called), `slots` (number → position), `entries` (key → fold state and document), `rows`,
 * `signals`, `quarantine`, `cells` (path → sums and names of columns), `columns` (`column-blocks.ts`), `waiting` (slot, time,
 * sequence → nothing), `due` (slot, time, key → nothing). What was before: `row-steps`, `total-steps`, `signal-steps`,
 * `snapshots` (`key-lists.ts`), `cell-steps`, `column-steps` (`timed-blocks.ts`). `aside`: what is to come to cells
 * (`cell-writer.ts`). `transitions`: `transition-table.ts`.
 */
export class EmbeddedBuild implements Build {
  constructor(
    private readonly database: BuildDatabase,
    private readonly describe: () => BuildInfo,
    private readonly marks: WriteMarks,
  ) {}

  get info(): BuildInfo {
    return this.describe();
  }

  get path(): string {
    return this.database.path;
  }

  /** @param also writes something else into the file, in the same transaction, when the batch is written */
  async commit(batch: Batch, also?: (tables: Tables) => void): Promise<boolean> {
    const { tables } = this.database;
    return this.write(() => {
      for (const { slot, from } of batch.slots) {
        const stands = tables.slots.get(slotKey(slot));
        if (!samePosition(stands === undefined ? startPosition : decodePosition(stands), from)) return false;
      }
      requireForward(batch);
      for (const { slot, to } of batch.slots) tables.slots.putSync(slotKey(slot), encodePosition(to));
      const writer = new KeyWriter(tables);
      for (const change of batch.keys ?? []) writer.write(change);
      for (const change of batch.cells ?? []) writeCell(tables, change);
      for (const cell of batch.aside ?? []) putAside(tables.aside, cell, batch.slots[0]!.slot);
      for (const fact of batch.waiting?.due ?? []) tables.waiting.removeSync(waitingKey(fact));
      for (const fact of batch.waiting?.added ?? []) tables.waiting.putSync(waitingKey(fact), present);
      writeTransitions(tables.transitions, batch.transitions ?? []);
      also?.(tables);
      return true;
    });
  }

  async settle(): Promise<void> {
    while (await this.settleSome()) await setImmediate();
  }

  /** @throws AssertionError when a value would be taken out of a cell that is not there: `commit` would throw the same */
  requireHeld(changes: readonly CellChange[]): void {
    this.database.read((reading) => requireHeld(this.database.tables, changes, reading));
  }

  /** One transaction of `settle`. @param also as in `commit` @returns whether there is more */
  async settleSome(also?: (tables: Tables) => void): Promise<boolean> {
    const { tables } = this.database;
    return this.write(() => {
      const isMore = settleSome(tables);
      also?.(tables);
      return isMore;
    });
  }

  async lend(): Promise<Loan> {
    this.database.requireOpen();
    const end = await this.marks.hold();
    return { path: this.path, end };
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.database.read((options) => work(snapshotOf(this.database.tables, options)));
  }

  hold(): HeldSnapshot {
    return heldOf(this.database);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  private async write<T>(work: () => T): Promise<T> {
    this.database.requireOpen();
    // A flush may have come between: what is written now must be known as not on disk.
    do await this.marks.mark();
    while (!this.marks.isMarked());
    return this.database.write(work);
  }
}

/** A snapshot of a file that outlives a function. */
export function heldOf(database: BuildDatabase): HeldSnapshot {
  const { transaction, requireOpen, release } = database.hold();
  return { snapshot: snapshotOf(database.tables, { transaction }), requireOpen, release };
}

const present = Buffer.from([1]);

/** Writes keys inside one transaction, each once. */
class KeyWriter {
  private readonly rowSteps: KeyLists<RowStep>;
  private readonly totalSteps: KeyLists<TotalStep>;
  private readonly signalSteps: KeyLists<SignalStep>;
  private readonly snapshots: KeyLists<KeySnapshot>;
  /** Most projections have either a row for each key or none, and hardly any key is set apart: then nothing is taken out. */
  private readonly hasRows: boolean;
  private readonly hasQuarantine: boolean;

  constructor(private readonly tables: Tables) {
    this.rowSteps = new KeyLists(tables['row-steps'], rowStepFormat);
    this.totalSteps = new KeyLists(tables['total-steps'], totalStepFormat);
    this.signalSteps = new KeyLists(tables['signal-steps'], signalStepFormat);
    this.snapshots = new KeyLists(tables.snapshots, snapshotFormat);
    this.hasRows = holdsAnything(tables.rows);
    this.hasQuarantine = holdsAnything(tables.quarantine);
  }

  write({ key, entry, slot, dueBefore, ...lists }: KeyChange): void {
    const { due } = this.tables;
    const bytes = Buffer.from(key);
    this.writeEntry(bytes, entry);
    if (slot !== undefined && dueBefore !== entry?.dueAt) {
      if (dueBefore !== undefined) due.removeSync(dueKey({ slot, at: dueBefore, key }));
      if (entry?.dueAt !== undefined) due.putSync(dueKey({ slot, at: entry.dueAt, key }), present);
    }
    const { rowSteps, totalSteps, signalSteps, snapshots } = entry === undefined ? noLists : lists;
    if (rowSteps !== undefined) this.rowSteps.change(bytes, rowSteps);
    if (totalSteps !== undefined) this.totalSteps.change(bytes, totalSteps);
    if (signalSteps !== undefined) {
      const { signals } = this.tables;
      if (entry?.signals === undefined) signals.removeSync(bytes);
      else signals.putSync(bytes, asBuffer(entry.signals));
      this.signalSteps.change(bytes, signalSteps);
    }
    if (snapshots !== undefined) this.snapshots.change(bytes, snapshots);
  }

  private writeEntry(key: Buffer, entry: KeyEntry | undefined): void {
    const { entries, rows, quarantine } = this.tables;
    if (entry === undefined) entries.removeSync(key);
    else entries.putSync(key, encodeEntry(entry));
    if (entry?.row !== undefined) rows.putSync(key, asBuffer(entry.row));
    else if (this.hasRows) rows.removeSync(key);
    if (entry?.quarantine !== undefined) quarantine.putSync(key, asBuffer(pack(entry.quarantine)));
    else if (this.hasQuarantine) quarantine.removeSync(key);
  }
}

function holdsAnything(table: Table): boolean {
  const [key] = table.getKeys({ limit: 1 });
  return key !== undefined;
}

const emptied = { keep: 0, added: [] };
const noLists: Pick<KeyChange, 'rowSteps' | 'totalSteps' | 'signalSteps' | 'snapshots'> = {
  rowSteps: emptied,
  totalSteps: emptied,
  signalSteps: emptied,
  snapshots: emptied,
};

function slotKey(slot: number): Buffer {
  return Buffer.from([slot]);
}

function samePosition(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
