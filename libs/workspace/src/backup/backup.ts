import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyTables, DatabaseSync } from 'node:sqlite';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import { syncDirectory, syncFile, writePrivateFile } from '#core/private-file.js';
import { formatInstant } from '#core/time.js';
import { copyLedger } from '#event-store/embedded/ledger-copy.js';
import { copyKeyStore } from '#privacy/key-store-copy.js';
import type { DataDirectory } from '../directory/data-directory.js';
import type { Work } from '../work.js';
import { checksumsOf, dataOf, writeManifest } from './backup-manifest.js';
import { rootIn, verifyCopy } from './verified-copy.js';
import {
  copyPrivately,
  filesBelow,
  isLockFile,
  makeFolder,
  makeWholeDirectory,
  requireApart,
} from './whole-directory.js';

/** What `tend backup` has made. */
export interface BackupAnswer {
  readonly backup: string;
  readonly madeAt: string;
  /** The last event of it, and the root over the leaves of all. */
  readonly sequence: number;
  readonly root: string;
  readonly bytes: number;
  readonly masterKey: boolean;
}

export interface BackupOptions {
  readonly clock: Clock;
  /** Whether the master key goes with it, when it lies in the data directory. */
  readonly masterKey: boolean;
}

/**
 * Copies a data directory to a folder, whether or not another process writes it meanwhile: first the ledger as it is at one
 * moment, then what its events need, so that no key or name of them is missing. Read models are derived and stay behind, and
 * so does the code of builds. All of the copy is read and verified before it counts as one.
 *
 * @param target a folder that is missing or empty
 * @throws LedgerError `invalid` (something is there), `disk-full`, `integrity` (what was copied is damaged), `cancelled`
 */
export async function backUp(
  directory: DataDirectory,
  target: string,
  { clock, masterKey }: BackupOptions,
  work: Work,
): Promise<BackupAnswer> {
  requireApart(target, directory.path);
  return makeWholeDirectory(target, async (backup) => {
    const data = makeFolder(dataOf(backup));
    const sequence = await copyLedger(directory.ledger, join(data, 'ledger'), work);
    const hasMaster = await copyKeyStore(directory.keys, join(data, 'keys'), { masterKey });
    await copyOperations(directory.operations, join(data, 'operations'));
    writePrivateFile(join(data, 'tend.json'), readFileSync(join(directory.path, 'tend.json'), 'utf8'));
    const { size, root } = await verifyCopy(data, work, hasMaster ? undefined : masterKeyFileOf(directory));
    if (size !== sequence || root !== (await rootIn(directory.ledger, sequence)))
      throw new LedgerError('integrity', 'The copy of the ledger has another root than the ledger.');
    const { organisation, zone } = directory;
    const madeAt = formatInstant(clock.now(), zone);
    const files = await checksumsOf(data, work);
    writeManifest(backup, { organisation, zone, madeAt, sequence, root, masterKey: hasMaster, files });
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { backup: target, madeAt, sequence, root, bytes, masterKey: hasMaster };
  });
}

/** Where the master key of a directory is: said by the environment, else in it. */
function masterKeyFileOf({ keys }: DataDirectory): string {
  return process.env['TEND_MASTER_KEY_FILE'] ?? join(keys, 'master.key');
}

/** The outbox as it is at one moment, and whatever else lies beside it. Code is made again, and not taken from a copy. */
async function copyOperations(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  makeFolder(to);
  for (const path of filesBelow(from)) {
    if (path.startsWith('bundles/') || isLockFile(path)) continue;
    const target = join(to, path);
    makeFolder(target, '..');
    if (path.endsWith('.db')) await copyDatabase(join(from, path), target);
    else copyPrivately(join(from, path), target);
  }
  syncDirectory(to);
}

async function copyDatabase(from: string, to: string): Promise<void> {
  // Made here, so that nobody else can read it from the beginning: secrets stand in it.
  writePrivateFile(to, '');
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    await copyTables(database, to);
  } finally {
    database.close();
  }
  syncFile(to);
}
