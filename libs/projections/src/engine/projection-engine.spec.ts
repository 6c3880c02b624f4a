import { describe, expect, jest, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { Build, NewBuild } from '#read-store/port.js';
import { openProjectionsReader } from './projection-runtime.js';
import type { BuildProgress } from '../builds/build-progress.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, freshDirectory, open, shown } from '../oracle/runtime-testing.js';
import { journal, trails } from '../oracle/sample-projections.js';

jest.setTimeout(30_000);

describe('a rebuild', () => {
  test('tells how far it is, answers from the old build until it is complete, and gives the same', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(20));
    const projections = await open({ ledger });
    await projections.waitForAll();
    const before = shown(projections, 'trails');
    const told: BuildProgress[] = [];
    await projections.rebuild('trails', (progress) => {
      told.push(progress);
      expect(shown(projections, 'trails')).toBe(before);
      expect(projections.list('trails').build).toBe('trails.1');
    });
    expect(told.map(({ done, total }) => [done, total])).toEqual([
      [0, 20],
      [20, 20],
    ]);
    expect(projections.list('trails').build).toBe('trails.2');
    expect(shown(projections, 'trails')).toBe(before);
    await record(ledger, messages(21).slice(20));
    await projections.waitFor('trails', 21);
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
  });

  test('misses nothing that is recorded meanwhile', async () => {
    const ledger = ledgerAt(endOfHistory);
    const all = messages(120);
    await record(ledger, all.slice(0, 50));
    const projections = await open({ ledger, definitions: [trails, journal] });
    await projections.waitForAll();
    const rebuilding = Promise.all([projections.rebuild('trails'), projections.rebuild('journal')]);
    await record(ledger, all.slice(50));
    await rebuilding;
    await projections.waitForAll();
    expect(projections.position('trails').position).toEqual({ from: 120, to: 120 });
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    expect(shown(projections, 'journal')).toBe(expected(journal, ledger));
  });

  test('is one at a time, can be cancelled, and leaves nothing then', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(5));
    const projections = await open({ ledger, store });
    await projections.waitForAll();
    const abort = new AbortController();
    const cancelled = projections.rebuild('trails', () => abort.abort(), abort.signal);
    await expect(projections.rebuild('trails')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(store.builds().map(({ id }) => id)).toEqual(['trails.1']);
    await projections.rebuild('trails');
    expect(projections.list('trails').build).toBe('trails.3');
    await expect(projections.rebuild('none')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a projection whose store fails', () => {
  /** A store whose commits fail as long as they are told to. */
  class FailingStore extends MemoryReadStore {
    failing = new Set<string>();
    /** Steps that fail once. */
    readonly once = new Set<'create' | 'activate'>();

    override async create(name: string, fingerprint: string, options?: NewBuild): Promise<Build> {
      if (this.once.delete('create')) throw new Error('the disk is full');
      const build = await super.create(name, fingerprint, options);
      const commit = build.commit.bind(build);
      build.commit = async (batch) => {
        if (this.failing.has(name)) throw new Error('the disk is full');
        return commit(batch);
      };
      return build;
    }

    override async activate(id: string): Promise<void> {
      if (this.once.delete('activate')) throw new Error('the disk is full');
      await super.activate(id);
    }
  }

  test.each(['create', 'activate'] as const)('can be rebuilt after %s has failed', async (step) => {
    const ledger = ledgerAt(endOfHistory);
    const store = new FailingStore();
    const projections = await open({ ledger, store });
    await record(ledger, messages(10));
    await projections.waitForAll();
    store.once.add(step);
    await expect(projections.rebuild('trails')).rejects.toThrow('the disk is full');
    expect(projections.status()[0]).toMatchObject({ state: 'serving', position: 10 });
    await projections.rebuild('trails');
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    expect(store.builds().map(({ state }) => state)).toEqual(['kept', 'serving']);
  });

  test.each(['commit', 'activate'] as const)(
    'is built in the end when %s of its first build has failed; the others serve meanwhile',
    async (step) => {
      const ledger = ledgerAt(endOfHistory);
      const store = new FailingStore();
      await record(ledger, messages(10));
      if (step === 'commit') store.failing.add('trails');
      else store.once.add('activate');
      const projections = await open({ ledger, store, definitions: [trails, journal], retryMs: 50 });
      await projections.waitFor('journal', 10);
      expect(projections.status()[0]).toMatchObject({ name: 'trails', state: 'stalled', reason: 'the disk is full' });
      await expect(projections.waitFor('trails', 10)).rejects.toMatchObject({ code: 'stalled' });
      expect(shown(projections, 'journal')).toBe(expected(journal, ledger));
      store.failing.clear();
      await record(ledger, messages(12).slice(10));
      await new Promise<void>((resolve) =>
        projections.onCommit(({ name, position }) => name === 'trails' && position === 12 && resolve()),
      );
      expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
      expect(store.builds()).toHaveLength(2);
    },
  );

  test('stops alone, says why, and goes on when it can', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new FailingStore();
    const projections = await open({ ledger, store, definitions: [trails, journal] });
    await projections.waitForAll();
    store.failing.add('trails');
    await record(ledger, messages(10));
    await projections.waitFor('journal', 10);
    await expect(projections.waitFor('trails', 10)).rejects.toMatchObject({ code: 'stalled' });
    expect(projections.status()[0]).toMatchObject({
      name: 'trails',
      state: 'stalled',
      reason: 'the disk is full',
      lagEvents: 10,
    });
    expect(shown(projections, 'journal')).toBe(expected(journal, ledger));
    store.failing.clear();
    await new Promise<void>((resolve) =>
      projections.onCommit(({ name, position }) => name === 'trails' && position === 10 && resolve()),
    );
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    await projections.waitFor('trails', 10);
  });
});

describe('projections whose subscription fails', () => {
  test('stop with the reason, and go on when it can be had again', async () => {
    const ledger = ledgerAt(endOfHistory);
    const subscribe = ledger.subscribe.bind(ledger);
    let isBroken = false;
    ledger.subscribe = async function* (options) {
      for await (const message of subscribe(options)) {
        if (isBroken) throw new Error('an event that nobody can read');
        yield message;
      }
    };
    const projections = await open({ ledger });
    await record(ledger, messages(3));
    await projections.waitForAll();
    isBroken = true;
    await record(ledger, messages(10).slice(3));
    await expect(projections.waitFor('trails', 10)).rejects.toMatchObject({ code: 'stalled' });
    expect(projections.status()[0]).toMatchObject({ state: 'stalled', reason: 'an event that nobody can read' });
    isBroken = false;
    await new Promise<void>((resolve) => projections.onCommit(({ position }) => position === 10 && resolve()));
    await record(ledger, messages(12).slice(10));
    await projections.waitFor('trails', 12);
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
  });
});

describe('projections on disk', () => {
  test('are read by another process while one folds, and are the same after an end', async () => {
    const ledger = ledgerAt(endOfHistory);
    const directory = freshDirectory();
    const reader = await openProjectionsReader({ mirror: ledger, readStoreDirectory: directory, names: ['trails'] });
    expect(() => reader.list('trails')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    expect(reader.status()).toEqual([]);
    const projections = await open({ ledger, store: directory });
    await record(ledger, messages(10));
    await reader.waitFor('trails', 10);
    expect(shown(reader, 'trails')).toBe(expected(trails, ledger));
    expect(reader.status()).toEqual([
      { name: 'trails', build: 'trails.1', state: 'serving', position: 10, lagEvents: 0, documents: 2, quarantined: 0 },
    ]);
    await projections.rebuild('trails');
    expect(reader.list('trails').build).toBe('trails.2');
    await projections.stop();
    expect(shown(reader, 'trails')).toBe(expected(trails, ledger));
    await reader.close();
    const again = await open({ ledger, store: directory });
    expect(shown(again, 'trails')).toBe(expected(trails, ledger));
    expect(again.status()[0]!.build).toBe('trails.2');
  });

  test('are made anew when they were deleted', async () => {
    const ledger = ledgerAt(endOfHistory);
    const directory = freshDirectory();
    await record(ledger, messages(10));
    const first = await open({ ledger, store: directory });
    await first.waitForAll();
    await first.stop();
    rmSync(directory, { recursive: true, force: true });
    const second = await open({ ledger, store: directory });
    await second.waitForAll();
    expect(shown(second, 'trails')).toBe(expected(trails, ledger));
  });
});
