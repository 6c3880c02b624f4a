import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreContract } from '../read-store.contract.js';
import { openRedisReadStore } from './redis-read-store.js';
import type { RedisReadStore } from './redis-read-store.js';
import { startRedis, stopRedis } from './testing/redis-process.js';
import type { RedisProcess } from './testing/redis-process.js';

let redis: RedisProcess;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(stopRedis);

let spaces = 0;

// Opened again by a node that has nothing: all of it comes from Redis.
readStoreContract('on Redis', async () => {
  const namespace = `contract-${spaces++}`;
  const directories: string[] = [];
  const open = async (): Promise<RedisReadStore> => {
    directories.push(mkdtempSync(join(tmpdir(), 'tend-replicas-')));
    return openRedisReadStore({ url: redis.url, namespace, directory: directories.at(-1)!, node: 'a' });
  };
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    close: async () => {
      await store.close();
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    },
  };
});
