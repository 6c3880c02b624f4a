import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase, Transaction } from 'lmdb';
import { LedgerError } from '#core/errors.js';
import { requireSpace } from '#core/free-space.js';
import type { BuildInfo } from '../port.js';

/** Address space, not disk: the file grows with its content. */
const mapSizeBytes = 2 ** 38;
/** The transaction can be given up when its function throws (a flag of lmdb-js). */
const abortable = 1;

export type Table = Database<Buffer, Buffer>;

/** The tables of one build. What each holds is told where it is written (`embedded-build.ts`). */
export const tableNames = [
  'meta',
  'slots',
  'entries',
  'rows',
  'signals',
  'quarantine',
  'cells',
  'columns',
  'waiting',
  'due',
  'row-steps',
  'total-steps',
  'signal-steps',
  'snapshots',
  'cell-steps',
  'column-steps',
  'transitions',
  'aside',
] as const;
export type Tables = Readonly<Record<(typeof tableNames)[number], Table>>;

/**
 * The LMDB file of one build. Nothing is synced on commit: what the system has taken survives every death of the
 * process, and the catalogue knows which stores were being written when a machine went down (`catalogue.ts`).
 */
export class BuildDatabase {
  readonly tables: Tables;
  private readonly environment: RootDatabase<Buffer, Buffer>;
  private closed = false;
  /** What ends the reads that are held. */
  private readonly held = new Set<() => void>();

  constructor(
    readonly path: string,
    options: { readOnly: boolean },
  ) {
    this.environment = open<Buffer, Buffer>({
      path,
      noSubdir: true,
      encoding: 'binary',
      keyEncoding: 'binary',
      maxDbs: tableNames.length,
      maxReaders: 1024,
      mapSize: mapSizeBytes,
      noSync: true,
      readOnly: options.readOnly,
    });
    const tables = tableNames.map((name) => {
      const table = this.environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
      return [name, table] as const;
    });
    this.tables = Object.fromEntries(tables) as Tables;
  }

  /**
   * Writes whose it is into a new file.
   * @param log what its log of transitions is called; a new name, unless told
   */
  markAs(info: Pick<BuildInfo, 'id' | 'fingerprint'>, log: string = randomUUID()): void {
    this.write(() => {
      this.tables.meta.putSync(owner, ownerOf(info));
      this.tables.meta.putSync(logName, Buffer.from(log));
    });
  }

  /** Whether it is the file of this build, and not another one that lies in its place. */
  belongsTo(info: Pick<BuildInfo, 'id' | 'fingerprint'>): boolean {
    return this.tables.meta.get(owner)?.equals(ownerOf(info)) ?? false;
  }

  /** Runs a function in one transaction: all of its writes, or, when it throws, none. */
  write<T>(work: () => T): T {
    this.requireOpen();
    requireSpace(dirname(this.path), 0);
    try {
      return this.environment.transactionSync(work, abortable);
    } catch (error) {
      throw isDiskFull(error)
        ? new LedgerError('disk-full', `There is no space for ${this.path}`, { cause: error })
        : error;
    }
  }

  /** Runs a function that reads one state of all tables, the newest. */
  read<T>(work: (options: { transaction: Transaction }) => T): T {
    this.requireOpen();
    this.environment.resetReadTxn();
    const transaction = this.environment.useReadTransaction();
    try {
      return work({ transaction });
    } finally {
      transaction.done();
    }
  }

  /** The same for reads with pauses between them, until it is released or the file is closed. */
  hold(): { readonly transaction: Transaction; readonly requireOpen: () => void; readonly release: () => void } {
    this.requireOpen();
    this.environment.resetReadTxn();
    const transaction = this.environment.useReadTransaction();
    // Once: a transaction must not be ended twice.
    const release = (): void => {
      if (this.held.delete(release)) transaction.done();
    };
    this.held.add(release);
    return { transaction, release, requireOpen: () => this.requireOpen() };
  }

  /** Copies one state of it, without pages that nothing lies on, while others read and write. */
  async copyTo(path: string): Promise<void> {
    this.requireOpen();
    await this.environment.backup(path, true);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const release of Array.from(this.held)) release();
    await this.environment.close();
  }

  /** lmdb-js ends the process when a closed file is read. @throws LedgerError `unavailable` */
  requireOpen(): void {
    if (this.closed) throw new LedgerError('unavailable', `The build ${this.path} is closed.`);
  }
}

const owner = Buffer.from('owner');
/** What the log of transitions is called. */
export const logName = Buffer.from('transition-log');

function ownerOf(info: Pick<BuildInfo, 'id' | 'fingerprint'>): Buffer {
  return Buffer.from(JSON.stringify([info.id, info.fingerprint]));
}

function isDiskFull(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    code === 'EFBIG' ||
    /No space left|quota exceeded|File too large|MDB_MAP_FULL/i.test(message ?? '')
  );
}
