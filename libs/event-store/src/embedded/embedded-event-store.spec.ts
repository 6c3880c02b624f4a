import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../event-store.contract.js';
import { openEventStore } from './open.js';

eventStoreContract('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tend-ledger-'));
  return {
    durable: true,
    open: (clock) => openEventStore(join(directory, 'ledger'), { clock }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
});
