import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { batchOf, changesOf, modelBatch, step } from './contract/batches.js';
import { buildsContract } from './contract/builds.contract.js';
import { heldContract } from './contract/held.contract.js';
import { entryOf, rowListContract } from './contract/row-list.contract.js';
import { settlingContract } from './contract/settling.contract.js';
import { contentsOf, NaiveBuild } from './contract/naive-build.js';
import { transitionsContract } from './contract/transitions.contract.js';
import { startPosition } from './port.js';
import type { Batch, Build, CellChange, CellPath, ReadStore, Snapshot, ValueChanges } from './port.js';

const all = (snapshot: Snapshot): unknown => contentsOf(snapshot, 50);

/** How an engine is opened for the suite. `reopen` closes the store and opens it again; engines without a disk have none. */
export interface ReadStoreUnderTest {
  readonly store: ReadStore;
  reopen?(): Promise<ReadStore>;
  close(): Promise<void>;
}

/** What every read store keeps to. Engines pass it unchanged. */
export function readStoreContract(name: string, open: () => Promise<ReadStoreUnderTest>): void {
  describe(`the read store ${name}`, () => {
    // Random histories on a disk that others use too.
    jest.setTimeout(120_000);
    let under: ReadStoreUnderTest;
    let store: ReadStore;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.close());

    const made = (name = 'flow'): Promise<Build> => store.create(name, 'fingerprint');

    test('gives what a naive model gives, after any batches', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const build = await made();
          const model = new NaiveBuild();
          for (const [i, randomStep] of steps.entries()) {
            const batch = modelBatch(model, randomStep, i + 1);
            expect(await build.commit(batchOf(batch))).toBe(model.commit(batch));
          }
          expect(build.read((snapshot) => contentsOf(snapshot, 50))).toEqual(model.contents(50));
          await store.drop(build.info.id);
        }),
        { numRuns: 60 },
      );
    });

    test('gives a single key, row and cell as the lists do', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
          const build = await made();
          const model = new NaiveBuild();
          for (const [i, randomStep] of steps.entries()) {
            const batch = modelBatch(model, randomStep, i + 1);
            await build.commit(batchOf(batch));
            model.commit(batch);
          }
          build.read((snapshot) => {
            for (const { key, entry } of snapshot.entries()) {
              expect(snapshot.entry(key)).toEqual(entry);
              expect(snapshot.row(key)).toEqual(entry.row);
              const then = [...snapshot.rows(50)].find((found) => found.key === key)?.row;
              expect(snapshot.row(key, 50)).toEqual(then);
              expect(snapshot.signalsOf(key)).toEqual(entry.signals && [entry.signals]);
              const signals = [...snapshot.signals(50)].find((found) => found.key === key)?.signals;
              expect(snapshot.signalsOf(key, 50)).toEqual(signals);
              expect(snapshot.signalSteps(key, 3)).toEqual(snapshot.signalSteps(key).slice(3));
              const history = [...snapshot.signalHistories(50)].find((found) => found.key === key)?.steps ?? [];
              expect(history).toEqual(snapshot.signalSteps(key).filter(({ time }) => time <= 50));
              expect(snapshot.rowSteps(key, 2)).toEqual(snapshot.rowSteps(key).slice(2));
              expect(snapshot.totalSteps(key, 70)).toEqual(snapshot.totalSteps(key).slice(70));
              expect([...snapshot.due(0)]).toEqual([...snapshot.due(Infinity)].filter(({ at }) => at <= 0));
            }
            for (const cell of snapshot.cells([])) expect(snapshot.cell(cell.at)).toEqual(cell);
            const entries = [...snapshot.entries()];
            expect([...snapshot.rows()].map(({ key }) => key)).toEqual(
              entries.flatMap(({ key, entry }) => (entry.row === undefined ? [] : [key])),
            );
            expect([...snapshot.quarantined()]).toEqual(
              entries.flatMap(({ key, entry: { quarantine } }) =>
                quarantine === undefined ? [] : [{ key, quarantine }],
              ),
            );
            expect(snapshot.counts()).toEqual({
              entries: entries.length,
              rows: [...snapshot.rows()].length,
              quarantined: [...snapshot.quarantined()].length,
            });
          });
          await store.drop(build.info.id);
        }),
        { numRuns: 30 },
      );
    });

    test('writes nothing of a batch when one of its slots stands elsewhere', async () => {
      const build = await made();
      const to = { sequence: 5, horizon: 9 };
      await build.commit({ slots: [{ slot: 1, from: startPosition, to }] });
      const before = build.read(all);
      const late: Batch = {
        slots: [
          { slot: 0, from: startPosition, to },
          { slot: 1, from: startPosition, to },
        ],
        keys: [{ key: 'k', entry: entryOf('k') }],
        cells: [cellOf(['c'], { n: 1n }, changesOf([1], []))],
      };
      expect(await build.commit(late)).toBe(false);
      expect(build.read(all)).toEqual(before);
      expect(await build.commit({ ...late, slots: [{ slot: 1, from: { sequence: 5, horizon: 8 }, to }] })).toBe(false);
      expect(build.read(all)).toEqual(before);
    });

    test('writes nothing of a batch that would take a slot back', async () => {
      const build = await made();
      const at = { sequence: 5, horizon: 9 };
      await build.commit({ slots: [{ slot: 1, from: startPosition, to: at }] });
      const before = build.read(all);
      for (const to of [
        { ...at, sequence: 4 },
        { ...at, horizon: 8 },
      ]) {
        const batch: Batch = { slots: [{ slot: 1, from: at, to }], keys: [{ key: 'k', entry: entryOf('k') }] };
        await expect(build.commit(batch)).rejects.toThrow(RangeError);
      }
      expect(build.read(all)).toEqual(before);
    });

    test('writes nothing of a batch that takes a value out of a column that does not hold it', async () => {
      const build = await made();
      const to = { sequence: 1, horizon: 1 };
      await build.commit({
        slots: [{ slot: 0, from: startPosition, to }],
        cells: [cellOf(['c'], {}, changesOf([1, 2], []))],
      });
      const before = build.read(all);
      const broken = build.commit({
        slots: [{ slot: 0, from: to, to: { sequence: 2, horizon: 2 } }],
        keys: [{ key: 'k', entry: entryOf('k') }],
        cells: [cellOf(['b'], { n: 1n }), cellOf(['c'], {}, changesOf([], [3]))],
      });
      await expect(broken).rejects.toThrow(/only values that are there/);
      expect(build.read(all)).toEqual(before);
    });

    test('adds up beyond 64 bits', async () => {
      const build = await made();
      const at = ['c'];
      await build.commit({ slots: [], cells: [cellOf(at, { n: 2n ** 63n })] });
      await build.commit({ slots: [], cells: [cellOf(at, { n: 2n ** 63n + 1n })] });
      expect(build.read((snapshot) => snapshot.cell(at)?.sums)).toEqual({ n: 2n ** 64n + 1n });
    });

    test('finds the cells below a path, and only them, in order', async () => {
      const build = await made();
      const paths = [
        ['flow'],
        ['flow', 'a'],
        ['flow', 'a', 'b'],
        ['flow', 'ab'],
        ['flo'],
        ['flow', 2],
        ['flow', 10],
        ['flow', -1],
      ];
      await build.commit({ slots: [], cells: paths.map((at) => cellOf(at, { n: 1n })) });
      const below = (prefix: (string | number)[]): unknown =>
        build.read((snapshot) => [...snapshot.cells(prefix)].map(({ at }) => at));
      expect(below(['flow'])).toEqual([
        ['flow'],
        ['flow', -1],
        ['flow', 2],
        ['flow', 10],
        ['flow', 'a'],
        ['flow', 'a', 'b'],
        ['flow', 'ab'],
      ]);
      expect(below(['flow', 'a'])).toEqual([
        ['flow', 'a'],
        ['flow', 'a', 'b'],
      ]);
      expect(below(['none'])).toEqual([]);
    });

    test('leaves columns out of cells on demand', async () => {
      const build = await made();
      await build.commit({
        slots: [],
        cells: [cellOf(['c'], { n: 1n }, changesOf([1], []))],
      });
      expect(build.read((snapshot) => [...snapshot.cells([], { columns: false })])).toEqual([
        { at: ['c'], sums: { n: 1n }, columns: {} },
      ]);
    });

    test('gives entries after a key', async () => {
      const build = await made();
      await build.commit({ slots: [], keys: ['a', 'ab', 'b'].map((key) => ({ key, entry: entryOf(key) })) });
      const after = (key: string): string[] =>
        build.read((snapshot) => [...snapshot.entries({ after: key })].map((found) => found.key));
      expect(after('a')).toEqual(['ab', 'b']);
      expect(after('aa')).toEqual(['ab', 'b']);
      expect(after('b')).toEqual([]);
    });

    test('gives what waits by its time, both ends included', async () => {
      const build = await made();
      const added = [
        { slot: 63, occurredAt: 10, sequence: 2 },
        { slot: 0, occurredAt: 11, sequence: 1 },
        { slot: 0, occurredAt: -5, sequence: 3 },
      ];
      await build.commit({ slots: [], waiting: { added, due: [] } });
      expect(build.read((snapshot) => [...snapshot.waiting(10)])).toEqual([added[2], added[0]]);
      expect(build.read((snapshot) => [...snapshot.waiting(-6)])).toEqual([]);
    });

    rowListContract(made);
    transitionsContract(made);
    settlingContract(() => store);

    test('switches to a new build in one step, and keeps numbers of builds for ever', async () => {
      const first = await made();
      expect(store.serving('flow')).toBeUndefined();
      expect(first.info).toMatchObject({
        id: 'flow.1',
        name: 'flow',
        number: 1,
        fingerprint: 'fingerprint',
        state: 'building',
      });
      await store.activate('flow.1');
      expect(store.serving('flow')!.info).toMatchObject({ id: 'flow.1', state: 'serving' });
      const second = await store.create('flow', 'other');
      await second.commit({ slots: [], keys: [{ key: 'k', entry: entryOf('k') }] });
      expect(store.serving('flow')!.read((snapshot) => snapshot.entry('k'))).toBeUndefined();
      await store.activate('flow.2');
      expect(store.serving('flow')!.read((snapshot) => snapshot.entry('k'))).toBeDefined();
      expect(store.builds().map(({ id, state }) => [id, state])).toEqual([
        ['flow.1', 'kept'],
        ['flow.2', 'serving'],
      ]);
      await store.drop('flow.1');
      expect(store.build('flow.1')).toBeUndefined();
      expect((await made()).info.id).toBe('flow.3');
      await store.drop('flow.3');
      expect((await made()).info.id).toBe('flow.4');
    });

    test('does not drop what serves, and activates nothing that is not there', async () => {
      await made();
      await store.activate('flow.1');
      await expect(store.drop('flow.1')).rejects.toThrow(
        /what serves is not dropped|the build that serves is not dropped/,
      );
      await expect(store.activate('flow.9')).rejects.toMatchObject({ code: 'not-found' });
      expect(store.serving('flow')!.info.id).toBe('flow.1');
    });

    heldContract(() => store);
    buildsContract(
      () => store,
      async () => {
        if (under.reopen !== undefined) store = await under.reopen();
      },
    );

    test('keeps everything over a closing and an opening', async () => {
      if (under.reopen === undefined) return;
      const build = await made();
      const model = new NaiveBuild();
      for (const [i, randomStep] of fc.sample(step, { numRuns: 6, seed: 11 }).entries()) {
        const batch = modelBatch(model, randomStep, i + 1);
        await build.commit(batchOf(batch));
        model.commit(batch);
      }
      await store.activate(build.info.id);
      await made('other');
      store = await under.reopen();
      expect(store.serving('flow')!.read((snapshot) => contentsOf(snapshot, 50))).toEqual(model.contents(50));
      expect(store.builds().map(({ id, state }) => [id, state])).toEqual([
        ['flow.1', 'serving'],
        ['other.1', 'building'],
      ]);
    });
  });
}

/** A cell that changes once, at instant 0. */
function cellOf(at: CellPath, sums: Readonly<Record<string, bigint>>, v?: ValueChanges): CellChange {
  return { at, steps: [{ time: 0, sums: Object.entries(sums), columns: v === undefined ? [] : [['v', v]] }] };
}
