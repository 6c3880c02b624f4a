import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import { randomId } from '#core/ids.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { Founding, KeyLog } from '#event-store/key-log.js';
import { type KeyFile, type Write } from '../key-file.js';
import { LocalKeyStore } from '../key-store.js';
import { wrapKey } from '../key-wrapping.js';
import { makeMasterKey, readMasterKey } from '../master-key.js';
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
}

const format = '1';

/** The key store of one node of several, and what the first of them said. */
export interface SharedKeyStore {
  readonly keys: LocalKeyStore;
  readonly founding: Founding;
}

/**
 * Opens a node's replica of the keys and names that are in common, and follows the others; the log is closed with it.
 * @throws LedgerError `key-missing` (another organisation's, another master key), `unavailable` when the server does not
 *   answer, `integrity` when the replica is of another log
 */
export async function openSharedKeyStore(options: SharedKeyStoreOptions): Promise<SharedKeyStore> {
  const { directory, random, log } = options;
  let file: SharedKeyFile | undefined;
  try {
    const path = options.masterKeyFile ?? process.env['TEND_MASTER_KEY_FILE'] ?? join(directory, 'master.key');
    let master: KeyObject | undefined;
    const founding = await log.founding(() => found((master = makeMasterKey(path, random)), options));
    requireSame('directory', options.organisation, founding.organisation);
    file = new SharedKeyFile(join(directory, 'keys.mdb'), directory, { log, random });
    await adopt(file, founding);
    const keys = new LocalKeyStore(file, master ?? readMasterKey(path), random);
    await file.follow();
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

/** A replica that is new takes over whose it is; one that is not must be theirs. */
async function adopt(file: KeyFile, { organisation, idKey, blindKey }: Founding): Promise<void> {
  const stored = file.stored('meta', Buffer.from('organisation'))?.toString();
  requireSame('key store', stored, organisation);
  const rows: readonly (readonly [string, Buffer])[] = [
    ['format', Buffer.from(format)],
    ['organisation', Buffer.from(organisation)],
    ['id-key', Buffer.from(idKey, 'base64')],
    ['blind-key', Buffer.from(blindKey, 'base64')],
  ];
  const of = (name: string): Buffer | undefined => file.stored('meta', Buffer.from(name));
  if (stored !== undefined && rows.some(([name, value]) => of(name)?.equals(value) !== true))
    throw new LedgerError('key-missing', 'The key store has other keys than those on the server.');
  if (stored !== undefined) return;
  await file.write(rows.map(([name, value]): Write => ({ table: 'meta', key: Buffer.from(name), value })));
}

function requireSame(what: string, ours: Id | undefined, theirs: Id): void {
  if (ours === undefined || ours === theirs) return;
  throw new LedgerError(
    'key-missing',
    `The ${what} is of organisation ${ours}, the keys on the server are of ${theirs}.`,
  );
}
