import { describe, expect, jest, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { allSlots } from '../batches/slot-ownership.js';
import { memoryJournal } from './build-decisions.js';
import { everySlot, FakeCluster } from '../oracle/fake-ownership.js';
import { canonicalContents, naiveContents } from '../oracle/naive-projection.js';
import type { Projections } from '../engine/projection-runtime.js';
import { endOfHistory, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { open, shown } from '../oracle/runtime-testing.js';
import { reminders } from '../oracle/sample-projections.js';
import { SharedMemoryStore } from '../oracle/shared-memory-store.js';

jest.setTimeout(60_000);

function rules(version: string, effectiveFrom: number): DraftEvent {
  const event = unplaced(
    eventOf('PhaseRulesPublished', {
      id: idOf(Number(version)),
      stream: 'policy-phase-rules',
      occurredAt: endOfHistory,
      effectiveFrom,
      parties: [],
      data: { version, parameters: [{ name: 'waitMs', value: 1000 }] },
    }),
  );
  return event;
}

const longAgo = startOfHistory - 100_000;

describe('what is published for the past', () => {
  const naive = (ledger: ReturnType<typeof ledgerAt>, beganAt: number): string =>
    canonicalContents(naiveContents(reminders, [...ledger.readAll()], endOfHistory, {}, beganAt));
  const until = async (projections: Projections, holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
    await projections.waitForAll();
  };

  test('is seen by a build of its own, which takes over; until then nothing changes', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const given = { ledger, store: new MemoryReadStore(), journal: memoryJournal(), definitions: [reminders] };
    const projections = await open({ ...given, clock: fixedClock(endOfHistory) });
    await projections.waitForAll();
    await record(ledger, [rules('1', longAgo), rules('2', longAgo + 1)]);
    await projections.waitForAll();
    expect(projections.position('reminders').build).toBe('reminders.1');
    expect(shown(projections, 'reminders')).toBe(naive(ledger, 6));
    expect(naive(ledger, 6)).not.toBe(naive(ledger, 8));
    await until(projections, () => projections.position('reminders').build !== 'reminders.1');
    // Both were gathered into one.
    expect(projections.position('reminders').build).toBe('reminders.2');
    expect(shown(projections, 'reminders')).toBe(naive(ledger, 8));
    // Who goes back does not want to see it.
    await projections.rollBack('reminders');
    await record(ledger, messages(7).slice(6));
    await new Promise((resolve) => setTimeout(resolve, 900));
    await projections.waitForAll();
    expect(projections.position('reminders').build).toBe('reminders.1');
    // Nor after the next start.
    await projections.stop();
    const again = await open(given);
    await again.waitForAll();
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(again.builds('reminders').map(({ build, state }) => [build, state])).toEqual([
      ['reminders.1', 'serving'],
      ['reminders.2', 'kept'],
    ]);
  });

  test('is found at the next start, and waits where changes are reviewed', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(6));
    const first = await open({ ledger, store, definitions: [reminders] });
    await first.waitForAll();
    await first.stop();
    await record(ledger, [rules('1', longAgo)]);
    const again = await open({ ledger, store, definitions: [reminders], activation: 'review' });
    await until(again, () => again.builds('reminders').some(({ state }) => state === 'ready'));
    expect(again.position('reminders').build).toBe('reminders.1');
    expect(shown(again, 'reminders')).toBe(naive(ledger, 6));
    await again.activate('reminders', 'reminders.2');
    expect(shown(again, 'reminders')).toBe(naive(ledger, 7));
  });

  test('is seen to by one of the nodes that share the builds, also when that one has gone', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const [store, cluster] = [new SharedMemoryStore(), new FakeCluster()];
    const shared = { ledger, journal: memoryJournal(), definitions: [reminders], quietMs: 30, retryMs: 50 };
    const join = async (slots: ReadonlySet<number>) => {
      const ownership = cluster.node(slots);
      return { ownership, projections: await open({ ...shared, store: store.node(), ownership }) };
    };
    const [one, other] = [await join(everySlot(2, 0)), await join(everySlot(2, 1))];
    for (const { projections } of [one, other]) await projections.waitFor('reminders', 6);
    await record(ledger, [rules('1', longAgo)]);
    for (const { projections } of [one, other]) {
      await until(projections, () => projections.position('reminders').build === 'reminders.2');
      expect(shown(projections, 'reminders')).toBe(naive(ledger, 7));
    }
    await one.projections.stop();
    await record(ledger, [rules('2', longAgo)]);
    one.ownership.leave();
    other.ownership.take(allSlots);
    await until(other.projections, () => other.projections.position('reminders').build === 'reminders.3');
    expect(shown(other.projections, 'reminders')).toBe(naive(ledger, 8));
    expect(other.projections.builds('reminders')).toHaveLength(2);
  });

  test('for now is seen by what serves', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const projections = await open({ ledger, definitions: [reminders] });
    await projections.waitForAll();
    await record(ledger, [rules('1', endOfHistory - 30_000)]);
    await projections.waitForAll();
    expect(shown(projections, 'reminders')).toBe(naive(ledger, 0));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(projections.position('reminders').build).toBe('reminders.1');
  });
});
