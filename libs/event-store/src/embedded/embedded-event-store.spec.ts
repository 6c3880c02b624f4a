import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#core/ports.js';
import { eventStoreContract } from '../event-store.contract.js';
import type { StoreHome } from '../contract/store-under-test.js';
import type { EventStore } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { openEventStore } from './open.js';

async function temporaryHome(open: (directory: string, clock: Clock) => Promise<EventStore>): Promise<StoreHome> {
  const directory = await mkdtemp(join(tmpdir(), 'tend-ledger-'));
  return {
    durable: true,
    open: (clock) => open(join(directory, 'ledger'), clock),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

eventStoreContract('embedded', () => temporaryHome((directory, clock) => openEventStore(directory, { clock })));

// The same with segments so small that every test makes and merges many of them.
eventStoreContract('embedded, in small segments', () =>
  temporaryHome((directory, clock) => EmbeddedEventStore.open(directory, clock, { segmentEvents: 4, mergeCount: 2 })),
);
