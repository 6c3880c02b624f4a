import { createHash } from 'node:crypto';
import { pack, unpack } from 'msgpackr';
import type { Id } from '#core/time.js';
import { idBytes, idOf, type Table, type Write } from '../key-file.js';

/** A row as a part of a transaction says it. */
export interface PartRow {
  readonly table: SharedTable;
  readonly key: Buffer;
  readonly value: Buffer;
  /** Hash of the value that stood there when it was staged; empty for none. Undefined where it does not matter. */
  readonly before: Buffer | undefined;
}

/** The tables whose rows are in common. The rows of each are about one subject, and go with its key. */
export const sharedTables = ['keys', 'parties', 'claims', 'found', 'labels'] as const;
export type SharedTable = (typeof sharedTables)[number];

/** Rows that nobody may overwrite who has not seen what stood there. */
const guardedTables: ReadonlySet<Table> = new Set<Table>(['parties', 'claims', 'labels']);
const none = Buffer.alloc(0);
/** In front of the entry of a party stands a number of this node's own. */
export const numberBytes = 8;

/** Whether a table's rows are in common. */
export function isShared(table: Table): table is SharedTable {
  return (sharedTables as readonly Table[]).includes(table);
}

/** Whom a row is about. */
export function subjectOfRow(table: SharedTable, key: Buffer, value: Buffer): Id {
  switch (table) {
    case 'keys':
    case 'parties':
      return idOf(key);
    case 'found':
      return idOf(key.subarray(16, 32));
    case 'claims':
    case 'labels':
      return idOf(value.subarray(0, 16));
  }
}

/** What is compared of a row: nothing where it may be overwritten, or never is. */
export function markOf(table: Table, value: Buffer | undefined): Buffer | undefined {
  if (!guardedTables.has(table)) return undefined;
  if (value === undefined) return none;
  return createHash('sha256').update(shared(table, value)).digest();
}

/** A value without what is this node's own in it. */
export function shared(table: Table, value: Buffer): Buffer {
  return table === 'parties' ? value.subarray(numberBytes) : value;
}

/** A row to be told to others. */
export function partRow({ table, key, value }: Write, before: Buffer | undefined): PartRow {
  return { table: table as SharedTable, key, value: shared(table, value!), before };
}

/** Rows as bytes: the same for the same rows. */
export function packRows(rows: readonly PartRow[]): Buffer {
  return pack(rows.map(({ table, key, value, before }) => [table, key, value, before ?? null]));
}

/** What `packRows` made. */
export function unpackRows(bytes: Uint8Array): PartRow[] {
  const rows = unpack(Buffer.from(bytes)) as [SharedTable, Uint8Array, Uint8Array, Uint8Array | null][];
  return rows.map(([table, key, value, before]) => ({
    table,
    key: Buffer.from(key),
    value: Buffer.from(value),
    before: before === null ? undefined : Buffer.from(before),
  }));
}

/** SHA-256 in hex. */
export function digestOfPart(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The key in a row of the table of keys. */
export interface StoredKey {
  readonly isActive: boolean;
  readonly generation: number;
}

const active = 1;
const destroyed = 2;

export function storedKey(value: Buffer | undefined): StoredKey | undefined {
  return value === undefined ? undefined : { isActive: value[0] === active, generation: value.readUInt32BE(1) };
}

/** The row of a key that was destroyed. */
export function destroyedKey(subject: Id, generation: number): Write {
  const value = Buffer.alloc(5);
  value[0] = destroyed;
  value.writeUInt32BE(generation, 1);
  return { table: 'keys', key: idBytes(subject), value };
}
