import { chmodSync, existsSync, statfsSync } from 'node:fs';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { LedgerError } from '#core/errors.js';
import { requireSpace } from '#core/free-space.js';
import type { Id } from '#core/time.js';
import { makePrivateDirectory } from '#core/private-file.js';

/**
 * The tables of the key store's file, all from bytes to bytes:
 * `meta` (name → value), `keys` (subject → wrapped key or tombstone), `parties` (party → sealed entry),
 * `claims` (blind index of an identifier → party), `found` (blind index of what people type ‖ party → nothing),
 * `labels` (id → sealed label), `changes` (number → party whose entry or key changed last then).
 */
export const tables = ['meta', 'keys', 'parties', 'claims', 'found', 'labels', 'changes'] as const;
export type Table = (typeof tables)[number];

export interface Write {
  readonly table: Table;
  readonly key: Buffer;
  /** Undefined removes. */
  readonly value: Buffer | undefined;
}

/**
 * One LMDB file with writes that are seen at once and durable together. What is put is kept in memory until `flush`
 * commits it in one transaction with one fsync; callers that flush at the same time share it. When a commit fails
 * nothing of it is on disk, everything of it is still in memory, and the next flush tries again.
 */
export class KeyFile {
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #tables = new Map<Table, Database<Buffer, Buffer>>();
  readonly readOnly: boolean;
  readonly #directory: string;
  #staged = new Map<string, Write>();
  #committing: ReadonlyMap<string, Write> = new Map();
  #dropped = 0;
  readonly #forgetting: (() => void)[] = [];
  #inFlight: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @throws LedgerError `not-found` when it is to be read only and is not there */
  constructor(path: string, directory: string, options: { readonly readOnly: boolean }) {
    this.readOnly = options.readOnly;
    this.#directory = directory;
    if (options.readOnly && !existsSync(path)) throw new LedgerError('not-found', `There is no key store at ${path}.`);
    if (!options.readOnly) makePrivateDirectory(directory);
    this.#root = open<Buffer, Buffer>({
      path,
      noSubdir: true,
      readOnly: options.readOnly,
      maxDbs: tables.length,
      encoding: 'binary',
      keyEncoding: 'binary',
      // A resolved write is a durable one; and freed memory never reaches the file, where plaintext could lie in it.
      overlappingSync: false,
      // Else a failed commit also rejects a promise that lmdb-js keeps to itself, which ends the process.
      eventTurnBatching: false,
      noMemInit: false,
    });
    for (const table of tables) {
      const opened = this.#root.openDB<Buffer, Buffer>({ name: table, encoding: 'binary', keyEncoding: 'binary' });
      // One who only reads makes no table; lmdb-js has none for him then, whatever its types say.
      if ((opened as typeof opened | undefined) !== undefined) this.#tables.set(table, opened);
    }
    if (!options.readOnly && process.platform !== 'win32') {
      for (const file of [path, `${path}-lock`]) if (existsSync(file)) chmodSync(file, 0o600);
    }
  }

  get(table: Table, key: Buffer): Buffer | undefined {
    const name = nameOf(table, key);
    const write = this.#staged.get(name) ?? this.#committing.get(name);
    if (write !== undefined) return write.value;
    return this.stored(table, key);
  }

  /** What is durable, whatever has been put since. */
  stored(table: Table, key: Buffer): Buffer | undefined {
    return this.#tables.get(table)?.get(key);
  }

  /** Every durable row of a table, in the order of the keys. */
  *rows(table: Table): IterableIterator<{ readonly key: Buffer; readonly value: Buffer }> {
    for (const { key, value } of this.#tables.get(table)?.getRange({}) ?? []) yield { key, value };
  }

  /** Whether others write it too, so that names in memory have to follow its table of changes. */
  get isFollowed(): boolean {
    return this.readOnly;
  }

  /** How often what was staged has been dropped: what was claimed before is no more than a memory. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Is called when what was read before may not hold any more. */
  onDropped(forget: () => void): void {
    this.#forgetting.push(forget);
  }

  put(table: Table, key: Buffer, value: Buffer): void {
    this.#stage({ table, key, value });
  }

  remove(table: Table, key: Buffer): void {
    this.#stage({ table, key, value: undefined });
  }

  /** Keys of a table from `start` on that are below `end`, in order; what is not flushed yet comes last. */
  *keys(table: Table, start: Buffer, end?: Buffer): IterableIterator<Buffer> {
    const unflushed = [...this.#committing.values(), ...this.#staged.values()].filter((write) => write.table === table);
    const removed = new Set(unflushed.map((write) => nameOf(table, write.key)));
    const stored = this.#tables.get(table)?.getKeys({ start, ...(end === undefined ? {} : { end }) });
    for (const key of stored ?? []) {
      if (!removed.has(nameOf(table, key))) yield key;
    }
    for (const name of removed) {
      const write = this.#staged.get(name) ?? this.#committing.get(name);
      if (write?.value === undefined) continue;
      if (write.key.compare(start) >= 0 && (end === undefined || write.key.compare(end) < 0)) yield write.key;
    }
  }

  /** The highest key of a table, flushed or not. */
  lastKey(table: Table): Buffer | undefined {
    let last: Buffer | undefined;
    for (const key of this.#tables.get(table)?.getKeys({ reverse: true, limit: 1 }) ?? []) last = key;
    for (const writes of [this.#committing, this.#staged]) {
      for (const { table: of, key, value } of writes.values()) {
        if (of === table && value !== undefined && (last === undefined || key.compare(last) > 0)) last = key;
      }
    }
    return last;
  }

  /**
   * Copies what is committed, as it is at one moment, to a file that is not there yet; the copy is not synced. Pages that
   * nothing leads to are left out: in them lie keys that were destroyed.
   */
  copyTo(path: string): Promise<void> {
    return this.#root.backup(path, true);
  }

  /** Lets a reading process see what another one has written meanwhile. */
  refresh(): void {
    if (this.readOnly) this.#root.resetReadTxn();
  }

  /**
   * @param since `dropped` when the work began that is to be made durable
   * @throws LedgerError `disk-full`, `unavailable` when the commit failed; `revision-conflict` when something of the
   *   work was dropped meanwhile
   */
  flush(since = this.#dropped): Promise<void> {
    if (since !== this.#dropped) return Promise.reject(overtaken());
    if (this.#staged.size === 0) return this.#inFlight ?? Promise.resolve();
    if (this.#inFlight === undefined) return this.#start();
    // What came after the commit began goes with the next one, whoever asks for it.
    this.#next ??= this.#inFlight.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#next.then(() => {
      // What was to go with the next commit may have been dropped with the one before.
      if (since !== this.#dropped) throw overtaken();
    });
  }

  async close(): Promise<void> {
    try {
      if (!this.readOnly) await this.flush();
    } finally {
      await this.#root.close();
    }
  }

  #stage(write: Write): void {
    if (this.readOnly) throw new LedgerError('unavailable', 'The key store is open for reading only.');
    this.staging(write, this.#staged.has(nameOf(write.table, write.key)));
    this.#staged.set(nameOf(write.table, write.key), write);
  }

  #startNext(): Promise<void> {
    this.#next = undefined;
    return this.#staged.size === 0 ? Promise.resolve() : this.#start();
  }

  #start(): Promise<void> {
    const writes = this.#staged;
    this.#staged = new Map();
    this.#committing = writes;
    const commit = this.commit(writes).finally(() => {
      this.#committing = new Map();
      this.#inFlight = undefined;
    });
    this.#inFlight = commit;
    return commit;
  }

  /** Told of each write before it is staged. */
  protected staging(_write: Write, _isAgain: boolean): void {
    // Whoever writes alone has nothing to compare with.
  }

  /** Drops all that is staged: it was made of what does not hold. */
  protected drop(): void {
    this.#staged = new Map();
    this.#committing = new Map();
    this.forget();
  }

  /** Makes everyone look again. */
  protected forget(): void {
    this.#dropped++;
    for (const forget of this.#forgetting) forget();
  }

  protected async commit(writes: ReadonlyMap<string, Write>): Promise<void> {
    try {
      await this.write([...writes.values()]);
    } catch (cause) {
      // Later writes of the same keys win over those that failed.
      this.#staged = new Map([...writes, ...this.#staged]);
      throw cause;
    }
  }

  /** Writes in one transaction; durable when it resolves. @throws LedgerError `disk-full`, `unavailable` */
  async write(writes: readonly Write[]): Promise<void> {
    try {
      requireSpace(this.#directory, sizeOf(writes));
      await settled(
        this.#root.batch(() => {
          for (const { table, key, value } of writes) {
            const written = value === undefined ? this.#table(table).remove(key) : this.#table(table).put(key, value);
            // Each write has a promise of its own that fails with the batch, which is what is waited for.
            written.catch(() => false);
          }
        }),
      );
    } catch (cause) {
      if (cause instanceof LedgerError) throw cause;
      throw new LedgerError(this.#isDiskFull() ? 'disk-full' : 'unavailable', 'The key store could not be written.', {
        cause,
      });
    }
  }

  /** LMDB reports a write that found too little space as a short one, so the disk has to be asked. */
  #isDiskFull(): boolean {
    const { bavail, bsize } = statfsSync(this.#directory);
    return bavail * bsize < 4 * 1024 * 1024;
  }

  #table(table: Table): Database<Buffer, Buffer> {
    return this.#tables.get(table)!;
  }
}

/** Somebody else has claimed or erased what this was made of. */
export function overtaken(): LedgerError {
  return new LedgerError('revision-conflict', 'Another node has changed the names or keys that this was made of.');
}

/** lmdb-js tells a failed commit in two steps: an error without a reason, and in it the reason as a promise. */
async function settled(commit: Promise<unknown>): Promise<void> {
  try {
    await commit;
  } catch (error) {
    if (error instanceof Error && 'commitError' in error) await error.commitError;
    throw error;
  }
}

function sizeOf(writes: readonly Write[]): number {
  let size = 0;
  for (const { key, value } of writes) size += key.length + (value?.length ?? 0);
  return size;
}

/** The name of a row in memory. */
export function nameOf(table: Table, key: Buffer): string {
  return `${table}/${key.toString('latin1')}`;
}

/** The 16 bytes of an id. */
export function idBytes(id: Id): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The id of 16 bytes. */
export function idOf(bytes: Uint8Array): Id {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
