import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { startTestProcess } from '#core/test-process.js';
import { batchOf, modelBatch, step } from '../contract/batches.js';
import type { Step } from '../contract/batches.js';
import { NaiveBuild } from '../contract/naive-build.js';
import type { ModelBatch } from '../contract/naive-build.js';
import type { RedisBuild } from './redis-build.js';
import { openRedisReadStoreReader } from './redis-read-store.js';
import { startRedis, stopRedis, until } from './testing/redis-process.js';
import type { RedisProcess } from './testing/redis-process.js';
import {
  buildOf,
  contents,
  databaseOf,
  deafen,
  dumpOf,
  forward,
  placeOf,
  replicaOf,
  TestNodes,
} from './testing/nodes.js';
import { TcpProxy } from './testing/tcp-proxy.js';

/** Commits one batch after the other, and says so of each. */
const committing = `
  const { openRedisReadStore } = await import('#read-store/redis/redis-read-store.js');
  const [options, first] = process.argv.slice(1);
  const store = await openRedisReadStore(JSON.parse(options));
  const build = store.build('flow.1') ?? (await store.create('flow', 'f'));
  for (let at = Number(first); at < 100_000; at++) {
    const [from, to] = [at, at + 1].map((sequence) => ({ sequence, horizon: sequence }));
    await build.commit({ slots: [{ slot: 0, from, to }], transitions: [Buffer.from(String(at))] });
    console.log(at);
  }
`;

describe('nodes that share a read store', () => {
  jest.setTimeout(120_000);
  let redis: RedisProcess;
  const nodes = new TestNodes();
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => nodes.begin());
  afterEach(() => nodes.end());
  afterAll(stopRedis);

  /** So many nodes that have one build. */
  async function sharing(count: number): Promise<RedisBuild[]> {
    const stores = await Promise.all(Array.from({ length: count }, () => nodes.open(redis.url)));
    await stores[0]!.create('flow', 'f');
    await until(() => stores.every((store) => store.build('flow.1') !== undefined));
    return stores.map((store) => buildOf(store));
  }

  /** What several nodes commit at once. */
  interface Round {
    readonly steps: readonly Step[];
    /** All want the same slots, so that only one may have its way; else each has slots and keys of its own. */
    readonly isContested: boolean;
    /** Who is brought up to date behind it. */
    readonly follows: readonly boolean[];
  }
  const round: fc.Arbitrary<Round> = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    isContested: fc.boolean(),
    follows: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  });

  /** The part of a batch that is a node's own: nothing that another one does beside it touches it. */
  function ownPart(batch: ModelBatch, node: number): ModelBatch {
    return {
      ...batch,
      slots: batch.slots.filter(({ slot }) => slot % 3 === node),
      keys: batch.keys.filter(({ key }) => key.length % 3 === node),
      cells: batch.cells.map((cell) => ({ ...cell, take: {} })),
      waiting: { added: batch.waiting.added, due: [] },
    };
  }

  test('have all the same in the end, whoever has committed what at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), fc.boolean(), async (rounds, areDeaf) => {
        nodes.begin();
        const builds = await sharing(3);
        if (areDeaf) builds.forEach(deafen);
        const model = new NaiveBuild();
        for (const [number, { steps, isContested, follows }] of rounds.entries()) {
          const made = steps.map((random) => modelBatch(model, random, number + 1));
          const batches = isContested
            ? made.map((batch) => ({ ...batch, slots: made[0]!.slots }))
            : made.map((batch, node) => ownPart(batch, node));
          const done = await Promise.all(batches.map((batch, node) => builds[node]!.commit(batchOf(batch))));
          const isStale = batches.map(({ slots }) =>
            slots.some(({ slot, from }) => from.sequence !== model.slots[slot]!.sequence),
          );
          if (isContested) expect(done.filter(Boolean)).toHaveLength(isStale[0] ? 0 : 1);
          else expect(done).toEqual(isStale.map((stale) => !stale));
          for (const [node, batch] of batches.entries()) if (done[node]) expect(model.commit(batch)).toBe(true);
          for (const [node, build] of builds.entries()) if (follows[node]) await build.follow();
          const loser = done.indexOf(false);
          // Who was refused has what refused it.
          if (loser >= 0 && isContested) expect(contents(builds[loser]!)).toEqual(model.contents(50));
        }
        for (const build of builds) await build.follow();
        for (const build of builds) expect(contents(build)).toEqual(model.contents(50));
        expect(new Set(builds.map(dumpOf)).size).toBe(1);
        await nodes.end();
      }),
      { numRuns: 25 },
    );
  });

  test('settle at once, and settle once', async () => {
    const builds = await sharing(2);
    const aside = (times: number[]) => [
      { at: ['c'], sums: { times, names: times.map(() => 'n'), by: times.map(() => 1) }, columns: [] },
    ];
    for (const [node, build] of builds.entries())
      await build.commit({ slots: forward(node, 0).slots, aside: aside([3, 5]) });
    await Promise.all(builds.map((build) => build.settle()));
    for (const build of builds) {
      await build.follow();
      expect(build.read((snapshot) => [snapshot.hasAside(), snapshot.cell(['c'])?.sums])).toEqual([false, { n: 4n }]);
    }
    expect(dumpOf(builds[0]!)).toBe(dumpOf(builds[1]!));
  });

  test('hear of what others commit, and say so', async () => {
    const [writer, reader] = (await sharing(2)) as [RedisBuild, RedisBuild];
    let moved = 0;
    const end = reader.onMoved(() => void moved++);
    await writer.commit(forward(0, 0));
    await until(() => moved === 1);
    expect(dumpOf(reader)).toBe(dumpOf(writer));
    end();
    await writer.commit(forward(0, 1));
    await until(() => placeOf(reader).version === 2);
    expect(moved).toBe(1);
  });

  test('see it by looking where they are not told', async () => {
    const writer = await nodes.open(redis.url);
    const build = await writer.create('flow', 'f');
    await writer.activate('flow.1');
    const { namespace } = nodes;
    const options = { url: redis.url, namespace, directory: nodes.directory(), node: 'reader', pollMs: 20 };
    const reader = await openRedisReadStoreReader(options);
    deafen(reader.serving('flow') as RedisBuild);
    await build.commit(forward(0, 0));
    await until(() => reader.serving('flow')!.read((snapshot) => snapshot.positions()[0]!.sequence === 1));
    await reader.close();
  });

  test('goes on where it was killed between what Redis wrote and what it would have written itself', async () => {
    const directory = nodes.directory();
    const killed = await nodes.open(redis.url, { directory });
    await killed.create('flow', 'f');
    const other = await nodes.open(redis.url);
    await buildOf(killed).commit(forward(0, 0));
    replicaOf(buildOf(killed)).apply = () => Promise.reject(new Error('killed'));
    await expect(buildOf(killed).commit(forward(0, 1))).rejects.toThrow('killed');
    await killed.close();
    const again = await nodes.open(redis.url, { directory });
    await buildOf(other).follow();
    expect(placeOf(buildOf(again)).version).toBe(2);
    expect(dumpOf(buildOf(again))).toBe(dumpOf(buildOf(other)));
    expect(await buildOf(again).commit(forward(0, 1))).toBe(false);
    expect(await buildOf(again).commit(forward(0, 2))).toBe(true);
  });

  test('goes on from wherever its process was killed, and has lost nothing that it was told', async () => {
    const directory = nodes.directory();
    let next = 0;
    for (const lines of [1, 7, 20]) {
      const options = { url: redis.url, namespace: nodes.namespace, directory, node: 'killed' };
      const child = startTestProcess(committing, JSON.stringify(options), String(next));
      let [told, complaint] = ['', ''];
      child.stdout.on('data', (text) => (told += String(text)));
      child.stderr.on('data', (text) => (complaint += String(text)));
      await until(() => told.split('\n').length > lines || child.exitCode !== null);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(complaint).toBe('');
      const [again, fresh] = [await nodes.open(redis.url, { directory }), await nodes.open(redis.url)];
      expect(dumpOf(buildOf(again))).toBe(dumpOf(buildOf(fresh)));
      const { sequence } = buildOf(again).read((snapshot) => snapshot.positions()[0]!);
      expect(sequence).toBeGreaterThanOrEqual(next + told.split('\n').length - 1);
      expect(placeOf(buildOf(again)).version).toBe(sequence);
      next = sequence;
      await again.close();
    }
  });

  test.each(['transitions', 'meta'] as const)(
    'applies an entry and says so, or neither, where writing %s fails in between',
    async (name) => {
      const [build, other] = (await sharing(2)) as [RedisBuild, RedisBuild];
      deafen(build);
      await build.commit(forward(0, 0));
      // No slot stands for it: only the place says whether it is there.
      const { keys, transitions } = forward(1, 0);
      const table = databaseOf(build).tables[name];
      const put = table.putSync.bind(table);
      table.putSync = () => {
        table.putSync = put;
        throw new Error('no more');
      };
      const failed = build.commit({ slots: [], keys: keys!, transitions: transitions! });
      await expect(failed).rejects.toThrow('no more');
      expect(placeOf(build).version).toBe(1);
      await build.follow();
      await other.follow();
      expect(other.read((snapshot) => snapshot.transitions(0, 9).last)).toBe(2);
      expect(dumpOf(build)).toBe(dumpOf(other));
    },
  );

  test('keeps what it has over an end, and reads from Redis only what came after', async () => {
    const directory = nodes.directory();
    const store = await nodes.open(redis.url, { directory });
    await store.create('flow', 'f');
    await buildOf(store).commit(forward(0, 0));
    await store.close();
    const keys = (await redis.command('keys', `tend:{${nodes.namespace}:*.0`)) as string[];
    expect(keys).toHaveLength(1);
    await redis.command('del', ...keys);
    const again = await nodes.open(redis.url, { directory });
    expect(await buildOf(again).commit(forward(0, 1))).toBe(true);
  });

  test.each([10, 3 * 1024 * 1024])('commits once where the answer is lost, %d bytes', async (bytes) => {
    const proxy = await TcpProxy.start(redis.port);
    const store = await nodes.open(proxy.url);
    await store.create('flow', 'f');
    const build = buildOf(store);
    await build.commit(forward(0, 0));
    // Nothing but its id tells the one from the other where no slot is compared.
    proxy.breakOnce('evalsha');
    const { keys, transitions } = forward(0, 0, randomBytes(bytes));
    expect(await build.commit({ slots: [], keys: keys!, transitions: transitions! })).toBe(true);
    expect(placeOf(build).version).toBe(2);
    expect(build.read((snapshot) => snapshot.transitions(0, 9).last)).toBe(2);
    const other = await nodes.open(redis.url);
    expect(dumpOf(buildOf(other))).toBe(dumpOf(build));
    for (const key of (await redis.command('keys', `tend:{${nodes.namespace}:*`)) as string[])
      expect([key, await redis.command('ttl', key)]).toEqual([key, -1]);
    await nodes.end();
    await proxy.stop();
  });

  test('answers from what it has while Redis is away, also after a start, and commits when it is there', async () => {
    const directory = nodes.directory();
    const proxy = await TcpProxy.start(redis.port);
    const store = await nodes.open(proxy.url, { directory });
    await store.create('flow', 'f');
    await store.activate('flow.1');
    await buildOf(store).commit(forward(0, 0));
    await store.close();
    proxy.target = 1;
    proxy.cut();
    const again = await nodes.open(proxy.url, { directory, pollMs: 50 });
    expect(again.serving('flow')!.read((snapshot) => snapshot.positions()[0])).toEqual({ sequence: 1, horizon: 1 });
    const other = await nodes.open(redis.url);
    await buildOf(other).commit(forward(1, 0));
    proxy.target = redis.port;
    expect(await buildOf(again).commit(forward(0, 1))).toBe(true);
    expect(placeOf(buildOf(again)).version).toBe(3);
    await nodes.end();
    await proxy.stop();
  });
});
