import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadStore } from '../port.js';
import { readStoreContract } from '../read-store.contract.js';
import { openReadStore } from './embedded-read-store.js';

readStoreContract('on LMDB', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tend-read-'));
  let store: ReadStore = await openReadStore(directory);
  const first = store;
  return {
    store: first,
    reopen: async () => {
      await store.close();
      store = await openReadStore(directory);
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
