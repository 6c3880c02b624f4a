import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { writePrivateFile } from '#core/private-file.js';
import type { Id } from '#core/time.js';
import type { Work } from '../work.js';
import { filesBelow, isLockFile } from './whole-directory.js';

/** Raised when what lies in a backup changes its meaning. */
const BACKUP_FORMAT = 1;

/**
 * What a backup says of itself, in its `backup.json`. Beside it lies `data/`: what cannot be derived of a data directory
 * (`tend.json`, `ledger/`, `keys/`, and of `operations/` all but the code of builds), which is one itself.
 */
export interface BackupManifest {
  readonly tend: 'backup';
  readonly format: number;
  readonly organisation: Id;
  readonly zone: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** The last event of it, and the root over the leaves of all. */
  readonly sequence: number;
  readonly root: string;
  /** Whether it can be opened without another file. */
  readonly masterKey: boolean;
  /** Below `data/`. */
  readonly files: readonly BackupFile[];
}

export interface BackupFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const nameOf = (backup: string): string => join(backup, 'backup.json');

/** Where the data directory of a backup lies. */
export function dataOf(backup: string): string {
  return join(backup, 'data');
}

export function isBackup(path: string): boolean {
  return existsSync(nameOf(path));
}

export function writeManifest(backup: string, manifest: Omit<BackupManifest, 'tend' | 'format'>): BackupManifest {
  const whole: BackupManifest = { tend: 'backup', format: BACKUP_FORMAT, ...manifest };
  writePrivateFile(nameOf(backup), `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}

/** @throws LedgerError `not-found`, `file-unreadable`, `data-directory-foreign` (another format) */
export function readManifest(backup: string): BackupManifest {
  if (!isBackup(backup)) {
    throw new LedgerError('not-found', `There is no backup at ${backup}: it has no backup.json.`, {
      hint: 'Name the folder that tend backup has made.',
    });
  }
  let manifest: Partial<BackupManifest> | null = null;
  try {
    manifest = JSON.parse(readFileSync(nameOf(backup), 'utf8')) as Partial<BackupManifest> | null;
  } catch {
    // told below
  }
  const { tend, format } = manifest ?? {};
  if (tend === 'backup' && Number.isInteger(format) && format !== BACKUP_FORMAT) {
    throw new LedgerError(
      'data-directory-foreign',
      `The backup has format ${format}, this version reads format ${BACKUP_FORMAT}.`,
    );
  }
  if (tend !== 'backup' || format !== BACKUP_FORMAT || !isWhole(manifest!))
    throw new LedgerError('file-unreadable', `${nameOf(backup)} is damaged, or belongs to something else.`);
  return manifest as BackupManifest;
}

function isWhole({ files, sequence, root, zone, madeAt, organisation }: Partial<BackupManifest>): boolean {
  const ownPath = /^(?:tend[.]json|(?:ledger|keys|operations)(?:\/[\w-][\w.-]*)+)$/;
  return (
    Array.isArray(files) &&
    files.every(({ path, bytes, sha256 }) => ownPath.test(path) && bytes >= 0 && /^[0-9a-f]{64}$/.test(sha256)) &&
    isId(organisation) &&
    Number.isSafeInteger(sequence) &&
    [root, zone, madeAt].every((text) => typeof text === 'string')
  );
}

/** The files of a data directory with their checksums; what is made for whoever has it open does not count. */
export async function checksumsOf(data: string, work: Work): Promise<BackupFile[]> {
  const paths = filesBelow(data).filter((path) => !isLockFile(path));
  const sizes = paths.map((path) => statSync(join(data, path)).size);
  const reading = new Reading(sizes, work);
  const files: BackupFile[] = [];
  for (const [at, path] of paths.entries())
    files.push({ path, bytes: sizes[at]!, sha256: await reading.checksum(join(data, path)) });
  return files;
}

/**
 * Reads all files of a backup.
 * @returns what is wrong with them, a sentence each
 */
export async function checkFiles(backup: string, { files }: BackupManifest, work: Work): Promise<string[]> {
  const reading = new Reading(
    files.map(({ bytes }) => bytes),
    work,
  );
  const wrong: string[] = [];
  for (const { path, bytes, sha256 } of files) {
    const file = join(dataOf(backup), path);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) wrong.push(`The file data/${path} is missing`);
    else if (size !== bytes) wrong.push(`The file data/${path} has ${size} bytes instead of ${bytes}`);
    else if ((await reading.checksum(file)) !== sha256) wrong.push(`The file data/${path} has changed`);
  }
  return wrong;
}

/** Reads files one after the other, and tells how far it is with all of them. */
class Reading {
  private done = 0;
  private readonly total: number;

  constructor(
    sizes: readonly number[],
    private readonly work: Work,
  ) {
    this.total = sizes.reduce((sum, size) => sum + size, 0);
  }

  async checksum(path: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      if (this.work.signal?.aborted === true) throw new LedgerError('cancelled', 'Stopped before all files were read.');
      hash.update(piece as Buffer);
      this.done += (piece as Buffer).length;
      this.work.progress?.({ stage: 'checksums', done: this.done, total: this.total, unit: 'bytes' });
    }
    return hash.digest('hex');
  }
}
