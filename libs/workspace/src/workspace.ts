import type { Clock, Random } from '#core/ports.js';
import type { EventStore, Mirror } from '#event-store/port.js';
import type { Directory } from '#privacy/directory.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import type { DataDirectory } from './data-directory.js';

/** What reading needs of an opened data directory. */
export interface Workspace {
  readonly directory: DataDirectory;
  readonly keys: LocalKeyStore;
  readonly names: Directory;
  readonly ledger: Mirror;
  readonly clock: Clock;
  readonly random: Random;
}

/** An opened data directory that this process writes. */
export interface WritableWorkspace extends Workspace {
  readonly ledger: EventStore;
}
