import type { Clock } from '#core/ports.js';
import type { EventStore, HashedLedger, Mirror } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { MirrorReader } from './mirror-reader.js';

/** A ledger opened for reading only, with a subscription to what another process writes. */
export type OpenedMirror = Mirror & HashedLedger & Pick<EventStore, 'subscribe' | 'close'>;

/**
 * Opens the ledger in a directory for writing, or makes it. One process at a time.
 * @param directory the `ledger/` of a data directory; nothing else lies in it
 * @throws LedgerError `data-directory-foreign`, `data-directory-locked`, `integrity`, `disk-full`, `unavailable`
 */
export async function openEventStore(directory: string, options: { clock: Clock }): Promise<EventStore> {
  return EmbeddedEventStore.open(directory, options.clock);
}

/**
 * Opens a ledger for reading, whether or not another process writes it. Every call sees what is durable at that moment.
 * @throws LedgerError `not-found`, `data-directory-foreign`
 */
export async function openMirror(directory: string): Promise<OpenedMirror> {
  return MirrorReader.open(directory);
}
