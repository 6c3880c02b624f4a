import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { limits } from '#core/limits.js';
import { startRedis, stopRedis, until } from './testing/redis-process.js';
import type { RedisProcess } from './testing/redis-process.js';
import { buildOf, contents, dumpOf, forward, placeOf, TestNodes } from './testing/nodes.js';

describe('what a read store takes of Redis', () => {
  jest.setTimeout(120_000);
  const nodes = new TestNodes();
  let redis: RedisProcess;
  beforeEach(async () => {
    nodes.begin();
    redis = await startRedis();
  });
  afterEach(async () => {
    await nodes.end();
    await stopRedis();
  });
  afterAll(stopRedis);

  const keysOf = async (): Promise<string[]> => ((await redis.command('keys', '*')) as string[]).sort();
  const usedBytes = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(String(await redis.command('info', 'memory')))![1]);

  test.each([1_000, 3_000_000])(
    'is refused when there is no memory left, %d bytes, and nothing is lost',
    async (bytes) => {
      const store = await nodes.open(redis.url);
      await store.create('flow', 'f');
      await store.create('other', 'f');
      const build = buildOf(store);
      expect(await build.commit(forward(0, 0, randomBytes(2_000_000)))).toBe(true);
      const before = [contents(build), dumpOf(build), placeOf(build), await redis.command('hgetall', await headOf())];
      await redis.command('config', 'set', 'maxmemory', (await usedBytes()) - 100_000);
      const full = forward(0, 1, randomBytes(bytes));
      await expect(build.commit(full)).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('has no memory left'),
        hint: expect.stringContaining('maxmemory'),
      });
      expect([contents(build), dumpOf(build), placeOf(build), await redis.command('hgetall', await headOf())]).toEqual(
        before,
      );
      // What frees memory needs none.
      await store.drop('other.1');
      expect(store.builds().map(({ id }) => id)).toEqual(['flow.1']);
      await redis.command('config', 'set', 'maxmemory', 0);
      expect(await build.commit(full)).toBe(true);
      expect(dumpOf(buildOf(await nodes.open(redis.url)))).toBe(dumpOf(build));
    },
  );

  const headOf = async (): Promise<string> => (await keysOf()).find((key) => /flow:.*head$/.test(key))!;

  test('is a base and what came after it, as soon as the log is longer than both', async () => {
    const store = await nodes.open(redis.url);
    await store.create('flow', 'f');
    const build = buildOf(store);
    const each = 3 * 1024 * 1024;
    const count = Math.ceil(limits.redisLogBytes / each) + 1;
    for (let i = 0; i < count; i++) expect(await build.commit(forward(0, i, randomBytes(each)))).toBe(true);
    await until(async () => (await redis.command('hget', await headOf(), 'base')) !== '');
    await until(() => store.memory()[0]!.sharedBytes < 3 * each);
    expect(await build.commit(forward(0, count))).toBe(true);
    const { sharedBytes, replicaBytes } = store.memory()[0]!;
    // One document is there, and was written over and over.
    expect(sharedBytes).toBeGreaterThan(each);
    expect(sharedBytes).toBeLessThan(3 * each);
    expect(replicaBytes).toBeGreaterThan(each);
    expect(await usedBytes()).toBeLessThan(4 * each + 4_000_000);
    const fresh = await nodes.open(redis.url);
    expect(dumpOf(buildOf(fresh))).toBe(dumpOf(build));
    expect(await buildOf(fresh).commit(forward(0, count + 1))).toBe(true);
    await build.follow();
    expect(dumpOf(buildOf(fresh))).toBe(dumpOf(build));
    // Nothing is left that belongs to nothing, and nothing is forgotten by itself.
    const blocks = (await keysOf()).filter((key) => !/:(?:head|log|bases|catalogue)$/.test(key));
    const parts = blocks.filter((key) => key.includes('{'));
    const entries = (await redis.command('xlen', (await headOf()).replace(/head$/, 'log'))) as number;
    expect(parts.length).toBeLessThanOrEqual(entries * 4);
    for (const key of await keysOf()) expect([key, await redis.command('ttl', key)]).toEqual([key, -1]);
  });

  test('is loaded from a base again by a node that fell behind it', async () => {
    const [store, behind] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    await store.create('flow', 'f');
    await until(() => behind.build('flow.1') !== undefined);
    buildOf(behind).hear = () => undefined;
    const each = 4 * 1024 * 1024;
    const count = limits.redisLogBytes / each + 1;
    for (let i = 0; i < count; i++) expect(await buildOf(store).commit(forward(0, i, randomBytes(each)))).toBe(true);
    await until(() => store.memory()[0]!.sharedBytes < 3 * each);
    expect(placeOf(buildOf(behind)).version).toBe(0);
    const held = buildOf(behind).hold();
    let moved = 0;
    buildOf(behind).onMoved(() => void moved++);
    expect(await buildOf(behind).commit(forward(0, 0))).toBe(false);
    expect(moved).toBe(1);
    expect(() => held.requireOpen()).toThrow(expect.objectContaining({ code: 'unavailable' }));
    held.release();
    expect(dumpOf(buildOf(behind))).toBe(dumpOf(buildOf(store)));
  });

  test('is made whole again by a node that has it, when a part of the base or of the log is gone', async () => {
    for (const tag of ['', '{']) {
      nodes.begin();
      const store = await nodes.open(redis.url, { pollMs: 50 });
      await store.create('flow', 'f');
      const each = 4 * 1024 * 1024;
      for (let i = 0; i < limits.redisLogBytes / each + 1; i++)
        await buildOf(store).commit(forward(0, i, randomBytes(each)));
      await until(() => store.memory()[0]!.sharedBytes < 3 * each);
      await buildOf(store).commit(forward(1, 0, randomBytes(each)));
      const gone = (await redis.command('keys', `tend:${tag}${nodes.namespace}:*.0`)) as string[];
      expect(gone.length).toBeGreaterThan(0);
      await redis.command('del', ...gone);
      const fresh = await nodes.open(redis.url);
      expect(dumpOf(buildOf(fresh))).toBe(dumpOf(buildOf(store)));
      await nodes.end();
    }
  });

  test('is given back when a build is dropped, in the background, by whoever is there', async () => {
    const [store, other] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    for (const name of ['flow', 'flow', 'more']) await store.create(name, 'f');
    for (const id of ['flow.1', 'flow.2', 'more.1'])
      expect(await buildOf(store, id).commit(forward(0, 0, randomBytes(3_000_000)))).toBe(true);
    await until(() => other.builds().length === 3);
    const held = buildOf(other, 'flow.1');
    await store.drop('flow.1');
    await store.retire('more');
    await until(async () => (await keysOf()).every((key) => !/more/.test(key) && !/sweep/.test(key)));
    const left = (await keysOf()).filter((key) => /flow/.test(key));
    // Of the one that is left: where it stands, its log, and the parts of its entry.
    expect(left.map((key) => /:(head|log)$/.exec(key)?.[1] ?? 'part')).toEqual(['part', 'part', 'part', 'head', 'log']);
    await until(() => other.builds().length === 1);
    await expect(held.commit(forward(0, 1))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await redis.command('hget', `tend:{${nodes.namespace}}:catalogue`, 'contents')).toMatch(/"dropped":\[\]/);
  });

  test('is not taken again by a node that does not know yet that a build was dropped', async () => {
    const [store, other] = [await nodes.open(redis.url), await nodes.open(redis.url)];
    await store.create('flow', 'f');
    await until(() => other.builds().length === 1);
    await buildOf(other).commit(forward(0, 0));
    (other as unknown as { hear: () => void }).hear = () => undefined;
    await store.drop('flow.1');
    await until(async () => (await keysOf()).every((key) => !/flow|sweep/.test(key)));
    await expect(buildOf(other).commit(forward(0, 1))).rejects.toMatchObject({ code: 'unavailable' });
    expect((await keysOf()).filter((key) => /flow/.test(key))).toEqual([]);
  });

  test('knows one build where two nodes begin the same at once, and as many as nodes where they differ', async () => {
    const stores = [await nodes.open(redis.url), await nodes.open(redis.url), await nodes.open(redis.url)];
    const same = await Promise.all(stores.map((store) => store.create('flow', 'f')));
    expect(same.map(({ info }) => info.id)).toEqual(['flow.1', 'flow.1', 'flow.1']);
    const apart = await Promise.all(stores.map((store, i) => store.create('flow', `f${i}`)));
    expect(apart.map(({ info }) => info.id).sort()).toEqual(['flow.2', 'flow.3', 'flow.4']);
    await until(() => stores.every((store) => store.builds().length === 4));
    for (const store of stores) expect(store.builds()).toEqual(stores[0]!.builds());
    // Whoever knows of it begins another one.
    expect((await stores[1]!.create('flow', 'f')).info.id).toBe('flow.5');
  });

  test('knows of every change of the catalogue, whoever makes which at once', async () => {
    const change = fc.record({ build: fc.nat({ max: 2 }), what: fc.constantFrom('stall', 'activate', 'create') });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 8 }), async (changes) => {
        nodes.begin();
        const stores = [await nodes.open(redis.url), await nodes.open(redis.url)];
        for (const name of ['a', 'b', 'c']) await stores[0]!.create(name, 'f');
        await until(() => stores[1]!.builds().length === 3);
        const stall = { kind: 'fold', key: 'k', sequence: 1, limitMs: 1 } as const;
        await Promise.all(
          changes.map(async ({ build, what }, i) => {
            const id = `${'abc'[build]!}.1`;
            const store = stores[i % 2]!;
            if (what === 'stall') await store.noteStall(id, stall);
            else if (what === 'activate') await store.activate(id);
            else await store.create(`new-${i}`, 'f');
          }),
        );
        const made = (what: string) => changes.flatMap((one) => (one.what === what ? [`${'abc'[one.build]!}.1`] : []));
        for (const store of [...stores, await nodes.open(redis.url)]) {
          await until(() => store.builds().length === 3 + made('create').length);
          await until(() => JSON.stringify(store.builds()) === JSON.stringify(stores[0]!.builds()));
          for (const { id, state, stall: found } of store.builds()) {
            expect(found).toEqual(made('stall').includes(id) ? stall : undefined);
            expect(state).toBe(made('activate').includes(id) ? 'serving' : 'building');
          }
        }
        await nodes.end();
      }),
      { numRuns: 10 },
    );
  });
});
