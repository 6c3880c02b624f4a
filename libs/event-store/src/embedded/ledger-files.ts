import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { LedgerError } from '#core/errors.js';

/** Raised when what lies in the ledger's directory changes its meaning. */
export const LEDGER_FORMAT = 1;

const formatFile = 'format.json';
const formatText = `${JSON.stringify({ tend: 'ledger', format: LEDGER_FORMAT })}\n`;

/**
 * Makes sure that a directory is a ledger of this format; an empty or missing one becomes one.
 * @throws LedgerError `data-directory-foreign`, `not-found` (with `create: false`), `disk-full`, `unavailable`
 */
export function requireLedgerFormat(directory: string, create: boolean): void {
  const path = join(directory, formatFile);
  if (!existsSync(path)) {
    if (!create) throw new LedgerError('not-found', `There is no ledger at ${directory}`);
    makeLedger(directory, path);
  }
  const text = readFileSync(path, 'utf8');
  if (text === formatText) return;
  const format = /"format":(\d+)/.exec(text)?.[1];
  const what =
    format === undefined || format === String(LEDGER_FORMAT)
      ? 'is damaged or belongs to something else'
      : `has format ${format}, this version reads format ${LEDGER_FORMAT}`;
  throw new LedgerError('data-directory-foreign', `The ledger at ${directory} ${what}`);
}

/** The mark of the format is renamed into place first of all, so a directory without it never was a ledger. */
function makeLedger(directory: string, path: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const foreign = readdirSync(directory).filter((name) => name !== `${formatFile}.new`);
    if (foreign.length > 0) {
      throw new LedgerError(
        'data-directory-foreign',
        `${directory} holds other files (${foreign.slice(0, 3).join(', ')}) and no ${formatFile}`,
      );
    }
    writeFileSync(`${path}.new`, formatText, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError(
      isDiskFull(error, dirname(directory)) ? 'disk-full' : 'unavailable',
      `The ledger at ${directory} cannot be made: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** Less than this is no space. */
const littleSpaceBytes = 1024 * 1024;

/**
 * Whether an error means that there is no space: of the disk, of a quota, of the file size that the process may have. A
 * write that was cut short by a full disk is told by LMDB as EIO, so then the disk is asked.
 */
export function isDiskFull(error: unknown, directory: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  if (
    /^(?:ENOSPC|EDQUOT|EFBIG)$/.test(code ?? '') ||
    /No space left|quota exceeded|File too large|MDB_MAP_FULL/i.test(message ?? '')
  )
    return true;
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize < littleSpaceBytes;
  } catch {
    return false;
  }
}

/**
 * The right to write, held by one process at a time. It is a lock of the operating system on a file (taken by SQLite,
 * because Node has no call for it), so it ends with the process, however that ends, and in containers too.
 */
export class WriterLock {
  private constructor(private readonly database: DatabaseSync) {}

  /** @throws LedgerError `data-directory-locked` */
  static take(directory: string): WriterLock {
    const database = new DatabaseSync(join(directory, 'writer.lock'), { timeout: 0 });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (!/locked|busy/i.test((error as Error).message)) throw error;
      throw new LedgerError('data-directory-locked', `Another process writes the ledger at ${directory}`, {
        cause: error,
      });
    }
    return new WriterLock(database);
  }

  release(): void {
    this.database.close();
  }
}

/** How far the ledger is known to be durable, and the leaf of its last event. */
export interface HeadMark {
  readonly sequence: number;
  readonly leaf: string;
}

const markMagic = 0x7e4d_0001;
const markSize = 48;

/**
 * A copy of the head outside the database, written after each durable commit and not synced: it may lag, it is never
 * ahead. LMDB's own root pages carry no checksum, and a flipped byte in the newer of them would quietly give the ledger
 * as it was one commit before. The mark tells.
 */
export class HeadMarkFile {
  private readonly bytes = Buffer.alloc(markSize);

  private constructor(private readonly descriptor: number) {}

  static open(directory: string): HeadMarkFile {
    return new HeadMarkFile(
      openSync(join(directory, 'head.mark'), existsSync(join(directory, 'head.mark')) ? 'r+' : 'w+', 0o600),
    );
  }

  /** Does what it can: a mark that could not be written lags, as it may. */
  write(mark: HeadMark): void {
    const { bytes } = this;
    bytes.writeUInt32LE(markMagic, 0);
    bytes.writeDoubleLE(mark.sequence, 4);
    bytes.write(mark.leaf, 12, 'hex');
    bytes.writeUInt32LE(crc32(bytes.subarray(0, markSize - 4)), markSize - 4);
    try {
      writeSync(this.descriptor, bytes, 0, markSize, 0);
    } catch {
      // The events are durable, and that is what was promised.
    }
  }

  close(): void {
    if (fstatSync(this.descriptor).size > 0) fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }
}

/** The mark, or undefined when there is none; `damaged` when there is one that cannot be trusted. */
export function readHeadMark(directory: string): HeadMark | 'damaged' | undefined {
  const path = join(directory, 'head.mark');
  if (!existsSync(path)) return undefined;
  const bytes = Buffer.alloc(markSize);
  const descriptor = openSync(path, 'r');
  const size = readSync(descriptor, bytes, 0, markSize, 0);
  closeSync(descriptor);
  // After a power cut the file may be there and its content not yet: it was never synced.
  if (size === 0 || bytes.every((byte) => byte === 0)) return undefined;
  const intact =
    size === markSize &&
    bytes.readUInt32LE(0) === markMagic &&
    bytes.readUInt32LE(markSize - 4) === crc32(bytes.subarray(0, markSize - 4));
  return intact ? { sequence: bytes.readDoubleLE(4), leaf: bytes.toString('hex', 12, 44) } : 'damaged';
}
