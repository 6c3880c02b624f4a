import { decodePosition, encodeEntry, encodePosition } from '../entry-codec.js';
import { pack, unpack } from '../packing.js';
import { requireForward, startPosition } from '../port.js';
import type {
  Batch,
  Build,
  BuildInfo,
  CellChange,
  CellPath,
  CellStep,
  KeyChange,
  KeyEntry,
  Loan,
  Position,
  Snapshot,
} from '../port.js';
import { netChange, plus } from '../cell-steps.js';
import type { BuildDatabase, Tables } from './build-database.js';
import { changeColumn, hasValues } from './column-blocks.js';
import { KeyLists, rowStepFormat, snapshotFormat, totalStepFormat } from './key-lists.js';
import { cellKey, columnStepsKey, sumStepsKey } from './cell-keys.js';
import { dueKey, snapshotOf, waitingKey } from './snapshot.js';
import type { StoredCell } from './snapshot.js';
import { sumBlocks, TimedBlocks, valueBlocks } from './timed-blocks.js';
import type { ValueStep } from './timed-blocks.js';

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
 * One build in one LMDB file: `meta` (whose it is), `slots` (number → position), `entries` (key → fold state and document), `rows`,
 * `quarantine`, `cells` (path → sums and names of columns), `columns` (`column-blocks.ts`), `waiting` (slot, time,
 * sequence → nothing), `due` (slot, time, key → nothing). What was before: `row-steps`, `total-steps`, `snapshots`
 * (`key-lists.ts`), `cell-steps`, `column-steps` (`timed-blocks.ts`).
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
      for (const change of batch.keys ?? []) writeKey(tables, change);
      for (const change of batch.cells ?? []) writeCell(tables, change);
      for (const fact of batch.waiting?.due ?? []) tables.waiting.removeSync(waitingKey(fact));
      for (const fact of batch.waiting?.added ?? []) tables.waiting.putSync(waitingKey(fact), present);
      return true;
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

  async close(): Promise<void> {
    await this.database.close();
  }
}

const present = Buffer.from([1]);

function writeKey(tables: Tables, { key, entry, slot, dueBefore, ...lists }: KeyChange): void {
  const bytes = Buffer.from(key);
  writeEntry(tables, bytes, entry);
  if (slot !== undefined && dueBefore !== entry?.dueAt) {
    if (dueBefore !== undefined) tables.due.removeSync(dueKey({ slot, at: dueBefore, key }));
    if (entry?.dueAt !== undefined) tables.due.putSync(dueKey({ slot, at: entry.dueAt, key }), present);
  }
  const { rowSteps, totalSteps, snapshots } = entry === undefined ? noLists : lists;
  if (rowSteps !== undefined) new KeyLists(tables['row-steps'], rowStepFormat).change(bytes, rowSteps);
  if (totalSteps !== undefined) new KeyLists(tables['total-steps'], totalStepFormat).change(bytes, totalSteps);
  if (snapshots !== undefined) new KeyLists(tables.snapshots, snapshotFormat).change(bytes, snapshots);
}

const emptied = { keep: 0, added: [] };
const noLists: Pick<KeyChange, 'rowSteps' | 'totalSteps' | 'snapshots'> = {
  rowSteps: emptied,
  totalSteps: emptied,
  snapshots: emptied,
};

function writeEntry(tables: Tables, key: Buffer, entry: KeyEntry | undefined): void {
  if (entry === undefined) tables.entries.removeSync(key);
  else tables.entries.putSync(key, encodeEntry(entry));
  if (entry?.row === undefined) tables.rows.removeSync(key);
  else tables.rows.putSync(key, asBuffer(entry.row));
  if (entry?.quarantine === undefined) tables.quarantine.removeSync(key);
  else tables.quarantine.putSync(key, asBuffer(pack(entry.quarantine)));
}

function writeCell(tables: Tables, { at, steps }: CellChange): void {
  changeHead(tables, at, netChange(steps));
  const sums = steps.filter((step) => step.sums.length > 0);
  new TimedBlocks(tables['cell-steps'], sumBlocks).add(sumStepsKey(at), sums);
  const columns = new Map<string, ValueStep[]>();
  for (const { time, columns: changed } of steps) {
    for (const [name, { values, copies }] of changed) {
      let list = columns.get(name);
      if (list === undefined) columns.set(name, (list = []));
      for (let i = 0; i < values.length; i++) list.push({ time, value: values[i]!, copies: copies[i]! });
    }
  }
  const blocks = new TimedBlocks(tables['column-steps'], valueBlocks);
  for (const [name, list] of columns) blocks.add(columnStepsKey(at, name), list);
}

/** The cell as it is now. */
function changeHead(tables: Tables, at: CellPath, change: Pick<CellStep, 'sums' | 'columns'>): void {
  const key = cellKey(at);
  const stored = tables.cells.get(key);
  const old: StoredCell = stored === undefined ? { sums: [], columns: [] } : unpack(stored);
  const sums = new Map(old.sums);
  for (const [name, by] of change.sums) {
    const before = sums.get(name) ?? 0;
    const sum = plus(typeof before === 'string' ? BigInt(before) : before, by);
    if (sum === 0) sums.delete(name);
    else sums.set(name, typeof sum === 'bigint' ? String(sum) : sum);
  }
  const columns = new Set(old.columns);
  for (const [name, changes] of change.columns) {
    changeColumn(tables.columns, at, name, changes);
    const hasGrown = changes.copies.some((copies) => copies > 0);
    if (hasGrown || hasValues(tables.columns, at, name)) columns.add(name);
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
