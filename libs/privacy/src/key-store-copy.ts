import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { makePrivateDirectory, syncDirectory, syncFile, writePrivateFile } from '#core/private-file.js';
import { KeyFile } from './key-file.js';

/**
 * Copies a key store as it is at one moment, whether or not another process writes it meanwhile; on disk when it resolves.
 * Keys that were destroyed before are not in the copy, in no page of it. The master key goes with it when it lies beside it
 * and is wanted.
 * @returns whether the copy has the master key
 * @throws LedgerError `not-found`, `unavailable`
 */
export async function copyKeyStore(from: string, to: string, options: { masterKey: boolean }): Promise<boolean> {
  makePrivateDirectory(to);
  const target = join(to, 'keys.mdb');
  const file = new KeyFile(join(from, 'keys.mdb'), from, { readOnly: true });
  try {
    await file.copyTo(target);
  } catch (error) {
    throw new LedgerError('unavailable', `The key store could not be copied to ${to}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await file.close();
  }
  if (process.platform !== 'win32') chmodSync(target, 0o600);
  syncFile(target);
  const master = join(from, 'master.key');
  const hasMaster = options.masterKey && existsSync(master);
  if (hasMaster) writePrivateFile(join(to, 'master.key'), readFileSync(master, 'latin1'));
  syncDirectory(to);
  return hasMaster;
}
