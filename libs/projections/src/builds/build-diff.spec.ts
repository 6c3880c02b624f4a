import { describe, expect, jest, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import { fixedClock } from '#core/testing.js';
import { idOf } from '#domain/testing.js';
import { openReadStore } from '#read-store/embedded/embedded-read-store.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { diffBuilds } from './build-diff.js';
import { variantOf } from '../oracle/builds-testing.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { SignalOnset } from '../definition/definition.js';
import { Follower } from '../batches/follower.js';
import { NaiveBelonging } from '../oracle/naive-belonging.js';
import { naivePermitted } from '../oracle/naive-permissions.js';
import { isVisible, naiveContents } from '../oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import { freshDirectory, open } from '../oracle/runtime-testing.js';
import { nothing, parts, reminders, trails } from '../oracle/sample-projections.js';
import { alarms } from '../oracle/sample-signals.js';

jest.setTimeout(60_000);

/** Folds less, names a field otherwise, and counts otherwise. */
const edited = variantOf(trails, {
  on: { ...nothing, MessageReceived: trails.on.MessageReceived, OrderPlaced: trails.on.OrderPlaced },
  index: (doc: { ids: string[] }) => ({ last: doc.ids.at(-1) ?? null, n: doc.ids.length * 2 }),
});

/** Raises one kind less, and one that is graver. */
const editedAlarms = variantOf(alarms, {
  signals: ({ unanswered }: { unanswered: SignalOnset[] }) =>
    unanswered.map((onset) => ({ kind: 'unanswered', severity: 'critical', ...onset })),
});

type Ledger = ReturnType<typeof ledgerAt>;

/** A workspace in which a build of the edited definition waits beside the old one. */
async function reviewed(
  ledger: Ledger,
  before: unknown,
  after: unknown,
  store: string | MemoryReadStore = new MemoryReadStore(),
) {
  const first = await open({ ledger, store, definitions: [before] });
  await first.waitForAll();
  await first.stop();
  const projections = await open({ ledger, store, definitions: [after], activation: 'review' });
  await projections.waitForAll();
  await projections.waitForBuild((after as AnyDefinition).name);
  return projections;
}

/** A store on disk that takes its time before and after each commit of a second build. */
async function storeWithDelays() {
  const store = await openReadStore(freshDirectory());
  const create = store.create.bind(store);
  store.create = async (...args) => {
    const build = await create(...args);
    const commit = build.commit.bind(build);
    if (build.info.number > 1)
      build.commit = async (batch) => {
        await setImmediate();
        const isDone = await commit(batch);
        await setImmediate();
        return isDone;
      };
    return build;
  };
  return { store };
}

function countsOf(before: readonly (readonly [string, unknown])[], after: readonly (readonly [string, unknown])[]) {
  const [left, right] = [new Map(before), new Map(after)];
  const keys = new Set([...left.keys(), ...right.keys()]);
  const inBoth = [...keys].filter((key) => left.has(key) && right.has(key));
  return {
    compared: keys.size,
    added: [...keys].filter((key) => !left.has(key)).length,
    removed: [...keys].filter((key) => !right.has(key)).length,
    changed: inBoth.filter((key) => canonicalJson(left.get(key)) !== canonicalJson(right.get(key))).length,
  };
}

describe('a diff of two builds', () => {
  test.each([
    ['rows and totals', trails, edited],
    ['signals', alarms, editedAlarms],
  ])('is what two naive recomputations differ in, for any history: %s', async (_what, first, second) => {
    await fc.assert(
      fc.asyncProperty(history, async (drafts) => {
        const ledger = ledgerAt(endOfHistory);
        await record(ledger, drafts);
        const projections = await reviewed(ledger, first, second);
        const diff = await projections.diff(first.name, { examples: 100 });
        await projections.stop();
        const events = [...ledger.readAll()];
        const [before, after] = [first, second].map((definition) => naiveContents(definition, events, endOfHistory));
        const documents = (contents: typeof before) =>
          contents!.documents.map(
            ({ key, document = null, setApartAt = null }) => [key, [document, setApartAt]] as const,
          );
        const cells = (contents: typeof before) =>
          contents!.cells.map(({ at, ...cell }) => [canonicalJson(at), cell] as const);
        const rows = (contents: typeof before) =>
          contents!.documents.flatMap(({ key, row }) => (row === undefined ? [] : [[key, row] as const]));
        const signals = (contents: typeof before) =>
          contents!.documents.flatMap(({ key, signals }) => (signals === undefined ? [] : [[key, signals] as const]));
        expect(diff.documents).toEqual(countsOf(documents(before), documents(after)));
        expect(diff.rows).toEqual(countsOf(rows(before), rows(after)));
        expect(diff.totals).toEqual(countsOf(cells(before), cells(after)));
        expect(diff.signals).toEqual(countsOf(signals(before), signals(after)));
        expect(diff.position).toEqual({ from: events.length, to: events.length });
        const belonging = new NaiveBelonging(events, (event) => isVisible(event, events));
        for (const { evidence, key } of diff.examples)
          for (const id of evidence) {
            const event = events.find((one) => one.id === id)!;
            // Whom it may not be used of does not say whose it is.
            const given = naivePermitted(event, events, first.purpose, endOfHistory);
            expect(given && belonging.relationshipsOf(given)).toContain(key);
          }
      }),
      { numRuns: 40 },
    );
  });

  test('shows which fields of which documents, with what was, what is, and the latest facts', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const other = variantOf(trails, { initial: () => ({ ids: ['new'], gapsMs: [], lastAt: null }) });
    const projections = await reviewed(ledger, trails, other);
    const diff = await projections.diff('trails', { examples: 1 });
    expect(diff).toMatchObject({
      from: { id: 'trails.1', documents: 2, quarantined: 0 },
      to: { id: 'trails.2', documents: 2, quarantined: 0 },
      documents: { compared: 2, added: 0, removed: 0, changed: 2 },
      fields: [{ path: 'ids[]', documents: 2 }],
      horizonMs: endOfHistory,
    });
    expect(diff.examples).toEqual([
      {
        key: idOf(0),
        kind: 'changed',
        fields: expect.arrayContaining([{ path: 'ids[0]', before: idOf(1000).slice(-4), after: 'new' }]),
        evidence: [idOf(1004), idOf(1002), idOf(1000)],
      },
    ]);
    expect(diff.totalExamples[0]).toMatchObject({ at: ['all'], kind: 'changed' });
    const same = await projections.diff('trails', { from: '2', to: 'trails.1' });
    expect(same.documents.changed).toBe(2);
    await expect(projections.diff('trails', { from: '1', to: '1' })).rejects.toMatchObject({ code: 'build-conflict' });
    await projections.drop('trails');
    await expect(projections.diff('trails')).rejects.toMatchObject({ code: 'build-conflict' });
  });

  test('is of one instant: what time has done in one it does in the other first', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const store = new MemoryReadStore();
    const clock = fixedClock(startOfHistory + 100);
    const compiled = compileProjection(reminders);
    const followed = async (): Promise<Follower> => {
      const follower = new Follower(compiled, await store.create('reminders', 'f'), ledger, clock);
      await follower.catchUp(6);
      return follower;
    };
    const early = await followed();
    clock.set(endOfHistory);
    const late = await followed();
    const { documents, rows, totals, horizonMs } = await diffBuilds(early, late, ledger);
    expect([documents.compared, documents.changed, rows.changed, totals.changed]).toEqual([2, 0, 0, 0]);
    expect(horizonMs).toBe(endOfHistory);
  });

  test('finds the facts of a part of a value', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(
      ledger,
      messages(4).map((event) => ({ ...event, ordinal: 1 })),
    );
    const other = variantOf(parts, { initial: () => ({ ids: ['new'], gapsMs: [], lastAt: null }) });
    const projections = await reviewed(ledger, parts, other);
    const { examples } = await projections.diff('parts');
    expect(examples.map(({ key }) => key)).toContain(`${idOf(0)}~all%7E%25`);
    for (const { evidence } of examples) expect(evidence).toHaveLength(2);
  });

  test('of the same code shows nothing, while both go on folding, on disk and over many pages', async () => {
    const ledger = ledgerAt(endOfHistory);
    const many = messages(1500).map((event, i) => ({
      ...event,
      parties: [{ ...event.parties[0]!, id: idOf(i % 700) }],
    }));
    await record(ledger, many.slice(0, 900));
    const delayed = await storeWithDelays();
    const projections = await open({ ledger, store: delayed.store });
    await projections.waitForAll();
    await projections.rebuild('trails', undefined, undefined, { activate: false });
    // Between two appends both the folding and the diff go on, and one of the builds takes longer than the other.
    const { store } = delayed;
    const recording = (async () => {
      for (let at = 900; at < many.length; at += 3) {
        await record(ledger, many.slice(at, at + 3));
        await setImmediate();
      }
    })();
    expect(store.builds()).toHaveLength(2);
    const told: number[] = [];
    for (let round = 0; round < 3; round++) {
      const diff = await projections.diff('trails', { progress: ({ done }) => told.push(done) });
      expect(diff.documents.compared).toBe(700);
      for (const counts of [diff.documents, diff.rows, diff.totals])
        expect(counts).toMatchObject({ added: 0, removed: 0, changed: 0 });
    }
    await recording;
    expect(told.length).toBeGreaterThan(10);
    const abort = new AbortController();
    const cancelled = projections.diff('trails', { signal: abort.signal, progress: () => abort.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await projections.stop();
    await delayed.store.close();
  });
});

describe('a question about other parameters', () => {
  test('is answered by a replay that leaves nothing', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(6));
    const projections = await open({ ledger, store });
    await projections.waitForAll();
    const folded: number[] = [];
    const diff = await projections.whatIf(
      'trails',
      { parameters: { unitMs: 1 } },
      { folding: ({ done }) => folded.push(done) },
    );
    expect(diff.documents).toMatchObject({ compared: 2, changed: 0 });
    const sizes = diff.totalExamples.filter(({ at }) => at[0] === 'size');
    expect(sizes).toEqual([{ at: ['size', 3], kind: 'changed', fields: [{ path: 'units', after: 4 }] }]);
    expect(folded).toEqual([6]);
    expect(store.builds()).toHaveLength(1);
    await expect(projections.whatIf('trails', { parameters: { nothing: 1 } })).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'nothing', message: 'is none of unitMs' }],
    });
    await expect(projections.whatIf('trails', { parameters: { unitMs: 'x' } })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(projections.whatIf('trails', {})).rejects.toMatchObject({ code: 'invalid' });
    const both = [
      projections.whatIf('trails', { parameters: { unitMs: 2 } }),
      projections.whatIf('trails', { parameters: { unitMs: 3 } }),
    ];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
