import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { alarms } from '../oracle/sample-signals.js';
import { Visibility } from '../facts/visibility.js';

/** A long talk with one customer: some hundred messages, few of which are answered. */
const talk = fc
  .array(fc.record({ isAnswer: fc.boolean(), isFirst: fc.boolean(), at: fc.nat({ max: 150 }) }), {
    minLength: 90,
    maxLength: 110,
    size: 'max',
  })
  .map((all) =>
    all.map(({ isAnswer, isFirst, at }, i): DraftEvent => {
      const type = isAnswer && isFirst && i % 3 === 0 ? 'MessageSent' : 'MessageReceived';
      const draft = unplaced(
        eventOf(type, {
          id: idOf(1000 + i),
          stream: `party-${idOf(0)}`,
          // Most come in their order, a few late.
          occurredAt: startOfHistory + (at % 20 === 0 ? at : i) * 40,
          parties: [{ id: idOf(0), role: 'customer', side: 'customer' }],
        }),
      );
      return draft;
    }),
  );

describe('signals as of any moment', () => {
  jest.setTimeout(180_000);
  const any = alarms as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 32 };

  test('are those of the documents then, over many steps, late facts and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(talk, fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 6 }), async (drafts, sizes) => {
        const ledger = ledgerAt(endOfHistory);
        const store = new MemoryReadStore();
        const build = await store.create(any.name, 'f');
        const start = () => new Follower(compiled, build, ledger, fixedClock(endOfHistory), new Visibility(ledger));
        for (const size of [...sizes, 300]) {
          const given = ledger.head().sequence;
          await record(ledger, drafts.slice(given, given + size));
          const follower = start();
          while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
          await follower.passTime();
          await follower.publish();
        }
        await store.activate(build.info.id);
        const events = [...ledger.readAll()];
        for (const time of [700, 2600, 3300, 10_000].map((ms) => startOfHistory + ms)) {
          const { documents } = naiveContents(any, events, time, {}, 0, { events, now: endOfHistory });
          const [naive] = documents.flatMap(({ signals, rest }) =>
            signals === undefined ? [] : [{ signals, rest: rest ?? 0 }],
          );
          const [found] = projectionReads(store, () => true).read(any.name, (view) =>
            Array.from(view.signals(time), ({ signals, rest }) => ({ signals, rest })),
          );
          expect(found).toEqual(naive);
        }
      }),
      { numRuns: 5 },
    );
  });
});
