import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { PastView } from './past-view.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import { drifting, faulty, faultyReminders, journal, parts, reminders, trails } from '../oracle/sample-projections.js';
import { alarms, faultyAlarms, recordedAlarms } from '../oracle/sample-signals.js';
import { viewedPast } from './viewed-projection.js';
import { Visibility } from '../facts/visibility.js';

describe.each([
  trails,
  parts,
  journal,
  faulty,
  reminders,
  faultyReminders,
  drifting,
  alarms,
  faultyAlarms,
  recordedAlarms,
])('the past of $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 2 };
  const instant = fc.integer({ min: -1, max: 20 }).map((n) => startOfHistory + n * 500);

  test('is, at any moment of either axis, what a naive recomputation of what was there then gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.tuple(instant, fc.nat({ max: 40 })), { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 40 }),
        // How far the build has come: some of it, and up to an instant before now.
        fc.record({
          folded: fc.nat({ max: 50 }),
          horizon: fc.constantFrom(0, 4_000, 10_000),
          isPublished: fc.boolean(),
        }),
        async (drafts, moments, beganAt, { folded, horizon, isPublished }) => {
          const ledger = ledgerAt(endOfHistory);
          await record(ledger, drafts);
          const events = [...ledger.readAll()];
          const store = new MemoryReadStore();
          const build = await store.create(any.name, 'f', { beganAt });
          const clock = fixedClock(startOfHistory + horizon);
          const past = {
            mirror: ledger,
            visibility: new Visibility(ledger),
            book: new ContextBook(ledger),
            now: endOfHistory,
          };
          const follower = new Follower(compiled, build, ledger, clock, past.visibility, new BatchSize(5, 9));
          const to = Math.min(folded, events.length);
          while (follower.position < to) await follower.catchUp(to);
          // Slots that had nothing to fold stand behind until they are written; then the steps are used, and corrected.
          if (isPublished) await follower.publish();
          await store.activate(build.info.id);
          for (const [asOf, k] of moments) {
            const known = Math.min(k, events.length);
            const recorded = definition.order === 'recorded';
            const permissions = { events, now: past.now };
            const then = naiveContents(
              any,
              events.slice(0, known),
              recorded ? Infinity : asOf,
              {},
              beganAt,
              permissions,
            );
            const found = projectionReads(store, () => true).read(any.name, (view) => {
              const past1 = viewedPast(
                new PastView(view, compiled, past, { asOf, known }),
                view,
                compiled,
                () => past.book,
              );
              expect(past1.counts()).toMatchObject({
                documents: then.documents.length,
                rows: then.documents.filter(({ row }) => row !== undefined).length,
              });
              const keys = then.documents.map(({ key }) => key);
              expect([...past1.keys()].filter((key) => key !== undefined)).toEqual(keys);
              const [first] = keys;
              expect([...past1.keys({ after: first ?? '' })].filter(Boolean)).toEqual(keys.slice(1));
              expect(past1.list({ sort: 'n' }).total).toBe(past1.counts().rows);
              return canonicalContents(contentsOf(past1));
            });
            expect(found).toBe(canonicalContents(then));
          }
        },
      ),
      { numRuns: 250 },
    );
  });
});

describe('what is said of others', () => {
  jest.setTimeout(120_000);
  const belonging = new Set(['PartiesLinked', 'PartiesUnlinked', 'PartyAffiliated']);
  const instants = fc.integer({ min: 0, max: 20 }).map((n) => startOfHistory + n * 500);
  const byParty = { ...trails, name: 'by-party', key: { by: 'party' } } as unknown as AnyDefinition;

  test.each([trails as unknown as AnyDefinition, byParty])(
    'lets snapshots of older moments be used, and nothing differs by that: $name',
    async (definition) => {
      const compiled = { ...compileProjection(definition), snapshotFacts: 1 };
      const moments = fc.array(fc.tuple(instants, fc.nat({ max: 40 })), { minLength: 4, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(history, moments, async (drafts, asked) => {
          const ledger = ledgerAt(endOfHistory);
          // What hides or shows facts lets no snapshot be used of before it.
          const kept = ['fact', 'permission'];
          await record(
            ledger,
            drafts.filter(({ type }) => belonging.has(type) || kept.includes(definitionOf(type)!.kind)),
          );
          const events = [...ledger.readAll()];
          const visibility = new Visibility(ledger);
          const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now: endOfHistory };
          const store = new MemoryReadStore();
          const build = await store.create(definition.name, 'f', { beganAt: 0 });
          const follower = new Follower(compiled, build, ledger, fixedClock(endOfHistory), visibility);
          while (follower.position < events.length) await follower.catchUp(events.length);
          await follower.publish();
          await store.activate(build.info.id);
          for (const [asOf, k] of asked) {
            const known = Math.min(k, events.length);
            const permissions = { events, now: past.now };
            const then = naiveContents(definition, events.slice(0, known), asOf, {}, 0, permissions);
            const found = projectionReads(store, () => true).read(definition.name, (view) =>
              contentsOf(new PastView(view, compiled, past, { asOf, known })),
            );
            expect(canonicalContents(found)).toBe(canonicalContents(then));
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  const statement = (type: EventType, roles: readonly (readonly [number, string])[]) => {
    const draft = unplaced(
      eventOf(type, {
        id: idOf(5000),
        stream: `party-${idOf(8)}`,
        occurredAt: startOfHistory,
        parties: roles.map(([n, role]) => ({ id: idOf(n), role, side: 'customer' as const })),
        ...(type === 'PartyAffiliated' ? { data: {} } : {}),
      }),
    );
    return draft;
  };
  const link = statement('PartiesLinked', [[8, 'party'], [9, 'party']]); // prettier-ignore
  const contact = statement('PartyAffiliated', [[7, 'member'], [9, 'organisation']]); // prettier-ignore

  /** How many messages the first relationship had before something was said, and how many events were read for it. */
  const beforeIt = async (said: typeof link, drafts: ReturnType<typeof messages>) => {
    const compiled = { ...compileProjection(trails), snapshotFacts: 10 };
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, [...drafts, said, ...messages(201).slice(200)]);
    const store = new MemoryReadStore();
    const build = await store.create('trails', 'f', { beganAt: 0 });
    const follower = new Follower(compiled, build, ledger, fixedClock(endOfHistory));
    await follower.catchUp(202);
    await follower.publish();
    await store.activate(build.info.id);
    let read = 0;
    const mirror = Object.create(ledger) as typeof ledger;
    mirror.readDimension = function* (...args) {
      for (const event of ledger.readDimension(...args)) {
        read++;
        yield event;
      }
    };
    const past = { mirror, visibility: new Visibility(ledger), book: new ContextBook(ledger), now: endOfHistory };
    const found = projectionReads(store, () => true).read('trails', (view) =>
      new PastView(view, compiled, past, { asOf: endOfHistory, known: 200 }).document<{ ids: string[] }>(idOf(0)),
    );
    return { messages: found!.document!.ids.length, read };
  };

  test('does not make a key be folded from its beginning', async () => {
    const { messages: found, read } = await beforeIt(link, messages(200));
    expect([found, read < 15]).toEqual([100, true]);
  });

  test('does where it takes events away from others who are in them', async () => {
    const withAnother = messages(200).map((draft, i) => ({
      ...draft,
      parties:
        i < 100 ? [...draft.parties, { id: idOf(7), role: 'contact', side: 'customer' as const }] : draft.parties,
    }));
    expect(await beforeIt(contact, withAnother)).toMatchObject({ messages: 100 });
  });
});

describe('a consent that ends between where a build stands and now', () => {
  const purpose = { purpose: 'service' };
  const draftOf = (n: number, type: EventType, given: Partial<RecordedEvent>) => {
    const draft = unplaced(
      eventOf(type, {
        id: idOf(5000 + n),
        stream: `party-${idOf(1)}`,
        occurredAt: startOfHistory,
        parties: [{ id: idOf(1), role: 'customer', side: 'customer' }],
        ...given,
      }),
    );
    return draft;
  };
  const needsConsent = draftOf(1, 'PurposePublished', {
    stream: 'policy-purposes',
    effectiveFrom: startOfHistory,
    parties: [],
    data: { ...purpose, controller: 'The company', lawfulBasis: 'consent', recipients: [] },
  });
  const ends = startOfHistory + 5000;

  test.each([
    [ends, false],
    [ends + 1, true],
    [endOfHistory, true],
  ])('withholds the past of a person at %i: %s', async (now, isWithheld) => {
    const ledger = ledgerAt(endOfHistory);
    const consent = draftOf(2, 'ConsentGiven', { data: { ...purpose, until: ends } });
    await record(ledger, [needsConsent, consent, draftOf(3, 'MessageReceived', {})]);
    const compiled = { ...compileProjection(trails), snapshotFacts: 1 };
    const store = new MemoryReadStore();
    const build = await store.create('trails', 'f', { beganAt: 0 });
    // Time has passed less far for the build than for whoever asks.
    const follower = new Follower(compiled, build, ledger, fixedClock(ends));
    await follower.catchUp(3);
    await follower.publish();
    await store.activate(build.info.id);
    const past = { mirror: ledger, visibility: new Visibility(ledger), book: new ContextBook(ledger), now };
    for (const asOf of [startOfHistory, ends]) {
      const view = projectionReads(store, () => true).read('trails', (head) => {
        const then = new PastView(head, compiled, past, { asOf, known: 3 });
        return { rows: [...then.rows()].length, cells: [...then.cells(['count'])].length, one: then.document(idOf(1)) };
      });
      expect([view.rows, view.cells, view.one === undefined]).toEqual(isWithheld ? [0, 0, true] : [1, 1, false]);
    }
  });
});
