import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentsOf } from '../../contract/naive-build.js';
import { tableNames } from '../../embedded/build-database.js';
import type { BuildDatabase } from '../../embedded/build-database.js';
import type { Batch } from '../../port.js';
import type { LogPlace } from '../build-log.js';
import type { RedisBuild } from '../redis-build.js';
import { openRedisReadStore } from '../redis-read-store.js';
import type { RedisReadStore } from '../redis-read-store.js';
import type { Replica } from '../replica.js';

/** The nodes of a test: each with a directory of its own, all closed and deleted in the end. */
export class TestNodes {
  private readonly stores: RedisReadStore[] = [];
  private readonly directories: string[] = [];
  namespace = 'test-0';
  private spaces = 0;

  /** What is opened from now on shares nothing with what was opened before. */
  begin(): void {
    this.namespace = `test-${++this.spaces}`;
  }

  directory(): string {
    this.directories.push(mkdtempSync(join(tmpdir(), 'tend-replicas-')));
    return this.directories.at(-1)!;
  }

  /**
   * @param options `pollMs`: without it a node looks at nothing by itself within a test
   */
  async open(
    url: string,
    { directory = this.directory(), pollMs = 3_600_000 }: { directory?: string; pollMs?: number } = {},
  ): Promise<RedisReadStore> {
    const node = `node-${this.stores.length}`;
    const store = await openRedisReadStore({ url, namespace: this.namespace, directory, node, pollMs });
    this.stores.push(store);
    return store;
  }

  async end(): Promise<void> {
    for (const store of this.stores.splice(0)) await store.close();
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  }
}

/** A build as a store of a test has it. */
export function buildOf(store: RedisReadStore, id = 'flow.1'): RedisBuild {
  return store.build(id) as RedisBuild;
}

/** It is not told any more what others write. */
export function deafen(build: RedisBuild): void {
  build.hear = () => undefined;
}

export function replicaOf(build: RedisBuild): Replica {
  return (build as unknown as { follower: { replica: Replica } }).follower.replica;
}

export function placeOf(build: RedisBuild): LogPlace {
  return replicaOf(build).place;
}

/** The file of a replica, past what is tested. */
export function databaseOf(build: RedisBuild): BuildDatabase {
  return (replicaOf(build) as unknown as { database: BuildDatabase }).database;
}

/** A hash over all that lies in the file of a replica but whose it is. */
export function dumpOf(build: RedisBuild): string {
  const database = databaseOf(build);
  const tables = database.read((reading) =>
    tableNames.map((name) => {
      const range = database.tables[name].getRange(reading);
      const pairs = Array.from(range, ({ key, value }) => [key.toString('hex'), value.toString('hex')]);
      return [name, pairs.filter(([key]) => name !== 'meta' || key !== Buffer.from('owner').toString('hex'))];
    }),
  );
  return hash('sha256', JSON.stringify(tables));
}

export function contents(build: RedisBuild): unknown {
  return build.read((snapshot) => contentsOf(snapshot, 50));
}

/** A batch that brings a slot one further, from the sequence that it stands at, and writes so many bytes of a key. */
export function forward(slot: number, sequence: number, document: Uint8Array = new Uint8Array()): Batch {
  return {
    slots: [{ slot, from: { sequence, horizon: sequence }, to: { sequence: sequence + 1, horizon: sequence + 1 } }],
    keys: [
      {
        key: `k${slot}`,
        slot,
        entry: {
          place: { occurredAt: sequence, ordinal: 0, sequence },
          facts: sequence,
          document,
          rowSteps: 0,
          totalSteps: 0,
          signalSteps: 0,
          known: sequence,
        },
      },
    ],
    transitions: [Buffer.from(`${slot}/${sequence}`)],
  };
}
