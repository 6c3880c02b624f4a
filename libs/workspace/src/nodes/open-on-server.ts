import { join } from 'node:path';
import type { Clock, Random } from '#core/ports.js';
import { LedgerError } from '#core/errors.js';
import type { EventStore } from '#event-store/port.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import { openDataDirectory, prepareDataDirectory, zoneOr, type DataDirectory } from '../directory/data-directory.js';
import { eventsIn, type LedgerServer } from '../directory/ledger-server.js';

interface Options {
  readonly server: LedgerServer;
  readonly clock: Clock;
  readonly random: Random;
  /** Zone of the organisation where this is its first node; others have that of the first. */
  readonly zone: string | undefined;
  /** What is closed again when a later part cannot be opened. */
  readonly opened: <Part extends { close(): Promise<void> }>(part: Part) => Part;
}

/**
 * Opens a node of a ledger that is on a server: its mirror, and its replica of the keys and names that all nodes have in
 * common. Whose they are, and in which zone its days are, the first node has said for all; so the directory of a new one gets
 * its mark last. Where the server is away, what was here before is opened, to be read.
 * @throws LedgerError `data-directory-foreign`, `data-directory-locked`, `key-missing`, `integrity`; `unavailable` when the
 *   server cannot be reached and nothing is known of it yet
 */
export async function openOnServer(
  path: string,
  { server, clock, random, zone, opened }: Options,
): Promise<{ readonly directory: DataDirectory; readonly ledger: EventStore; readonly keys: LocalKeyStore }> {
  const days = zoneOr(zone);
  const events = eventsIn(path, true);
  const owner = prepareDataDirectory(path, true);
  const ledger = opened(await openLedger(events, { clock, server }));
  const { KurrentKeyLog, keysPrefixOf } = await import('#event-store/kurrentdb/key-log.js');
  const { openSharedKeyStore } = await import('#privacy/replica/open-shared-key-store.js');
  const { keys, founding } = await openSharedKeyStore({
    directory: join(path, 'keys'),
    random,
    log: new KurrentKeyLog(server, keysPrefixOf(server.prefix)),
    zone: days,
    mayFound: ledger.head().sequence === 0,
    ...(owner === undefined ? {} : { organisation: owner }),
  });
  opened(keys);
  const directory = openDataDirectory(path, { ...founding, onServer: true });
  return { directory, ledger, keys };
}

async function openLedger(
  directory: string,
  { clock, server }: { readonly clock: Clock; readonly server: LedgerServer },
): Promise<EventStore> {
  // Loaded only where it is used: the client of the server is as large as the rest of the program.
  const { KurrentEventStore } = await import('#event-store/kurrentdb/kurrentdb-event-store.js');
  const store = await KurrentEventStore.open(directory, { ...server, clock });
  const { isCaughtUp, failure } = store.mirrorStatus();
  if (isCaughtUp || store.head().sequence > 0) return store;
  await store.close();
  throw new LedgerError(
    'unavailable',
    `The server of the ledger cannot be reached: ${failure ?? 'it does not answer'}.`,
  );
}
