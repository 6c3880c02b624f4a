import { describe, expect, jest, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { idOf } from '#domain/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { defineProjection } from '../definition/define-projection.js';
import { registryOf } from '../definition/projection-registry.js';
import { openProjections } from './projection-runtime.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, open, shown } from '../oracle/runtime-testing.js';
import { journal, nothing, trails } from '../oracle/sample-projections.js';

jest.setTimeout(30_000);

describe('projections', () => {
  test('answer from the first moment on an empty ledger, and follow it', async () => {
    const ledger = ledgerAt(endOfHistory);
    const projections = await open({ ledger, definitions: [trails, journal] });
    await projections.waitForAll();
    expect(projections.list('trails')).toMatchObject({
      build: 'trails.1',
      position: { from: 0, to: 0 },
      rows: [],
      total: 0,
    });
    await record(ledger, messages(30));
    await projections.waitFor('trails', 30);
    await projections.waitFor('journal', 30);
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    expect(shown(projections, 'journal')).toBe(expected(journal, ledger));
    expect(projections.position('trails')).toEqual({
      build: 'trails.1',
      position: { from: 30, to: 30 },
      horizonMs: endOfHistory,
    });
  });

  test('say what is not there', async () => {
    const ledger = ledgerAt(endOfHistory);
    const projections = await openProjections({
      eventStore: ledger,
      readStore: new MemoryReadStore(),
      registry: registryOf(trails),
      clock: fixedClock(endOfHistory),
    });
    expect(() => projections.document('none', 'k')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => projections.document('trails', 'k')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    await expect(projections.waitFor('none', 0)).rejects.toMatchObject({ code: 'not-found' });
    await projections.stop();
  });

  test('give documents, rows and cells with the build and how far it is folded', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const projections = await open({ ledger });
    await projections.waitForAll();
    expect(projections.document('trails', idOf(0))).toMatchObject({
      build: 'trails.1',
      position: { from: 6, to: 6 },
      key: idOf(0),
      facts: 3,
    });
    expect(projections.document('trails', 'nobody')).toBeUndefined();
    const { rows, total, next } = projections.list('trails', { sort: 'last', direction: 'descending', limit: 1 });
    expect({ rows, total }).toEqual({ rows: [{ key: idOf(1), row: { last: '03ed', n: 3 } }], total: 2 });
    expect(projections.list('trails', { sort: 'last', direction: 'descending', limit: 1, after: next! }).rows).toEqual([
      { key: idOf(0), row: { last: '03ec', n: 3 } },
    ]);
    const [cell] = projections.cells('trails', ['all']).cells;
    expect(cell!.sums).toEqual({ keys: 2n, facts: 6n, ms: -14n });
    expect([...cell!.columns.gapMs!]).toEqual([2, 2, 2, 2]);
  });

  test('tell every step', async () => {
    const ledger = ledgerAt(endOfHistory);
    const projections = await open({ ledger });
    const told: unknown[] = [];
    const end = projections.onCommit((committed) => told.push(committed));
    await projections.waitForAll();
    await record(ledger, messages(1));
    await projections.waitFor('trails', 1);
    expect(told.at(-1)).toEqual({ name: 'trails', build: 'trails.1', position: 1 });
    end();
    const before = told.length;
    await record(ledger, messages(2).slice(1));
    await projections.waitFor('trails', 2);
    expect(told).toHaveLength(before);
  });

  test('wait no longer than they are told', async () => {
    const projections = await open({ ledger: ledgerAt(endOfHistory) });
    await projections.waitForAll();
    await expect(projections.waitFor('trails', 1, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'unavailable' });
    const abort = new AbortController();
    const waiting = projections.waitFor('trails', 1, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('say how they stand', async () => {
    const ledger = ledgerAt(endOfHistory);
    const throwing = defineProjection({
      name: 'throwing',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => ({}),
      on: {
        ...nothing,
        MessageReceived: (_doc, event) => {
          if (event.id === idOf(1003)) throw new TypeError('no such thing');
        },
      },
    });
    await record(ledger, messages(6));
    const projections = await open({ ledger, definitions: [throwing, trails] });
    await projections.waitForAll();
    expect(projections.status()).toEqual([
      {
        name: 'throwing',
        purpose: 'service',
        key: 'relationship',
        build: 'throwing.1',
        state: 'serving',
        position: 6,
        lagEvents: 0,
        lagSeconds: 0,
        documents: 2,
        quarantined: 1,
      },
      expect.objectContaining({ name: 'trails', state: 'serving', quarantined: 0 }),
    ]);
    expect(projections.document('throwing', idOf(1))).toMatchObject({
      facts: 1,
      quarantine: {
        step: 'on.MessageReceived',
        message: 'TypeError: no such thing',
        event: idOf(1003),
        type: 'MessageReceived',
      },
    });
  });

  test('do not fold a key again for facts behind the one that cannot be folded, but for those before it', async () => {
    const ledger = ledgerAt(endOfHistory);
    let folded = 0;
    const throwing = defineProjection({
      name: 'throwing',
      purpose: 'service',
      key: { by: 'stream' },
      initial: () => ({}),
      on: {
        ...nothing,
        MessageReceived: (_doc, event) => {
          folded++;
          if (event.id === idOf(1003)) throw new TypeError('no such thing');
        },
      },
    });
    const all = messages(20).map((event) => ({ ...event, stream: messages(1)[0]!.stream }));
    const late = { ...all[19]!, id: idOf(5000), occurredAt: all[0]!.occurredAt };
    await record(ledger, all.slice(0, 10));
    const projections = await open({ ledger, definitions: [throwing] });
    await projections.waitForAll();
    const before = folded;
    await record(ledger, all.slice(10));
    await projections.waitForAll();
    expect(folded).toBe(before);
    await record(ledger, [late]);
    await projections.waitForAll();
    expect(folded).toBeGreaterThan(before);
    const facts = projections.read('throwing', (view) => [...view.documents()].map((document) => document.facts));
    expect(facts).toEqual([4]);
  });

  test('fold what was dated ahead when its time has come, and tell it', async () => {
    const ledger = ledgerAt(endOfHistory);
    const clock = fixedClock(endOfHistory);
    const projections = await open({ ledger, clock });
    await projections.waitForAll();
    await record(ledger, [{ ...messages(1)[0]!, occurredAt: endOfHistory + 20 }]);
    await projections.waitFor('trails', 1);
    expect(projections.list('trails').total).toBe(0);
    const folded = new Promise<void>((resolve) =>
      projections.onCommit(() => projections.list('trails').total === 1 && resolve()),
    );
    clock.set(endOfHistory + 20);
    await folded;
    expect(projections.document('trails', idOf(0))).toMatchObject({ facts: 1, horizonMs: endOfHistory + 20 });
  });

  test('go on where they were, over ends and beginnings, also after a kill', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    const all = messages(40).toReversed();
    const first = await open({ ledger, store });
    await record(ledger, all.slice(0, 15));
    await first.waitFor('trails', 15);
    await first.stop();
    await record(ledger, all.slice(15, 20));
    const second = await open({ ledger, store });
    await second.waitFor('trails', 20);
    // A killed process ends nothing: the third begins while the second is still there.
    const third = await open({ ledger, store });
    await record(ledger, all.slice(20));
    await third.waitFor('trails', 40);
    expect(third.status()[0]!.build).toBe('trails.1');
    expect(shown(third, 'trails')).toBe(expected(trails, ledger));
  });

  test('build what has changed beside, while the old build answers, and then switch', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(10));
    const first = await open({ ledger, store });
    await first.waitForAll();
    await first.stop();
    const second = await open({ ledger, store, parameters: { unitMs: 1 } });
    expect(second.list('trails').build).toBe('trails.1');
    await second.waitForBuild('trails');
    expect(second.list('trails').build).toBe('trails.2');
    expect(store.builds().map(({ id, state }) => [id, state])).toEqual([
      ['trails.1', 'kept'],
      ['trails.2', 'serving'],
    ]);
    expect(shown(second, 'trails')).toBe(expected(trails, ledger, { unitMs: 1 }));
  });

  test('drop what an end in the middle of a build has left, or go on with it', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(10));
    const first = await open({ ledger, store });
    await first.waitForAll();
    await first.stop();
    const { fingerprint } = store.serving('trails')!.info;
    await store.create('trails', fingerprint);
    await store.create('trails', 'of another code');
    const second = await open({ ledger, store });
    expect(store.builds().map(({ id }) => id)).toEqual(['trails.1', 'trails.2']);
    await second.waitForBuild('trails');
    expect(store.builds().map(({ state }) => state)).toEqual(['serving', 'ready']);
    await second.stop();

    const halfBuilt = new MemoryReadStore();
    await halfBuilt.create('trails', fingerprint);
    const third = await open({ ledger, store: halfBuilt });
    await third.waitForAll();
    expect(halfBuilt.builds().map(({ id, state }) => [id, state])).toEqual([['trails.1', 'serving']]);
  });
});
