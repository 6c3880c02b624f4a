import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { slotCount } from '../port.js';
import { SlotLeases } from './slot-leases.js';
import type { LeaseOptions } from './slot-leases.js';
import { LeaseLink } from './testing/lease-link.js';
import { startRedis, stopRedis, until } from './testing/redis-process.js';
import type { RedisProcess } from './testing/redis-process.js';

jest.setTimeout(120_000);

let server: RedisProcess;
let namespaces = 0;
const nodes: { readonly leases: SlotLeases; readonly link: LeaseLink }[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const { leases, link } of nodes.splice(0)) {
    link.isCut = false;
    await leases.close();
    link.close();
  }
});
afterAll(stopRedis);

const quick = { beatMs: 100, ttlMs: 1_500 };

async function join(namespace: string, codes: readonly string[] = ['code'], options: Partial<LeaseOptions> = {}) {
  const link = new LeaseLink(server.port);
  const clock = { now: () => Date.now() };
  const leases = new SlotLeases({ redis: link, namespace, clock, ...quick, ...options });
  const node = { leases, link, changes: 0 };
  leases.onChange(() => node.changes++);
  nodes.push(node);
  leases.announce({ runs: new Set(codes), wants: new Set(codes) });
  await leases.start();
  return node;
}

type Node = Awaited<ReturnType<typeof join>>;

const of = ({ leases }: Node, code = 'code'): ReadonlySet<number> => leases.slotsOf(code);

/** Each slot is of one of them. */
function isShared(...all: readonly Node[]): boolean {
  const owned = all.flatMap((node) => [...of(node)]);
  return owned.length === slotCount && new Set(owned).size === slotCount;
}

const fresh = (): string => `spec-${++namespaces}`;

describe('leases of slots', () => {
  test('are all of one who is alone, and shared with who joins, without a moment at which two have one', async () => {
    const namespace = fresh();
    const one = await join(namespace);
    await until(() => of(one).size === slotCount);
    expect(one.leases.decides('code')).toBe(true);
    const other = await join(namespace);
    await until(() => {
      expect([...of(one)].filter((slot) => of(other).has(slot))).toEqual([]);
      return isShared(one, other) && of(other).size > 0;
    });
    expect([one, other].filter(({ leases }) => leases.decides('code'))).toHaveLength(1);
    const third = await join(namespace);
    await until(() => isShared(one, other, third) && of(third).size > 0);
    expect(one.changes).toBeGreaterThan(0);
  });

  test('are the same sets as long as nothing changes', async () => {
    const one = await join(fresh());
    await until(() => of(one).size === slotCount);
    const slots = of(one);
    const { changes } = one;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(of(one)).toBe(slots);
    expect(one.changes).toBe(changes);
  });

  test('are free at once when their node leaves, and after a while when it is gone', async () => {
    const namespace = fresh();
    const [one, other, third] = [await join(namespace), await join(namespace), await join(namespace)];
    await until(() => isShared(one, other, third));
    await one.leases.close();
    expect(of(one).size).toBe(0);
    await until(() => isShared(other, third));
    // It goes without a word.
    other.link.isCut = true;
    await until(() => of(third).size === slotCount);
    // It knows by itself that nobody believes in it any more.
    expect(of(other).size).toBe(0);
    other.link.isCut = false;
    await until(() => isShared(other, third) && of(other).size > 0);
  });

  test('are known to be over by a node that was paused, before it has heard of anything', async () => {
    const namespace = fresh();
    let passedMs = 0;
    const paused = await join(namespace, ['code'], { monotonicMs: () => performance.now() + passedMs });
    const other = await join(namespace);
    await until(() => isShared(paused, other));
    const awake = Promise.withResolvers<void>();
    paused.link.held = awake.promise;
    passedMs = 10_000;
    expect(of(paused).size).toBe(0);
    await until(() => of(other).size === slotCount);
    awake.resolve();
    await until(() => isShared(paused, other) && of(paused).size > 0);
  });

  test('are over, too, where only the time of day has passed: a machine that sleeps counts nothing else', async () => {
    const clock = fixedClock(1_700_000_000_000);
    const one = await join(fresh(), ['code'], { clock });
    await until(() => of(one).size === slotCount);
    one.link.isCut = true;
    clock.advance(quick.ttlMs);
    expect(of(one).size).toBe(0);
  });

  test('are had again after Redis has lost them all, or goes on as one that never knew them', async () => {
    const namespace = fresh();
    const [one, other] = [await join(namespace), await join(namespace)];
    await until(() => isShared(one, other));
    const before = one.changes;
    await server.command('flushall');
    await until(() => one.changes > before);
    await until(() => isShared(one, other));
    const failedOver = await startRedis();
    for (const { link } of [one, other]) link.turnTo(failedOver.port);
    await until(() => isShared(one, other) && of(one).size > 0);
    const third = await join(namespace);
    third.link.turnTo(failedOver.port);
    await until(() => isShared(one, other, third) && of(third).size > 0);
  });

  test("are nobody's while Redis is away for longer than they last", async () => {
    const gone = await startRedis();
    const one = await join(fresh());
    one.link.turnTo(gone.port);
    await until(() => of(one).size === slotCount);
    const { changes } = one;
    await gone.kill();
    await until(() => of(one).size === 0 && one.changes > changes);
  });

  test('are only of those who can fold them, and each is told what the others want', async () => {
    const namespace = fresh();
    const old = await join(namespace, ['old']);
    const renewed = await join(namespace, ['new']);
    await until(() => of(old, 'old').size === slotCount && of(renewed, 'new').size === slotCount);
    expect(of(renewed, 'old').size).toBe(0);
    await until(() => old.leases.wantedElsewhere().has('new') && renewed.leases.wantedElsewhere().has('old'));
    renewed.leases.announce({ runs: new Set(['old', 'new']), wants: new Set(['new']) });
    await until(() => of(renewed, 'old').size > 0 && of(old, 'old').size + of(renewed, 'old').size === slotCount);
    // Who can fold it and does not want it decides nothing about it.
    expect(renewed.leases.decides('old')).toBe(false);
    await old.leases.close();
    await until(() => of(renewed, 'old').size === slotCount && !renewed.leases.wantedElsewhere().has('old'));
    renewed.leases.announce({ runs: new Set(['new']), wants: new Set(['new']) });
    await until(() => of(renewed, 'old').size === 0);
  });
});
