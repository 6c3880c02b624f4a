import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from './context-book.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { drifting, faulty, journal, parts, reminders, trails } from '../oracle/sample-projections.js';
import { alarms } from '../oracle/sample-signals.js';
import { SetApartBook } from './set-apart.js';
import { SlotGroups } from '../batches/slot-groups.js';
import { PastView } from '../queries/past-view.js';
import { viewedHead, viewedPast } from '../queries/viewed-projection.js';
import { Visibility } from './visibility.js';

const fingerprint = 'f'.repeat(64);

/** What somebody says about a key at an event, and where among the events; also about other code, and what is not there. */
const said = fc.array(
  fc.record({
    place: fc.nat({ max: 40 }),
    key: fc.nat({ max: 9 }),
    event: fc.nat({ max: 20 }),
    isRelease: fc.boolean(),
    isOfOther: fc.nat({ max: 5 }).map((n) => n === 0),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Moments that are asked for. */
const moments = fc.array(
  fc.tuple(
    fc.integer({ min: -1, max: 20 }).map((n) => startOfHistory + n * 500),
    fc.nat({ max: 40 }),
  ),
  { maxLength: 3 },
);

type Said = typeof said extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

function decisionOf(projection: string, keys: readonly string[], one: Said, i: number): DraftEvent {
  const { key, event: about, isRelease, isOfOther } = one;
  const data = {
    projection,
    fingerprint: isOfOther ? '0'.repeat(64) : fingerprint,
    number: 1,
    key: keys[key % Math.max(1, keys.length)] ?? 'none',
    ...(isRelease ? {} : { event: idOf(1000 + about) }),
  };
  const made = eventOf(isRelease ? 'KeyReleased' : 'KeyQuarantined', {
    id: idOf(9000 + i),
    stream: 'policy-projections',
    occurredAt: endOfHistory,
    parties: [],
    data,
  });
  const draft = unplaced(made);
  return draft;
}

describe.each([trails, parts, journal, faulty, reminders, drifting, alarms])('a key of $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 3 };

  test('that is set apart and released is what a naive recomputation gives, whenever that is decided', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        said,
        fc.array(fc.integer({ min: 1, max: 9 })),
        moments,
        async (drafts, decisions, sizes, asked) => {
          const without = ledgerAt(endOfHistory);
          await record(without, drafts);
          const { documents } = naiveContents(any, [...without.readAll()], endOfHistory);
          // With the values as a whole: they stand for parts.
          const keys = [...new Set(documents.flatMap(({ key }) => [key, key.split('~')[0]!]))];
          const all = [...drafts];
          for (const [i, one] of decisions.entries())
            all.splice(Math.min(one.place, all.length), 0, decisionOf(any.name, keys, one, i));

          const ledger = ledgerAt(endOfHistory);
          const clock = fixedClock(endOfHistory);
          const store = new MemoryReadStore();
          const build = await store.create(any.name, fingerprint, { beganAt: 0 });
          const projection = new SetApartBook(ledger).without(compiled, build.info);
          const [visibility, sizesOfBatches, groups] = [new Visibility(ledger), new BatchSize(3, 6), new SlotGroups(3)];
          const follower = new Follower(
            projection,
            build,
            ledger,
            clock,
            visibility,
            sizesOfBatches,
            undefined,
            groups,
          );
          // A build that has not met all decisions yet: questions about the past correct it.
          const behind = new MemoryReadStore();
          const slow = await behind.create(any.name, fingerprint, { beganAt: 0 });
          const slowly = new Follower(projection, slow, ledger, clock, visibility, new BatchSize(3, 6));
          await behind.activate(slow.info.id);
          let given = 0;
          // What is decided at once, and what only after the build has folded further.
          for (const size of [...sizes, all.length]) {
            await record(ledger, all.slice(given, (given += size)));
            await follower.catchUp(ledger.head().sequence);
            if (given === sizes[0])
              while (slowly.position < ledger.head().sequence) await slowly.catchUp(ledger.head().sequence);
          }
          await slowly.publish();
          while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
          await follower.passTime();
          await store.activate(build.info.id);
          const foldedTo = () => ({ sequence: ledger.head().sequence, horizonMs: clock.now() });
          const shown = projectionReads(store, () => true, foldedTo).read(any.name, (head) =>
            canonicalContents(contentsOf(viewedHead(head, projection, clock.now(), () => new ContextBook(ledger)))),
          );
          const events = [...ledger.readAll()];
          const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now: clock.now() };
          for (const [asOf, k] of asked) {
            const known = Math.min(k, events.length);
            const isRecorded = definition.order === 'recorded';
            const [seen, horizon] = [events.slice(0, known), isRecorded ? Infinity : asOf];
            const then = naiveContents(any, seen, horizon, {}, 0, { events, now: past.now }, seen, fingerprint);
            for (const one of [store, behind]) {
              const found = projectionReads(one, () => true).read(any.name, (head) => {
                const view = new PastView(head, projection, past, { asOf, known });
                return canonicalContents(contentsOf(viewedPast(view, head, projection, () => past.book)));
              });
              expect(found).toBe(canonicalContents(then));
            }
          }
          const permissions = { events, now: clock.now() };
          const naive = naiveContents(any, events, clock.now(), {}, 0, permissions, events, fingerprint);
          expect(shown).toBe(canonicalContents(naive));
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('a key whose first document cannot be told is folded when a fact comes before the one at which it was set apart', async () => {
  const ledger = ledgerAt(endOfHistory);
  const [note, late, apart] = messages(6).filter((_draft, i) => i % 2 === 0);
  const build = await new MemoryReadStore().create('trails', fingerprint, { beganAt: 0 });
  const projection = new SetApartBook(ledger).without(
    compileProjection(trails as unknown as AnyDefinition),
    build.info,
  );
  const follower = new Follower(projection, build, ledger, fixedClock(endOfHistory));
  const data = { projection: 'trails', fingerprint, number: 1, key: idOf(0), event: apart!.id };
  const decided = {
    ...apart!,
    id: idOf(9000),
    type: 'KeyQuarantined',
    stream: 'policy-projections',
    parties: [],
    data,
  };
  // A note only counts, and `trails` has no total for a document without a fact.
  for (const draft of [decided, { ...note!, type: 'NoteAdded' }, apart!, late!]) {
    await record(ledger, [draft]);
    await follower.catchUp(ledger.head().sequence);
    while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
  }
  const entry = build.read((snapshot) => snapshot.entry(idOf(0)));
  expect([entry?.facts, entry?.quarantine?.step]).toEqual([1, 'quarantined']);
});
