import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { makePrivateFile } from '#core/private-file.js';
import { systemRandom } from '#core/random.js';
import { KurrentKeyLog, keysPrefixOf } from '#event-store/kurrentdb/key-log.js';
import { KeyFile } from '#privacy/key-file.js';
import { foundingIn } from '#privacy/replica/founding.js';
import { openSharedKeyStore } from '#privacy/replica/open-shared-key-store.js';
import { replicateKeys } from '#privacy/replica/replicate-keys.js';
import type { SharedKeyFile } from '#privacy/replica/shared-key-file.js';
import type { DataDirectory } from '../directory/data-directory.js';
import type { LedgerServer } from '../directory/ledger-server.js';
import type { Work } from '../work.js';
import { rename } from './rename.js';

const [keys, moving, masterKey] = ['keys', 'keys.moving', 'master.key'] as const;
/** Where the key store as it was is kept. */
export const formerKeys = 'keys.moved';

/**
 * Tells the nodes to come all keys and names of a data directory. The same master key, id key and blind key go on to be
 * used, so that every id, digest and blind index stays what it is.
 * @returns of how many people and organisations
 * @throws LedgerError `integrity` when others are under the prefix, `unavailable`, `cancelled`
 */
export async function moveKeysToServer(
  { path, zone }: Pick<DataDirectory, 'path' | 'zone'>,
  server: LedgerServer,
  work: Work,
): Promise<number> {
  const [directory, replica] = [join(path, keys), join(path, moving)];
  const from = new KeyFile(join(directory, 'keys.mdb'), directory, { readOnly: true });
  try {
    const founding = { ...foundingIn(from)!, zone };
    const masterKeyFile = process.env['TEND_MASTER_KEY_FILE'] ?? join(directory, masterKey);
    const { keys: to } = await openSharedKeyStore({
      directory: replica,
      masterKeyFile,
      random: systemRandom(),
      log: new KurrentKeyLog(server, keysPrefixOf(server.prefix)),
      zone,
      founding,
    }).catch((error: unknown) => {
      const isOther = error instanceof LedgerError && error.code === 'key-missing';
      throw isOther ? new LedgerError('integrity', error.message, { cause: error }) : error;
    });
    try {
      return await replicateKeys(from, to.file as SharedKeyFile, work);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** What all nodes have takes the place of what was one machine's; wherever it is cut off, it is ended by doing it again. */
export function takeMovedKeys(path: string): void {
  const own = join(path, keys, masterKey);
  if (existsSync(join(path, moving)) && existsSync(own))
    makePrivateFile(join(path, moving, masterKey), readFileSync(own, 'latin1'));
  if (existsSync(join(path, moving)) && existsSync(join(path, keys))) rename(path, keys, formerKeys);
  if (existsSync(join(path, moving))) rename(path, moving, keys);
}

/** What all nodes have said of keys and names is in the directory. @throws LedgerError `unavailable`, `key-missing`, `integrity` */
export async function bringKeysUpToDate(path: string, server: LedgerServer): Promise<void> {
  const log = new KurrentKeyLog(server, keysPrefixOf(server.prefix));
  const directory = join(path, keys);
  const opened = await openSharedKeyStore({ directory, random: systemRandom(), log, zone: 'UTC', mayFound: false });
  try {
    await (opened.keys.file as SharedKeyFile).caughtUp();
  } finally {
    await opened.keys.close();
  }
}
