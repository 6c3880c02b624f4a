import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { ReadStore } from '#read-store/port.js';
import { BatchSize } from './batch-size.js';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { Follower } from './follower.js';
import { GivenEvent } from './given-event.js';
import { canonicalContents, contentsOf, naiveContents } from './naive-projection.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, record } from './random-history.js';
import { Visibility } from './visibility.js';
import { faulty, faultyJournal, journal, parts, trails } from './sample-projections.js';

/**
 * How a history reaches a follower: in chunks of these sizes, by way of the subscription or its own reading (in batches
 * smaller than the chunks, so that its slots stand far apart), with restarts, and while time passes.
 */
const delivery = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    restart: fc.boolean(),
    own: fc.boolean(),
    pass: fc.boolean(),
    later: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  }),
  { maxLength: 12 },
);

async function engineContents(store: ReadStore, name: string): Promise<string> {
  return projectionReads(store, () => true).read(name, (view) => canonicalContents(contentsOf(view)));
}

describe.each([trails, parts, journal, faulty, faultyJournal])('the projection $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = compileProjection(any);

  test('is what a naive recomputation gives, however its facts arrive', async () => {
    await fc.assert(
      fc.asyncProperty(history, delivery, async (drafts, chunks) => {
        const ledger = ledgerAt(endOfHistory);
        const clock = fixedClock(endOfHistory);
        const store = new MemoryReadStore();
        const build = await store.create(any.name, 'f');
        const start = () => new Follower(compiled, build, ledger, clock, new Visibility(ledger), new BatchSize(3, 6));
        let follower = start();
        let given = 0;
        for (const { size, restart, own, pass, later } of chunks) {
          if (later) clock.set(endOfHistory + 700);
          await record(ledger, drafts.slice(given, given + size));
          const events = [...ledger.readAll({ from: given + 1 })].map((event) => new GivenEvent(event));
          given += events.length;
          if (own) await follower.catchUp(given);
          else await follower.advance(events);
          if (pass) await follower.publish();
          // As after a kill: what was not written is forgotten.
          if (restart) follower = start();
        }
        await record(ledger, drafts.slice(given));
        while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
        await follower.passTime();
        await store.activate(build.info.id);
        const events = [...ledger.readAll()];
        expect(await engineContents(store, any.name)).toBe(canonicalContents(naiveContents(any, events, clock.now())));

        clock.set(endOfHistory + 1000);
        await follower.passTime();
        expect(await engineContents(store, any.name)).toBe(
          canonicalContents(naiveContents(any, events, endOfHistory + 1000)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
