import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import { randomId } from '#core/ids.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { Founding, KeyLog } from '#event-store/key-log.js';
import { LocalKeyStore } from '../key-store.js';
import { wrapKey } from '../key-wrapping.js';
import { makeMasterKey, readMasterKey } from '../master-key.js';
import { adopt, foundingIn, requireSameFounding, requireSameOrganisation } from './founding.js';
import { SharedKeyFile } from './shared-key-file.js';

export interface SharedKeyStoreOptions {
  /** `keys/` of the data directory; made, for its owner only, when missing. */
  readonly directory: string;
  /** The same on all nodes. Default: `TEND_MASTER_KEY_FILE`, else `master.key` in the directory. */
  readonly masterKeyFile?: string | undefined;
  readonly random: Random;
  readonly log: KeyLog;
  /** Whose the directory is; of a new one it is not known yet. */
  readonly organisation?: Id;
  /** Zone of the organisation where this is its first node. */
  readonly zone: string;
  /** What is said where this is its first node: of keys that there are already, instead of new ones. */
  readonly founding?: Founding;
  /** False refuses to begin: there is a ledger already, and other keys would make every name in it unreadable. */
  readonly mayFound?: boolean;
}

/** The key store of one node of several, and what the first of them said. */
export interface SharedKeyStore {
  readonly keys: LocalKeyStore;
  readonly founding: Founding;
}

/**
 * Opens a node's replica of the keys and names that are in common, and follows the others; the log is closed with it. What
 * has been here before opens without the server too: what it knows can be read.
 * @throws LedgerError `key-missing` (another organisation's, another master key), `unavailable` when the server does not
 *   answer and nothing is known yet, `integrity` when the replica is of another log
 */
export async function openSharedKeyStore(options: SharedKeyStoreOptions): Promise<SharedKeyStore> {
  const { directory, random, log } = options;
  const path = join(directory, 'keys.mdb');
  const masterKeyFile = options.masterKeyFile ?? process.env['TEND_MASTER_KEY_FILE'] ?? join(directory, 'master.key');
  let file: SharedKeyFile | undefined;
  try {
    const open = (): SharedKeyFile => (file ??= new SharedKeyFile(path, directory, { log, random }));
    const known = existsSync(path) ? foundingIn(open()) : undefined;
    let master: KeyObject | undefined;
    const founding =
      known ??
      (await log.founding(() => {
        if (options.mayFound === false)
          throw new LedgerError('key-missing', 'The server has a ledger and no keys of it.');
        return options.founding ?? found((master = makeMasterKey(masterKeyFile, random)), options);
      }));
    requireSameOrganisation('directory', options.organisation, founding.organisation);
    if (options.founding !== undefined) requireSameFounding(options.founding, founding);
    if (known === undefined) await adopt(open(), founding);
    const keys = new LocalKeyStore(open(), master ?? readMasterKey(masterKeyFile), random);
    await open().follow(known !== undefined);
    return { keys, founding };
  } catch (error) {
    await (file ?? log).close();
    throw error;
  }
}

function found(master: KeyObject, { organisation: given, zone, random }: SharedKeyStoreOptions): Founding {
  const organisation = given ?? randomId(random);
  const wrapped = (name: string): string =>
    Buffer.from(wrapKey(master, random.bytes(32), { organisation, name, generation: 0 }, random)).toString('base64');
  return { organisation, zone, idKey: wrapped('id-key'), blindKey: wrapped('blind-key') };
}
