import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import { fixedClock } from '#core/testing.js';
import { idOf } from '#domain/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, cellsOf, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import type { ProjectionContents } from '../oracle/naive-projection.js';
import { PastMemory } from './past-memory.js';
import { PastView } from './past-view.js';
import { inPieces } from '../calls/pieces.js';
import type { ProjectionView } from './projection-reader.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import { faulty, journal, reminders, trails } from '../oracle/sample-projections.js';
import { alarms } from '../oracle/sample-signals.js';
import { SetApartBook } from '../facts/set-apart.js';
import { Visibility } from '../facts/visibility.js';

/** Rows, totals (all, and those below each first element) and signals, as a text. */
function askedOf(view: ProjectionView): string {
  return canonicalJson({
    rows: view.list().rows.map(({ key, row }) => [key, row]),
    signals: Array.from(view.signals(), ({ key, signals }) => [key, signals]),
    cells: cellsOf(view.cells([])),
    below: ['all', 'fired', 'count'].map((first) => cellsOf(view.cells([first], { columns: false }))),
  });
}

function expectedOf({ documents, cells }: ProjectionContents): string {
  return canonicalJson({
    rows: documents.flatMap(({ key, row }) => (row === undefined ? [] : [[key, row]])),
    signals: documents.flatMap(({ key, signals }) => (signals === undefined ? [] : [[key, signals]])),
    cells,
    below: ['all', 'fired', 'count'].map((first) =>
      cells
        .filter(({ at, sums }) => at[0] === first && Object.keys(sums).length > 0)
        .map((cell) => ({ ...cell, values: {} })),
    ),
  });
}

describe.each([trails, faulty, journal, reminders, alarms])('a question about the past of $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 2 };
  const instant = fc.integer({ min: -1, max: 20 }).map((n) => startOfHistory + n * 500);

  test('is answered from one state, in pieces while the build goes on, and again from what is remembered', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        history,
        instant,
        fc.nat({ max: 40 }),
        fc.nat({ max: 50 }),
        async (drafts, later, asOf, k, folded) => {
          const ledger = ledgerAt(endOfHistory);
          await record(ledger, drafts);
          const first = [...ledger.readAll()];
          const store = new MemoryReadStore();
          const build = await store.create(any.name, 'f', { beganAt: Infinity });
          const visibility = new Visibility(ledger);
          const memory = new PastMemory();
          const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now: endOfHistory, memory };
          const follower = new Follower(
            compiled,
            build,
            ledger,
            fixedClock(endOfHistory),
            visibility,
            new BatchSize(5, 9),
          );
          const catchUp = async (to: number) => {
            while (follower.position < to) await follower.catchUp(to);
          };
          await catchUp(Math.min(folded, first.length));
          await store.activate(build.info.id);
          const known = Math.min(k, first.length);
          const moment = { asOf, known };
          const reads = projectionReads(store, () => true);
          const thenBy = (events: readonly (typeof first)[number][]) =>
            naiveContents(any, first.slice(0, known), definition.order === 'recorded' ? Infinity : asOf, {}, Infinity, {
              events,
              now: endOfHistory,
            });

          const ask = (only = false) =>
            reads.read(any.name, (head) => {
              const asking = new PastView(head, compiled, past, moment);
              return only ? asking.remembered(() => askedOf(asking))?.answer : askedOf(asking);
            });
          const expected = expectedOf(thenBy(first));
          expect(ask()).toBe(expected);
          const remembered = ask(true);
          expect(remembered ?? expected).toBe(expected);
          expect(ask()).toBe(expected);

          // In pieces, between which the build folds the rest, and more is recorded that says what may be used.
          const held = reads.hold(any.name);
          const inPart = { ...past, memory: new PastMemory(), head: first.length };
          const view = new PastView(held.view, compiled, inPart, moment);
          const work = view.preparing({ totals: true });
          const further = later.map((draft, i) => ({
            ...draft,
            id: draft.id.replace(/.{4}$/, `f${String(i).padStart(3, '0')}`),
          }));
          for (let pieces = 0; work.next().done !== true; pieces++) {
            if (pieces === 0) {
              await record(ledger, further);
              const events = [...ledger.readAll()];
              visibility.learn(events);
              past.book.learn(events);
            }
            if (follower.position < first.length) await catchUp(follower.position + 1);
          }
          await catchUp(first.length);
          expect(canonicalContents(contentsOf(view))).toBe(canonicalContents(thenBy(first)));
          held.release();

          // Nothing of it changes by what was recorded, but for what may be used of it.
          if (ledger.head().sequence === first.length) await record(ledger, further);
          const all = [...ledger.readAll()];
          visibility.learn(all);
          past.book.learn(all);
          await catchUp(all.length);
          const now = expectedOf(thenBy(all));
          expect(ask(true) ?? now).toBe(now);
          expect(ask()).toBe(now);
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('work in pieces is given up at its next pause, and looks after each whether it may go on', async () => {
  const gone = new AbortController();
  let done = 0;
  const work = function* (): Generator<void, string, void> {
    for (; done < 1_000_000; done++) {
      if (done === 100) gone.abort();
      yield;
    }
    return 'all';
  };
  await expect(inPieces(work(), { signal: gone.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(done).toBe(100);
  const slow = function* (): Generator<void, string, void> {
    for (const end = performance.now() + 60; performance.now() < end;) yield;
    return 'all';
  };
  let resumed = 0;
  let others = 0;
  const timer = setInterval(() => others++, 1);
  expect(await inPieces(slow(), { resume: () => void resumed++ })).toBe('all');
  clearInterval(timer);
  expect([resumed > 0, others > 0]).toEqual([true, true]);
  const closed = new Error('closed');
  const ended = inPieces(slow(), {
    resume: () => {
      throw closed;
    },
  });
  await expect(ended).rejects.toBe(closed);
});

test('what is remembered is bounded, and forgotten when something else may be used', () => {
  const memory = new PastMemory(3_000);
  const rows = (bytes: number) => new Map([['k', new Uint8Array(bytes)]]);
  const answers = (asOf: number, permitted = '0') => memory.answersOf('b.1', { asOf, known: 1 }, permitted);
  for (const asOf of [1, 2, 3]) answers(asOf).keepRows(rows(1_000));
  expect([1, 2, 3].map((asOf) => answers(asOf).isEmpty)).toEqual([true, false, false]);
  answers(2);
  answers(4).keepRows(rows(1_000));
  expect([2, 3, 4].map((asOf) => answers(asOf).isEmpty)).toEqual([false, true, false]);
  answers(5).keepRows(rows(10_000));
  expect([2, 4, 5].map((asOf) => answers(asOf).isEmpty)).toEqual([true, true, true]);
  const being = answers(6);
  answers(7).keepRows(rows(10));
  expect(answers(7, '1').isEmpty).toBe(true);
  being.keepRows(rows(10));
  expect(answers(6, '1').isEmpty).toBe(true);
  expect(answers(7, '0').isEmpty).toBe(true);
  answers(8, '0').keepRows(rows(10));
  expect(answers(8, '0').isEmpty).toBe(false);
  expect(memory.answersOf('b.1', { asOf: 8, known: 2 }, '0').isEmpty).toBe(true);
  expect(memory.answersOf('b.2', { asOf: 8, known: 1 }, '0').isEmpty).toBe(true);
});

test.each(['released', 'set apart'])('a moment that was remembered is told anew when a key is %s', async (what) => {
  const ledger = ledgerAt(endOfHistory);
  const all = messages(10);
  const fingerprint = 'f'.repeat(64);
  const about = { projection: 'trails', fingerprint, number: 1, key: idOf(1) };
  let decisions = 0;
  const decide = (type: 'KeyQuarantined' | 'KeyReleased', data: object) =>
    record(ledger, [
      { ...all[0]!, id: idOf(9000 + decisions++), type, stream: 'policy-projections', parties: [], data },
    ]);
  const setApart = () => decide('KeyQuarantined', { ...about, event: all[3]!.id });
  const store = new MemoryReadStore();
  const build = await store.create('trails', fingerprint, { beganAt: 0 });
  const projection = new SetApartBook(ledger).without(
    compileProjection(trails as unknown as AnyDefinition),
    build.info,
  );
  const visibility = new Visibility(ledger);
  const follower = new Follower(projection, build, ledger, fixedClock(endOfHistory), visibility);
  const memory = new PastMemory();
  const asked = (past: object) =>
    projectionReads(store, () => true).read('trails', (head) => {
      const given = { mirror: ledger, visibility, book: new ContextBook(ledger), now: endOfHistory, ...past };
      const view = new PastView(head, projection, given, { asOf: endOfHistory, known: 7 });
      return view.remembered(() => askedOf(view))?.answer ?? askedOf(view);
    });
  const fold = async () => {
    while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
  };
  if (what === 'released') await setApart();
  await record(ledger, all);
  await fold();
  await store.activate(build.info.id);
  const before = asked({ memory });
  await (what === 'released' ? decide('KeyReleased', about) : setApart());
  await fold();
  expect(asked({ memory })).not.toBe(before);
  expect(asked({ memory })).toBe(asked({}));
});
