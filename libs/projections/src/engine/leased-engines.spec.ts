import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SlotLeases } from '#read-store/redis/slot-leases.js';
import { LeaseLink } from '#read-store/redis/testing/lease-link.js';
import { startRedis, stopRedis, until } from '#read-store/redis/testing/redis-process.js';
import type { RedisProcess } from '#read-store/redis/testing/redis-process.js';
import { fixedClock } from '#core/testing.js';
import { slotCount } from '#read-store/port.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import { memoryJournal } from '../builds/build-decisions.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, open, shown } from '../oracle/runtime-testing.js';
import { trails } from '../oracle/sample-projections.js';
import { SharedMemoryStore } from '../oracle/shared-memory-store.js';

jest.setTimeout(120_000);

let server: RedisProcess;
const links: LeaseLink[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterEach(() => links.splice(0).forEach((link) => link.close()));
afterAll(stopRedis);

/** Nodes of one ledger and one read store that share its slots by leases in a Redis, with the times of a server. */
async function cluster(namespace: string, count: number) {
  const ledger = ledgerAt(endOfHistory);
  const store = new SharedMemoryStore();
  const shared = { journal: memoryJournal(), clock: fixedClock(endOfHistory), quietMs: 100, retryMs: 100 };
  const join = async () => {
    const link = new LeaseLink(server.port);
    links.push(link);
    let passedMs = 0;
    const monotonicMs = (): number => performance.now() + passedMs;
    const leases = new SlotLeases({ redis: link, namespace, clock: { now: () => Date.now() }, monotonicMs });
    const ownership: SlotOwnership = leases;
    const projections = await open({ ledger, store: store.node(), ownership, ...shared });
    await leases.start();
    return { link, leases, projections, sleep: (ms: number) => (passedMs += ms) };
  };
  const nodes = [];
  for (let i = 0; i < count; i++) nodes.push(await join());
  return { ledger, nodes, join };
}

type Node = Awaited<ReturnType<typeof cluster>>['nodes'][number];

const slotsOf = ({ leases, projections }: Node): number =>
  leases.slotsOf(projections.builds('trails')[0]?.fingerprint ?? '').size;

describe('nodes with leases', () => {
  test('go on without one that leaves, crashes or sleeps, and nothing is lost', async () => {
    const { ledger, nodes, join } = await cluster('spec-engines', 3);
    const [one, other, third] = nodes as [Node, Node, Node];
    await record(ledger, messages(10));
    const isShared = (...all: readonly Node[]): boolean =>
      all.every((node) => slotsOf(node) > 0) && all.reduce((sum, node) => sum + slotsOf(node), 0) === slotCount;
    await until(() => isShared(one, other, third));
    for (const { projections } of nodes) await projections.waitFor('trails', 10);

    await one.projections.stop();
    await one.leases.close();
    await record(ledger, messages(20).slice(10));
    await other.projections.waitFor('trails', 20, { timeoutMs: 20_000 });

    // It hears nothing any more, and knows when it is over.
    third.link.isCut = true;
    await until(() => slotsOf(third) === 0 && slotsOf(other) === slotCount);
    await record(ledger, messages(30).slice(20));
    await other.projections.waitFor('trails', 30, { timeoutMs: 20_000 });
    // It folds nothing, and answers with what the other has folded.
    await third.projections.waitFor('trails', 30, { timeoutMs: 20_000 });
    third.link.isCut = false;
    await until(() => isShared(other, third));

    const awake = Promise.withResolvers<void>();
    other.link.held = awake.promise;
    other.sleep(60_000);
    await record(ledger, messages(40).slice(30));
    await third.projections.waitFor('trails', 40, { timeoutMs: 20_000 });
    awake.resolve();
    await until(() => isShared(other, third));

    await server.command('flushall');
    const late = await join();
    await record(ledger, messages(60).slice(40));
    await until(() => isShared(other, third, late));
    for (const { projections } of [other, third, late]) {
      await projections.waitFor('trails', 60, { timeoutMs: 20_000 });
      expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
      expect(projections.builds('trails')).toHaveLength(1);
    }
    for (const { projections, leases } of [other, third, late]) {
      await projections.stop();
      await leases.close();
    }
  });
});
