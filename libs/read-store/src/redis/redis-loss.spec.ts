import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Batch } from '../port.js';
import { encodeEntry } from './batch-codec.js';
import { logStart, pressed } from './build-log.js';
import type { BuildLog } from './build-log.js';
import { startCluster, startRedis, startSentinels, stopRedis, until } from './testing/redis-process.js';
import { buildOf, contents, deafen, dumpOf, forward, placeOf, TestNodes } from './testing/nodes.js';
import { TcpProxy } from './testing/tcp-proxy.js';

describe('a read store whose Redis loses something', () => {
  jest.setTimeout(120_000);
  const nodes = new TestNodes();
  beforeEach(() => nodes.begin());
  afterEach(async () => {
    await nodes.end();
    await stopRedis();
  });
  afterAll(stopRedis);

  /** A slot from 0 on, so many steps. */
  async function advance(build: ReturnType<typeof buildOf>, from: number, to: number): Promise<void> {
    for (let sequence = from; sequence < to; sequence++) expect(await build.commit(forward(0, sequence))).toBe(true);
  }

  test('puts everything back after FLUSHALL, with the next commit', async () => {
    const redis = await startRedis();
    const store = await nodes.open(redis.url);
    await store.create('flow', 'f');
    await store.create('other', 'f');
    await store.activate('flow.1');
    await advance(buildOf(store), 0, 3);
    const before = contents(buildOf(store));
    await redis.command('flushall');
    await advance(buildOf(store, 'other.1'), 0, 1);
    expect(contents(buildOf(store))).toEqual(before);
    await advance(buildOf(store), 3, 4);
    const fresh = await nodes.open(redis.url);
    expect(fresh.builds().map(({ id, state }) => [id, state])).toEqual([
      ['flow.1', 'serving'],
      ['other.1', 'building'],
    ]);
    for (const id of ['flow.1', 'other.1']) expect(dumpOf(buildOf(fresh, id))).toBe(dumpOf(buildOf(store, id)));
    expect(placeOf(buildOf(fresh)).version).toBe(4);
  });

  test('puts everything back after FLUSHALL, without anything to commit, and after an end', async () => {
    const redis = await startRedis();
    const directory = nodes.directory();
    const store = await nodes.open(redis.url, { directory, pollMs: 20 });
    await store.create('flow', 'f');
    await advance(buildOf(store), 0, 3);
    await redis.command('flushall');
    await until(async () => ((await redis.command('keys', '*head')) as string[]).length === 1);
    await store.close();
    await redis.command('flushall');
    const again = await nodes.open(redis.url, { directory });
    const fresh = await nodes.open(redis.url);
    expect(placeOf(buildOf(fresh)).version).toBe(3);
    expect(dumpOf(buildOf(fresh))).toBe(dumpOf(buildOf(again)));
  });

  test('is empty after FLUSHALL where no node is left, and begins anew', async () => {
    const redis = await startRedis();
    const store = await nodes.open(redis.url);
    await store.create('flow', 'f');
    await store.close();
    await redis.command('flushall');
    const fresh = await nodes.open(redis.url);
    expect(fresh.builds()).toEqual([]);
    await fresh.create('flow', 'f');
    await advance(buildOf(fresh), 0, 1);
  });

  test('forgets a build that is neither in Redis nor on any node, and is not taken for empty', async () => {
    const redis = await startRedis();
    const store = await nodes.open(redis.url);
    await store.create('flow', 'f');
    await store.activate('flow.1');
    await store.create('other', 'f');
    await advance(buildOf(store), 0, 1);
    await store.close();
    await redis.command('del', ...((await redis.command('keys', '*flow:*')) as string[]));
    const fresh = await nodes.open(redis.url);
    expect(fresh.builds().map(({ id }) => id)).toEqual(['other.1']);
    expect((await fresh.create('flow', 'f')).info.id).toBe('flow.2');
  });

  test('forgets a build whose log says what cannot be done, and opens the others', async () => {
    const redis = await startRedis();
    const store = await nodes.open(redis.url);
    for (const name of ['flow', 'other']) await store.create(name, 'f');
    const { log } = buildOf(store) as unknown as { log: BuildLog };
    const columns = [['ms', { values: [5], copies: [-1] }] as const];
    const batch: Batch = { slots: [], cells: [{ at: ['c'], steps: [{ time: 0, sums: [], columns }] }] };
    const bytes = await pressed(encodeEntry({ batch }));
    expect(await log.append({ id: 'x', bytes, after: logStart, slots: [] })).toMatchObject({ kind: 'written' });
    const fresh = await nodes.open(redis.url);
    expect(fresh.builds().map(({ id }) => id)).toEqual(['other.1']);
    await until(() => store.builds().length === 1);
  });

  test('ends where the node that is furthest was, whoever looks first', async () => {
    for (const order of [
      [0, 1, 0],
      [1, 0],
    ]) {
      nodes.begin();
      const redis = await startRedis();
      const [ahead, behind] = [await nodes.open(redis.url), await nodes.open(redis.url)];
      const stores = [ahead, behind];
      await ahead.create('flow', 'f');
      await until(() => behind.build('flow.1') !== undefined);
      await advance(buildOf(ahead), 0, 3);
      await buildOf(behind).follow();
      deafen(buildOf(behind));
      await advance(buildOf(ahead), 3, 5);
      expect(placeOf(buildOf(behind)).version).toBe(3);
      await redis.command('flushall');
      for (const at of order) await buildOf(stores[1 - at]!).follow();
      await buildOf(behind).follow();
      expect(placeOf(buildOf(behind)).version).toBe(5);
      expect(dumpOf(buildOf(behind))).toBe(dumpOf(buildOf(ahead)));
      await advance(buildOf(behind), 5, 6);
      await buildOf(ahead).follow();
      expect(dumpOf(buildOf(behind))).toBe(dumpOf(buildOf(ahead)));
    }
  });

  test('goes the way of Redis where others have gone on without it', async () => {
    const redis = await startRedis();
    const [ahead, behind] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    await ahead.create('flow', 'f');
    await until(() => behind.build('flow.1') !== undefined);
    await advance(buildOf(ahead), 0, 3);
    await buildOf(behind).follow();
    for (const store of [ahead, behind]) deafen(buildOf(store));
    await advance(buildOf(ahead), 3, 6);
    await redis.command('flushall');
    // Who was behind puts back what it has, and goes on: another fourth entry, and no sixth.
    await advance(buildOf(behind), 3, 5);
    let moved = 0;
    buildOf(ahead).onMoved(() => void moved++);
    expect(await buildOf(ahead).commit(forward(0, 6))).toBe(false);
    expect(moved).toBe(1);
    expect(placeOf(buildOf(ahead))).toEqual(placeOf(buildOf(behind)));
    expect(dumpOf(buildOf(ahead))).toBe(dumpOf(buildOf(behind)));
    await advance(buildOf(ahead), 5, 7);
  });

  test('goes the way of Redis also where that is longer than its own, and would fit', async () => {
    const redis = await startRedis();
    const [ahead, behind] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    await ahead.create('flow', 'f');
    await until(() => behind.build('flow.1') !== undefined);
    await advance(buildOf(ahead), 0, 1);
    await buildOf(behind).follow();
    for (const store of [ahead, behind]) deafen(buildOf(store));
    await buildOf(ahead).commit(forward(1, 0));
    await redis.command('flushall');
    await buildOf(behind).commit(forward(2, 0));
    await advance(buildOf(behind), 1, 2);
    await buildOf(ahead).follow();
    expect(dumpOf(buildOf(ahead))).toBe(dumpOf(buildOf(behind)));
  });

  test('does not take what was lost out of what others have made since', async () => {
    const redis = await startRedis();
    const [ahead, behind] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    await ahead.create('flow', 'f');
    await until(() => behind.build('flow.1') !== undefined);
    await advance(buildOf(ahead), 0, 1);
    await buildOf(behind).follow();
    for (const store of [ahead, behind]) deafen(buildOf(store));
    const cells = (copies: number) => [
      { at: ['c'], steps: [{ time: 0, sums: [], columns: [['ms', { values: [5], copies: [copies] }] as const] }] },
    ];
    await buildOf(ahead).commit({ slots: [], cells: cells(1) });
    await redis.command('flushall');
    await advance(buildOf(behind), 1, 4);
    await expect(buildOf(ahead).commit({ slots: [], cells: cells(-1) })).rejects.toThrow(/only values that are there/);
    await advance(buildOf(behind), 4, 5);
    await buildOf(ahead).follow();
    expect(dumpOf(buildOf(ahead))).toBe(dumpOf(buildOf(behind)));
  });

  test('two that put back at once do not undo each other', async () => {
    const redis = await startRedis();
    const stores = await Promise.all([0, 1, 2].map(() => nodes.open(redis.url)));
    await stores[0]!.create('flow', 'f');
    await until(() => stores.every((store) => store.build('flow.1') !== undefined));
    for (const store of stores) deafen(buildOf(store));
    for (const [number, store] of stores.entries()) {
      await buildOf(store).follow();
      await advance(buildOf(store), 2 * number, 2 * number + 2);
    }
    expect(stores.map((store) => placeOf(buildOf(store)).version)).toEqual([2, 4, 6]);
    await redis.command('flushall');
    await Promise.all(stores.map((store) => buildOf(store).follow()));
    for (const store of stores) await buildOf(store).follow();
    expect(stores.map((store) => placeOf(buildOf(store)).version)).toEqual([6, 6, 6]);
    await advance(buildOf(stores[0]!), 6, 7);
    for (const store of stores) await buildOf(store).follow();
    stores.push(await nodes.open(redis.url));
    expect(new Set(stores.map((store) => dumpOf(buildOf(store)))).size).toBe(1);
    // Of all that was put back one base is left.
    expect(await redis.command('scard', ((await redis.command('keys', '*bases')) as string[])[0]!)).toBe(1);
  });

  test('puts back what a replica that is behind does not have, when it becomes the master', async () => {
    const [master, replica] = [await startRedis(), await startRedis('--repl-diskless-sync-delay', '0')];
    await replica.command('replicaof', '127.0.0.1', master.port);
    await until(async () => /master_link_status:up/.test(String(await replica.command('info', 'replication'))));
    const proxy = await TcpProxy.start(master.port);
    const store = await nodes.open(proxy.url);
    await store.create('flow', 'f');
    await advance(buildOf(store), 0, 2);
    expect(await master.command('wait', 1, 10_000)).toBe(1);
    // It hears nothing more.
    await replica.command('replicaof', '127.0.0.1', 1);
    await advance(buildOf(store), 2, 5);
    await store.activate('flow.1');
    const before = contents(buildOf(store));
    await master.kill();
    await replica.command('replicaof', 'no', 'one');
    proxy.target = replica.port;
    proxy.cut();
    await advance(buildOf(store), 5, 6);
    expect(contents(buildOf(store))).not.toEqual(before);
    const fresh = await nodes.open(replica.url);
    expect(fresh.serving('flow')!.info.id).toBe('flow.1');
    expect(placeOf(buildOf(fresh)).version).toBe(6);
    expect(dumpOf(buildOf(fresh))).toBe(dumpOf(buildOf(store)));
    await nodes.end();
    await proxy.stop();
  });

  test('finds the new master that sentinels have chosen', async () => {
    const [master, replica] = [await startRedis(), await startRedis('--repl-diskless-sync-delay', '0')];
    await replica.command('replicaof', '127.0.0.1', master.port);
    await until(async () => /master_link_status:up/.test(String(await replica.command('info', 'replication'))));
    const url = await startSentinels(master);
    const store = await nodes.open(url, { pollMs: 200 });
    await store.create('flow', 'f');
    await advance(buildOf(store), 0, 3);
    await until(async () => /connected_slaves:1/.test(String(await master.command('info', 'replication'))));
    await master.command('wait', 1, 10_000);
    await master.kill();
    const other = await nodes.open(url);
    await until(async () => {
      try {
        return await buildOf(store).commit(forward(0, 3));
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' });
        return false;
      }
    }, 60_000);
    expect(String(await replica.command('info', 'replication'))).toMatch(/role:master/);
    await buildOf(other).follow();
    expect(dumpOf(buildOf(other))).toBe(dumpOf(buildOf(store)));
  });

  test('lies on a cluster of three, bases and all, and outlives the loss of one of them', async () => {
    const { url, nodes: servers } = await startCluster();
    const store = await nodes.open(url, { pollMs: 200 });
    const ids: string[] = [];
    const sizes = () => Promise.all(servers.map((server) => server.command('dbsize')));
    while (ids.length < 6 || ((await sizes()).includes(0) && ids.length < 100)) {
      const build = await store.create(`projection-${ids.length}`, 'f');
      ids.push(build.info.id);
      expect(await build.commit(forward(0, 0, randomBytes(2_500_000)))).toBe(true);
    }
    expect(await sizes()).not.toContain(0);
    const other = await nodes.open(url);
    for (const id of ids) {
      expect(await buildOf(other, id).commit(forward(0, 1))).toBe(true);
      await buildOf(store, id).follow();
      expect(dumpOf(buildOf(other, id))).toBe(dumpOf(buildOf(store, id)));
    }
    // One of them comes back with nothing.
    await servers[1]!.command('flushall');
    for (const id of ids) expect(await buildOf(store, id).commit(forward(0, 2))).toBe(true);
    const fresh = await nodes.open(url);
    for (const id of ids) expect(dumpOf(buildOf(fresh, id))).toBe(dumpOf(buildOf(store, id)));
  });
});
