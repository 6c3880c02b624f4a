import { openRedisReadStore } from '#read-store/redis/redis-read-store.js';
import { startRedis, stopRedis } from '#read-store/redis/testing/redis-process.js';
import type { BuildMemory, ReadStore } from '#read-store/port.js';
import { builtInProjections, EngineBench, historyEvents, relationshipCount } from './engine-bench.js';
import { medianOf, type Figure, type Measured } from './figure.js';

const rebuild: Figure = {
  name: 'redis.rebuild',
  what: `all built-in projections from ${historyEvents.toLocaleString('en')} events of ${relationshipCount.toLocaleString('en')} relationships into a Redis of this machine, one thread`,
  unit: 'events/s',
  async prepare(): Promise<Measured> {
    const bench = await EngineBench.shared();
    const registry = await builtInProjections();
    const redis = await startRedis();
    let rounds = 0;
    let memory: readonly BuildMemory[] = [];
    const cpu: Record<'redis' | 'embedded', number[]> = { redis: [], embedded: [] };
    const open = async (directory: string): Promise<ReadStore> => {
      const store = await openRedisReadStore({
        url: redis.url,
        namespace: `bench-${rounds++}`,
        directory,
        node: 'bench',
      });
      const close = store.close.bind(store);
      store.close = async () => {
        memory = store.memory();
        await close();
        await redis.command('flushall');
      };
      return store;
    };
    const run = async (which: keyof typeof cpu): Promise<number> => {
      const { events, seconds, cpuSeconds } = await bench.rebuild(registry, 0, which === 'redis' ? open : undefined);
      cpu[which].push((cpuSeconds / events) * 1e6);
      return events / seconds;
    };
    return {
      value: () => run('redis'),
      reference: { name: 'the same into the embedded store', value: () => run('embedded') },
      detail: () => ({
        cpuMicrosecondsAnEvent: {
          redis: Number(medianOf(cpu.redis).toFixed(1)),
          embedded: Number(medianOf(cpu.embedded).toFixed(1)),
        },
        redisMiB: memory.reduce((sum, { sharedBytes }) => sum + sharedBytes, 0) / 2 ** 20,
        replicaMiB: memory.reduce((sum, { replicaBytes }) => sum + replicaBytes, 0) / 2 ** 20,
      }),
      dispose: async () => {
        await bench.close();
        await stopRedis();
      },
    };
  },
};

export const figures = [rebuild];
