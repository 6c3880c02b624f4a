import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from './batch-size.js';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { ContextBook } from './context-book.js';
import { Follower } from './follower.js';
import { canonicalContents, contentsOf, naiveContents } from './naive-projection.js';
import { PastView } from './past-view.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from './random-history.js';
import { drifting, faulty, faultyReminders, journal, parts, reminders, trails } from './sample-projections.js';
import { alarms, faultyAlarms, recordedAlarms } from './sample-signals.js';
import { viewedPast } from './viewed-projection.js';
import { Visibility } from './visibility.js';

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
