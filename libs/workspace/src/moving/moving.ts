import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import { replicate } from '#event-store/replicate.js';
import { openEventStore } from '#event-store/embedded/open.js';
import type { EventStore } from '#event-store/port.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import { LedgerTree, type TreeHead } from '#transparency/ledger-tree.js';
import type { DataDirectory } from '../directory/data-directory.js';
import type { LedgerServer } from '../directory/ledger-server.js';
import type { Work } from '../work.js';
import { bringKeysUpToDate, formerKeys, moveKeysToServer, takeMovedKeys } from './moving-keys.js';
import { rename } from './rename.js';

/** Where a ledger has been moved to, and that it is the same. */
export interface MovedAnswer extends TreeHead {
  readonly to: 'server' | 'directory';
  /** How many events were copied now; less than all where an earlier move was interrupted. */
  readonly copied: number;
  /** Of how many people and organisations the keys and names were moved. */
  readonly subjects?: number;
  /** Where the ledger and the keys as they were are kept. */
  readonly kept?: readonly string[];
}

export interface MovingOptions {
  readonly server: LedgerServer;
  readonly clock: Clock;
}

const [ledger, mirror, moving, former] = ['ledger', 'mirror', 'mirror.moving', 'ledger.moved'] as const;

/**
 * Moves the ledger of a data directory to a server, event by event the same, which the roots prove; and before it the keys
 * and names, for all nodes to come. It goes on where it was interrupted. What was here is kept beside, and counts no more. Nobody else may write meanwhile.
 * @throws LedgerError `data-directory-foreign` when it is on a server already, `data-directory-locked`, `integrity` when the
 *   server has something else under the prefix, `unavailable`, `cancelled`
 */
export async function moveToServer(
  { path, zone }: Pick<DataDirectory, 'path' | 'zone'>,
  { server, clock }: MovingOptions,
  work: Work = {},
): Promise<MovedAnswer> {
  const at = (name: string): string => join(path, name);
  const isHere = existsSync(at(ledger));
  // An earlier move was cut off between its last steps: everything is on the server, and until now nothing opens it.
  if (existsSync(at(mirror)) && isHere) {
    takeMovedKeys(path);
    rename(path, ledger, former);
  }
  if (existsSync(at(mirror)))
    throw new LedgerError('data-directory-foreign', `The ledger of ${path} is on a server already.`, {
      hint: 'Nothing is to be done; tend status tells how far the mirror is.',
    });
  if (existsSync(at(former)))
    throw new LedgerError('data-directory-foreign', `${at(former)} is kept of an earlier move.`, {
      hint: 'Look whether it is needed, and move it elsewhere.',
    });
  const answer = await withOpened(openEventStore(at(ledger), { clock }), (from) =>
    withOpened(openCaughtUp(at(moving), { server, clock }, work), async (to) => {
      // First, so that nothing is on the server whose keys are not.
      const subjects = await moveKeysToServer({ path, zone }, server, work);
      const copied = await replicate(from, to, work);
      return { copied, subjects, ...(await equalHeads(from, to)) };
    }),
  );
  rename(path, moving, mirror);
  takeMovedKeys(path);
  rename(path, ledger, former);
  return { to: 'server', ...answer, kept: [at(former), at(formerKeys)] };
}

/**
 * Brings the ledger of a data directory back from a server: what is mirrored here becomes the ledger, once it has all that
 * the server has. What is on the server stays there, and counts no more. Nobody else may write meanwhile.
 * @throws LedgerError `data-directory-foreign` when it is not on a server, `unavailable` when that cannot be reached, `cancelled`
 */
export async function moveToDirectory(
  { path }: Pick<DataDirectory, 'path'>,
  { server, clock }: MovingOptions,
  work: Work = {},
): Promise<MovedAnswer> {
  if (!existsSync(join(path, mirror)))
    throw new LedgerError('data-directory-foreign', `The ledger of ${path} is in the directory itself already.`);
  const head = await withOpened(openCaughtUp(join(path, mirror), { server, clock }, work), async (store) => {
    await bringKeysUpToDate(path, server);
    return new LedgerTree(store).head();
  });
  rename(path, mirror, ledger);
  return { to: 'directory', copied: 0, ...head };
}

async function equalHeads(from: EventStore, to: EventStore): Promise<TreeHead> {
  const [ours, theirs] = [await new LedgerTree(from).head(), await new LedgerTree(to).head()];
  if (ours.size === theirs.size && ours.root === theirs.root) return ours;
  throw new LedgerError('integrity', `The roots differ: ${ours.root} here, ${theirs.root} on the server`);
}

/** Opens a mirror that shows all that its server has. @throws LedgerError `unavailable`, `cancelled`, `integrity` */
async function openCaughtUp(
  directory: string,
  { server, clock }: MovingOptions,
  { signal }: Work,
): Promise<EventStore> {
  const store = await KurrentEventStore.open(directory, { ...server, clock });
  try {
    const { failure } = store.mirrorStatus();
    if (failure !== undefined)
      throw new LedgerError('unavailable', `The server of the ledger cannot be reached: ${failure}`);
    await store.caughtUp(signal);
    if (signal?.aborted === true) throw new LedgerError('cancelled');
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function withOpened<Store extends EventStore, T>(
  opening: Promise<Store>,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await opening;
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
