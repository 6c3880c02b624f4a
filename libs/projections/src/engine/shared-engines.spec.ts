import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as wait } from 'node:timers/promises';
import { fixedClock } from '#core/testing.js';
import { allSlots, noSlots } from '../batches/slot-ownership.js';
import { memoryJournal } from '../builds/build-decisions.js';
import { edited } from '../oracle/builds-testing.js';
import { everySlot, FakeCluster } from '../oracle/fake-ownership.js';
import type { FakeOwnership } from '../oracle/fake-ownership.js';
import { endOfHistory, history, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, open, shown } from '../oracle/runtime-testing.js';
import { journal, reminders, trails } from '../oracle/sample-projections.js';
import { SharedMemoryStore } from '../oracle/shared-memory-store.js';
import type { Projections } from './projection-runtime.js';

jest.setTimeout(120_000);

/** Nodes of one ledger and one read store, each with the slots that it begins with. */
async function nodesWith(
  slots: readonly ReadonlySet<number>[],
  definitions: readonly unknown[] = [trails],
  tellsOfCatalogue = true,
) {
  const ledger = ledgerAt(endOfHistory);
  const store = new SharedMemoryStore();
  const cluster = new FakeCluster();
  const decisions = memoryJournal();
  const clock = fixedClock(endOfHistory);
  const join = async (own: ReadonlySet<number>, defined = definitions) => {
    const ownership = cluster.node(own);
    const shared = { journal: decisions, clock, ownership, quietMs: 30, retryMs: 50, hasOnlyThese: true };
    const projections = await open({ ledger, store: store.node(tellsOfCatalogue), definitions: defined, ...shared });
    return { ownership, projections };
  };
  const nodes: { readonly ownership: FakeOwnership; readonly projections: Projections }[] = [];
  for (const own of slots) nodes.push(await join(own));
  return { ledger, store, cluster, decisions, clock, join, nodes };
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !holds(); i++) await wait(20);
  expect(holds()).toBe(true);
};

describe('nodes that share a read store', () => {
  test('make first builds together, and each answers with all of it', async () => {
    const { ledger, nodes } = await nodesWith([everySlot(2, 0), everySlot(2, 1), noSlots], [trails, journal]);
    await record(ledger, messages(30));
    for (const { projections } of nodes) {
      await projections.waitFor('trails', 30);
      await projections.waitFor('journal', 30);
      expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
      expect(shown(projections, 'journal')).toBe(expected(journal, ledger));
      expect(projections.builds('trails').map(({ build, state }) => [build, state])).toEqual([['trails.1', 'serving']]);
      expect(projections.status()[0]).toMatchObject({ state: 'serving', position: 30, lagEvents: 0 });
    }
  });

  test('tell at each of them what any of them has folded', async () => {
    const { ledger, nodes } = await nodesWith([allSlots, noSlots]);
    const told: number[] = [];
    nodes[1]!.projections.onCommit(({ position }) => told.push(position));
    await record(ledger, messages(10));
    await nodes[1]!.projections.waitFor('trails', 10);
    expect(told.at(-1)).toBe(10);
    expect(shown(nodes[1]!.projections, 'trails')).toBe(expected(trails, ledger));
  });

  test('wait for nobody who has gone, as soon as others have its slots', async () => {
    const { ledger, nodes } = await nodesWith([everySlot(2, 0), everySlot(2, 1)]);
    const [one, other] = nodes;
    await record(ledger, messages(10));
    await other!.projections.waitFor('trails', 10);
    // It has gone without a word.
    await one!.projections.stop();
    await record(ledger, messages(30).slice(10));
    await expect(other!.projections.waitFor('trails', 30, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    one!.ownership.leave();
    other!.ownership.take(allSlots);
    await other!.projections.waitFor('trails', 30);
    expect(shown(other!.projections, 'trails')).toBe(expected(trails, ledger));
  });

  test('rebuild together, whoever is asked, also when who decides goes meanwhile', async () => {
    const { ledger, nodes } = await nodesWith([everySlot(2, 0), everySlot(2, 1)]);
    const [one, other] = nodes;
    await record(ledger, messages(30));
    for (const { projections } of nodes) await projections.waitFor('trails', 30);
    await other!.projections.rebuild('trails');
    for (const { projections } of nodes) await until(() => projections.list('trails').build === 'trails.2');
    expect(shown(one!.projections, 'trails')).toBe(expected(trails, ledger));

    one!.ownership.take(noSlots);
    const rebuilding = other!.projections.rebuild('trails');
    await until(() => one!.projections.building().length === 1);
    one!.ownership.leave();
    other!.ownership.take(allSlots);
    await rebuilding;
    for (const { projections } of nodes) {
      await until(() => projections.list('trails').build === 'trails.3');
      expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    }
  });

  test('follow what a person decides at any of them', async () => {
    const { ledger, nodes } = await nodesWith([allSlots, noSlots]);
    const [one, other] = nodes;
    await record(ledger, messages(10));
    for (const { projections } of nodes) await projections.waitFor('trails', 10);
    await one!.projections.rebuild('trails', undefined, undefined, { activate: false });
    await until(() => other!.projections.builds('trails').length === 2);
    const { documents, totals } = await other!.projections.diff('trails');
    expect([documents.compared, documents.changed, totals.changed]).toEqual([2, 0, 0]);
    const { totals: otherwise } = await other!.projections.whatIf('trails', { parameters: { unitMs: 1 } });
    expect(otherwise.changed).toBeGreaterThan(0);
    await other!.projections.activate('trails');
    for (const { projections } of nodes) await until(() => projections.list('trails').build === 'trails.2');
    await other!.projections.rollBack('trails');
    for (const { projections } of nodes) await until(() => projections.list('trails').build === 'trails.1');
    await one!.projections.drop('trails', 'trails.2');
    await until(() => other!.projections.builds('trails').length === 1);
    await record(ledger, messages(20).slice(10));
    await other!.projections.waitFor('trails', 20);
    expect(shown(other!.projections, 'trails')).toBe(expected(trails, ledger));
  });

  test('find what has become of builds also where the store does not say so', async () => {
    const { ledger, nodes } = await nodesWith([allSlots, noSlots], [trails], false);
    await record(ledger, messages(10));
    for (const { projections } of nodes) await projections.waitFor('trails', 10);
    await nodes[0]!.projections.rebuild('trails');
    await until(() => nodes[1]!.projections.list('trails').build === 'trails.2');
  });

  test('let time pass in slots of their own', async () => {
    const { ledger, clock, nodes } = await nodesWith([everySlot(2, 0), everySlot(2, 1), noSlots], [reminders]);
    await record(ledger, messages(20));
    for (const { projections } of nodes) await projections.waitFor('reminders', 20);
    clock.set(endOfHistory + 5_000);
    await record(ledger, messages(21).slice(20));
    for (const { projections } of nodes) {
      await projections.waitFor('reminders', 21);
      await until(() => projections.position('reminders').horizonMs === endOfHistory + 5_000);
    }
    const [first, ...others] = nodes.map(({ projections }) => shown(projections, 'reminders'));
    for (const other of others) expect(other).toBe(first);
  });
});

describe('a program that is exchanged node by node', () => {
  test('answers with both builds side by side, and takes nothing back', async () => {
    const { ledger, nodes, join, decisions } = await nodesWith([allSlots]);
    const [old] = nodes;
    await record(ledger, messages(10));
    await old!.projections.waitFor('trails', 10);
    const renewed = await join(allSlots, [edited]);
    await until(() => renewed.projections.list('trails').build === 'trails.2');
    await record(ledger, messages(20).slice(10));
    await renewed.projections.waitFor('trails', 20);
    expect(shown(renewed.projections, 'trails')).toBe(expected(edited, ledger));
    // The older node goes on with the build that it can fold, and says so.
    await old!.projections.waitFor('trails', 20);
    expect(old!.projections.list('trails').build).toBe('trails.1');
    expect(shown(old!.projections, 'trails')).toBe(expected(trails, ledger));
    expect(old!.projections.status()[0]!.problem).toContain('trails.2 serves');

    // Another one with the older program: it finds what serves, and leaves it.
    const late = await join(everySlot(2, 0));
    await until(() => late.projections.builds('trails').length === 2);
    await wait(300);
    expect([...decisions.read()].map(({ type, data }) => [type, data.number])).toEqual([['BuildActivated', 2]]);
    expect(renewed.projections.list('trails').build).toBe('trails.2');

    for (const { ownership, projections } of [old!, late]) {
      await projections.stop();
      ownership.leave();
    }
    await record(ledger, messages(30).slice(20));
    await renewed.projections.waitFor('trails', 30);
    expect(shown(renewed.projections, 'trails')).toBe(expected(edited, ledger));
  });

  test('goes back to the older build when no node wants the newer one any more', async () => {
    const { ledger, nodes, join } = await nodesWith([allSlots]);
    const [old] = nodes;
    await record(ledger, messages(10));
    await old!.projections.waitFor('trails', 10);
    const renewed = await join(allSlots, [edited]);
    await until(() =>
      old!.projections.builds('trails').some(({ build, state }) => build === 'trails.2' && state === 'serving'),
    );
    await renewed.projections.stop();
    renewed.ownership.leave();
    await until(() =>
      old!.projections.builds('trails').some(({ build, state }) => build === 'trails.1' && state === 'serving'),
    );
    await record(ledger, messages(20).slice(10));
    await old!.projections.waitFor('trails', 20);
    expect(shown(old!.projections, 'trails')).toBe(expected(trails, ledger));
  });
});

describe('slots that move at any moment', () => {
  const moving = fc.array(
    fc.record({
      node: fc.nat({ max: 2 }),
      slots: fc.oneof(
        fc.constantFrom(allSlots, noSlots),
        fc.record({ of: fc.constantFrom(2, 3), at: fc.nat({ max: 1 }) }).map(({ of, at }) => everySlot(of, at)),
      ),
      records: fc.nat({ max: 6 }),
      restMs: fc.constantFrom(0, 0, 1, 5, 40),
      restarts: fc.boolean(),
    }),
    { minLength: 4, maxLength: 10 },
  );

  test.each([trails, reminders])(
    'leave $name as a naive recomputation gives it, and nobody waits for ever',
    async (definition) => {
      await fc.assert(
        fc.asyncProperty(history, moving, async (drafts, moves) => {
          const { ledger, nodes, join } = await nodesWith([allSlots, noSlots, noSlots], [definition]);
          let recorded = 0;
          for (const { node, slots, records, restMs, restarts } of moves) {
            nodes[node]!.ownership.take(slots);
            await record(ledger, drafts.slice(recorded, (recorded += records)));
            if (restMs > 0) await wait(restMs);
            if (!restarts) continue;
            const gone = nodes[node]!;
            gone.ownership.leave();
            await gone.projections.stop();
            nodes[node] = await join(slots);
          }
          await record(ledger, drafts.slice(recorded));
          for (const [node, { ownership }] of nodes.entries()) ownership.take(everySlot(3, node));
          for (const { projections } of nodes) {
            await projections.waitFor(definition.name, ledger.head().sequence);
            expect(shown(projections, definition.name)).toBe(expected(definition, ledger));
          }
          for (const { projections, ownership } of nodes) {
            ownership.leave();
            await projections.stop();
          }
        }),
        { numRuns: 12 },
      );
    },
  );
});
