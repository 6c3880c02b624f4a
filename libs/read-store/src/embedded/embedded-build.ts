import { decodePosition, encodeEntry, encodePosition } from '../entry-codec.js';
import { pack, unpack } from '../packing.js';
import { requireForward, startPosition } from '../port.js';
import type { Batch, Build, BuildInfo, CellChange, KeyEntry, Position, Snapshot } from '../port.js';
import type { BuildDatabase, Tables } from './build-database.js';
import { changeColumn, hasValues } from './column-blocks.js';
import { cellKey, snapshotOf, waitingKey } from './snapshot.js';
import type { StoredCell } from './snapshot.js';

/** What the catalogue knows of a build whose file is about to differ from what is on disk. */
export interface WriteMarks {
  /** Resolves when it knows. */
  mark(): Promise<void>;
  /** Whether it knows now. */
  isMarked(): boolean;
}

/**
 * One build in one LMDB file: `meta` (whose it is), `slots` (number → position), `entries` (key → fold state and document), `rows`,
 * `quarantine`, `cells` (path → sums and names of columns), `columns` (`column-blocks.ts`), `waiting` (slot, time,
 * sequence → nothing).
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

  async commit(batch: Batch): Promise<boolean> {
    this.database.requireOpen();
    // A flush may have come between: what is written now must be known as not on disk.
    do await this.marks.mark();
    while (!this.marks.isMarked());
    const { tables } = this.database;
    return this.database.write(() => {
      for (const { slot, from } of batch.slots) {
        const stands = tables.slots.get(slotKey(slot));
        if (!samePosition(stands === undefined ? startPosition : decodePosition(stands), from)) return false;
      }
      requireForward(batch);
      for (const { slot, to } of batch.slots) tables.slots.putSync(slotKey(slot), encodePosition(to));
      for (const { key, entry } of batch.keys ?? []) writeEntry(tables, Buffer.from(key), entry);
      for (const change of batch.cells ?? []) writeCell(tables, change);
      for (const fact of batch.waiting?.due ?? []) tables.waiting.removeSync(waitingKey(fact));
      for (const fact of batch.waiting?.added ?? []) tables.waiting.putSync(waitingKey(fact), present);
      return true;
    });
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.database.read((options) => work(snapshotOf(this.database.tables, options)));
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}

const present = Buffer.from([1]);

function writeEntry(tables: Tables, key: Buffer, entry: KeyEntry | undefined): void {
  if (entry === undefined) tables.entries.removeSync(key);
  else tables.entries.putSync(key, encodeEntry(entry));
  if (entry?.row === undefined) tables.rows.removeSync(key);
  else tables.rows.putSync(key, asBuffer(entry.row));
  if (entry?.quarantine === undefined) tables.quarantine.removeSync(key);
  else tables.quarantine.putSync(key, asBuffer(pack(entry.quarantine)));
}

function writeCell(tables: Tables, change: CellChange): void {
  const key = cellKey(change.at);
  const stored = tables.cells.get(key);
  const old: StoredCell = stored === undefined ? { sums: [], columns: [] } : unpack(stored);
  const sums = new Map(old.sums);
  for (const [name, by] of change.sums) {
    const sum = BigInt(sums.get(name) ?? 0) + by;
    if (sum === 0n) sums.delete(name);
    else sums.set(name, Number.isSafeInteger(Number(sum)) ? Number(sum) : String(sum));
  }
  const columns = new Set(old.columns);
  for (const [name, changes] of change.columns) {
    changeColumn(tables.columns, change.at, name, changes);
    const hasGrown = changes.copies.some((copies) => copies > 0);
    if (hasGrown || hasValues(tables.columns, change.at, name)) columns.add(name);
    else columns.delete(name);
  }
  const cell: StoredCell = { sums: [...sums], columns: [...columns].sort() };
  if (sums.size === 0 && columns.size === 0) tables.cells.removeSync(key);
  else tables.cells.putSync(key, asBuffer(pack(cell)));
}

function slotKey(slot: number): Buffer {
  return Buffer.from([slot]);
}

function samePosition(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
