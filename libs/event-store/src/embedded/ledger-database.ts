import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { LedgerError } from '#core/errors.js';
import { requireSpace } from '#core/free-space.js';
import { leafOf } from '#core/record-hashes.js';
import type { RecordedEvent } from '#core/record.js';
import type { HashTile } from '../port.js';
import { HashTileTable } from './hash-tile-table.js';
import { leafBytes, LeafTable } from './leaf-table.js';
import { decodeRecord } from './record-codec.js';
import type { EncodedRecord } from './record-codec.js';

/** Address space, not disk: the file grows with its content. Fixed, so that nothing is ever mapped anew. */
const mapSizeBytes = 2 ** 40;
/** How many records a scan reads before it lets go of its snapshot, so that it holds no old pages. */
export const recordsPerSnapshot = 4096;

/** The key of a record is its sequence as a 32-bit integer: 4.29 thousand million events. */
export const lastSequence = 2 ** 32 - 1;

/**
 * The LMDB environment of a ledger: `records` (the truth, by sequence), `leaves` (their hashes), `tree` (hashes of those)
 * and `index`, all derived from it. Commits are
 * synchronous inside LMDB, on its own thread: what has resolved is on disk. `overlappingSync`, lmdb-js's default, would
 * trust pages that were never synced as long as the machine was not started anew.
 */
export class LedgerDatabase {
  private readonly index: Database<Buffer, Buffer>;
  private readonly records: Database<Buffer, number>;
  private readonly leafChunks: Database<Buffer, number>;
  readonly leaves: LeafTable;
  readonly hashTiles: HashTileTable;

  private constructor(
    private readonly directory: string,
    private readonly environment: RootDatabase<Buffer, Buffer>,
  ) {
    this.records = environment.openDB<Buffer, number>({ name: 'records', encoding: 'binary', keyEncoding: 'uint32' });
    this.leafChunks = environment.openDB<Buffer, number>({ name: 'leaves', encoding: 'binary', keyEncoding: 'uint32' });
    this.leaves = new LeafTable(this.leafChunks);
    this.hashTiles = new HashTileTable(environment);
    this.index = environment.openDB<Buffer, Buffer>({ name: 'index', encoding: 'binary', keyEncoding: 'binary' });
  }

  /** @throws LedgerError `not-found`, `data-directory-foreign` */
  static open(directory: string, options: { readOnly: boolean }): LedgerDatabase {
    const path = join(directory, 'data.mdb');
    if (options.readOnly && !existsSync(path)) throw new LedgerError('not-found', `There is no ledger at ${directory}`);
    try {
      const environment = open<Buffer, Buffer>({
        path: directory,
        noSubdir: false,
        encoding: 'binary',
        keyEncoding: 'binary',
        maxDbs: 8,
        maxReaders: 1024,
        mapSize: mapSizeBytes,
        overlappingSync: false,
        // Its batches by turn of the event loop have a promise that nobody holds: a full disk would end the process.
        eventTurnBatching: false,
        readOnly: options.readOnly,
      });
      return new LedgerDatabase(directory, environment);
    } catch (error) {
      throw new LedgerError('data-directory-foreign', `${path} cannot be opened: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Lets go of the snapshot that reads see; the next read sees what is committed then. */
  refresh(): void {
    this.environment.resetReadTxn();
  }

  /** The last sequence that is stored, found without reading records. */
  lastStored(): number {
    for (const key of this.records.getKeys({ reverse: true, limit: 1 })) return key;
    return 0;
  }

  /** How many records there are, counted one by one. */
  countRecords(): number {
    return this.records.getKeysCount();
  }

  record(sequence: number): RecordedEvent | undefined {
    const bytes = this.rawRecord(sequence);
    if (bytes === undefined) return undefined;
    const record = decodeRecord(bytes, bytes.length, sequence);
    record.leaf = this.leaves.get(sequence) ?? leafOf(record);
    return record;
  }

  /**
   * A record that is known to be stored, as by an entry of the index. Should the snapshot that reads see not have it,
   * it is let go: records are never changed, so any newer one has the same.
   * @throws LedgerError `integrity` when the newest does not have it either
   */
  present(sequence: number): RecordedEvent {
    let event = this.record(sequence);
    if (event === undefined) {
      this.refresh();
      event = this.record(sequence);
    }
    if (event === undefined) throw new LedgerError('integrity', `Event ${sequence} of the ledger is missing`);
    return event;
  }

  /** The stored bytes; valid until the next read. */
  rawRecord(sequence: number): Buffer | undefined {
    if (!(Number.isInteger(sequence) && sequence >= 1 && sequence <= lastSequence)) return undefined;
    return this.records.getBinaryFast(sequence);
  }

  /** Records by sequence, one way or the other, both ends included. */
  *scan(from: number, to: number): IterableIterator<RecordedEvent> {
    const step = from <= to ? 1 : -1;
    let sinceSnapshot = 0;
    for (let sequence = from; sequence !== to + step; sequence += step) {
      if (++sinceSnapshot > recordsPerSnapshot) {
        sinceSnapshot = 0;
        this.refresh();
      }
      yield this.present(sequence);
    }
  }

  /** Writes records in one transaction, and the leaves of earlier ones; resolves when they are on disk. */
  async writeRecords(encoded: readonly Pick<EncodedRecord, 'sequence' | 'bytes'>[]): Promise<void> {
    const chunks = this.leaves.full(encoded[0]!.sequence - 1);
    await this.commit(sizeOf(encoded.map(({ bytes }) => bytes)), () => {
      for (const { sequence, bytes } of encoded) void this.records.put(sequence, bytes);
      for (const [chunk, leaves] of chunks) void this.leafChunks.put(chunk, leaves);
    });
    this.leaves.stored(chunks);
  }

  /** Stores the leaves that wait for a commit, when there are so many that others would have to make them again. */
  async writeLeaves(upTo: number, atLeast: number): Promise<void> {
    const chunks = this.leaves.full(upTo);
    if (chunks.length < atLeast) return;
    await this.commit(sizeOf(chunks.map(([, leaves]) => leaves)), () => {
      for (const [chunk, leaves] of chunks) void this.leafChunks.put(chunk, leaves);
    });
    this.leaves.stored(chunks);
  }

  /** Copies all pages, as they are at one moment, to another directory; the copy is not synced. */
  copyTo(directory: string): Promise<void> {
    return this.environment.backup(directory, false);
  }

  /** Copies leaves of events that are known to be stored. @throws LedgerError `integrity` */
  copyLeaves(first: number, count: number): Buffer {
    const target = Buffer.allocUnsafe(count * leafBytes);
    for (let done = 0; done < count;) {
      const copied = this.leaves.copy(first + done, count - done, target, done * leafBytes);
      // Not stored yet, or lost: made again from its record.
      if (copied === 0) target.write(this.present(first + done).leaf, done * leafBytes, 'hex');
      done += Math.max(1, copied);
    }
    return target;
  }

  /** Keeps hashes of the tree; resolves when that is on disk. */
  async writeHashTiles(tiles: readonly HashTile[]): Promise<void> {
    await this.commit(sizeOf(tiles.map(({ hashes }) => hashes)), () => this.hashTiles.put(tiles));
  }

  /** The value of a key of the index; valid until the next read. */
  indexValue(key: Buffer): Buffer | undefined {
    return this.index.getBinaryFast(key);
  }

  /** Keys of the index from one to before another, at most `limit`. */
  indexKeys(start: Buffer, end: Buffer, limit: number): Buffer[] {
    return Array.from(this.index.getKeys({ start, end, limit }), (key) => Buffer.from(key));
  }

  indexPages(): [Buffer, Buffer][] {
    return Array.from(this.index.getRange(), ({ key, value }) => [Buffer.from(key), Buffer.from(value)]);
  }

  /** Writes and removes pages of the index in one transaction; resolves when that is on disk. */
  async writeIndex(puts: readonly (readonly [Buffer, Buffer])[], removes: readonly Buffer[]): Promise<void> {
    await this.commit(sizeOf(puts.map(([, value]) => value)), () => {
      for (const [key, value] of puts) void this.index.put(key, value);
      for (const key of removes) void this.index.remove(key);
    });
  }

  private async commit(bytes: number, writes: () => void): Promise<void> {
    requireSpace(this.directory, bytes);
    await settle(this.environment.batch(writes));
    this.refresh();
  }

  async close(): Promise<void> {
    await this.environment.close();
  }
}

/** A failed commit is told by lmdb-js in two steps: an error without a reason, and the reason as a promise in it. */
async function settle(commit: Promise<unknown>): Promise<void> {
  try {
    await commit;
  } catch (error) {
    const reason = (error as { commitError?: Promise<unknown> }).commitError;
    if (reason !== undefined) await reason;
    throw error;
  }
}

function sizeOf(values: readonly Uint8Array[]): number {
  let size = 0;
  for (const value of values) size += value.length;
  return size;
}
