import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import { fixedClock } from '#core/testing.js';
import type { Mirror } from '#event-store/port.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { ReadStore } from '#read-store/port.js';
import { BatchSize } from './batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import { EventsBySlot } from './events-by-slot.js';
import { Follower } from './follower.js';
import { GivenEvent } from '../facts/given-event.js';
import { canonicalContents, cellsOf, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import type { ProjectionContents } from '../oracle/naive-projection.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import { SlotGroups } from './slot-groups.js';
import { viewedHead } from '../queries/viewed-projection.js';
import { Visibility } from '../facts/visibility.js';
import {
  drifting,
  faulty,
  faultyJournal,
  faultyReminders,
  journal,
  parts,
  reminders,
  trails,
  watching,
} from '../oracle/sample-projections.js';
import { alarms, faultyAlarms, recordedAlarms } from '../oracle/sample-signals.js';

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

/** Commits before which the process dies. */
const killed = fc.array(fc.nat({ max: 40 }), { maxLength: 5 }).map((numbers) => new Set(numbers));

/** How a projection is read: what is seen of it depends on now, and on what is published. */
interface Reading {
  readonly store: ReadStore;
  readonly projection: CompiledProjection;
  readonly ledger: Mirror;
  readonly now: number;
}

function read<T>({ store, projection, ledger, now }: Reading, work: (view: ReturnType<typeof viewedHead>) => T): T {
  const foldedTo = () => ({ sequence: ledger.head().sequence, horizonMs: now });
  return projectionReads(store, () => true, foldedTo).read(projection.name, (head) =>
    work(viewedHead(head, projection, now, () => new ContextBook(ledger))),
  );
}

/** Rows and totals of an instant, made of steps. */
function pastOf(reading: Reading, time: number): string {
  return read(reading, (view) =>
    canonicalJson({
      rows: Object.fromEntries(view.list({ time }).rows.map(({ key, row }) => [key, row])),
      signals: Object.fromEntries(Array.from(view.signals(time), ({ key, signals }) => [key, signals])),
      cells: cellsOf(view.cells([], { time })),
    }),
  );
}

function listsOf({ documents, cells }: ProjectionContents): string {
  const rows = documents.flatMap(({ key, row }) => (row === undefined ? [] : [[key, row]]));
  const raised = documents.flatMap(({ key, signals }) => (signals === undefined ? [] : [[key, signals]]));
  return canonicalJson({ rows: Object.fromEntries(rows), signals: Object.fromEntries(raised) as object, cells });
}

const began = fc.record({ beganAt: fc.nat({ max: 40 }), heldWhole: fc.constantFrom(4, 1_000) });

describe.each([
  trails,
  parts,
  journal,
  faulty,
  faultyJournal,
  reminders,
  faultyReminders,
  drifting,
  watching,
  alarms,
  faultyAlarms,
  recordedAlarms,
])('the projection $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 3 };
  const recorded = definition.order === 'recorded';

  test('is what a naive recomputation gives, however its facts arrive', async () => {
    await fc.assert(
      fc.asyncProperty(history, delivery, began, killed, async (drafts, chunks, { beganAt, heldWhole }, kills) => {
        const ledger = ledgerAt(endOfHistory);
        const clock = fixedClock(endOfHistory);
        const store = new MemoryReadStore();
        const build = await store.create(any.name, 'f', { beganAt });
        // A kill between two commits, which may be of one batch.
        const [commit, settle] = [build.commit.bind(build), build.settle.bind(build)];
        let commits = 0;
        build.commit = async (batch) => {
          if (kills.has(commits++)) throw new Error('killed');
          return commit(batch);
        };
        build.settle = async () => {
          if (kills.has(commits++)) throw new Error('killed');
          await settle();
        };
        const start = () => {
          const visibility = new Visibility(ledger);
          return new Follower(
            compiled,
            build,
            ledger,
            clock,
            visibility,
            new BatchSize(3, 6),
            undefined,
            new SlotGroups(3),
            undefined,
            // So small that slots are made by groups, and some are too large, unless all are made at once.
            new EventsBySlot(ledger, visibility, 4, 6, heldWhole),
          );
        };
        let follower = start();
        let given = 0;
        for (const { size, restart, own, pass, later } of chunks) {
          if (later) clock.set(endOfHistory + 700);
          await record(ledger, drafts.slice(given, given + size));
          const events = [...ledger.readAll({ from: given + 1 })].map((event) => new GivenEvent(event));
          given += events.length;
          try {
            if (own) await follower.catchUp(given);
            else await follower.advance(events);
            if (pass) await follower.publish();
          } catch {
            follower = start();
          }
          // As after a kill: what was not written is forgotten.
          if (restart) follower = start();
        }
        await record(ledger, drafts.slice(given));
        Object.assign(build, { commit, settle });
        follower = start();
        while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
        await follower.passTime();
        await store.activate(build.info.id);
        const events = [...ledger.readAll()];
        const naive = (at: number) => canonicalContents(naiveContents(any, events, at, {}, beganAt));
        const reading = () => ({ store, projection: compiled, ledger, now: clock.now() });
        const contents = () => read(reading(), (view) => canonicalContents(contentsOf(view)));
        expect(contents()).toBe(naive(clock.now()));

        clock.set(endOfHistory + 1000);
        await follower.passTime();
        expect(contents()).toBe(naive(endOfHistory + 1000));

        // Of any moment before, lists and totals are what they were then, without a fold.
        const moments = recorded ? events.keys() : Array.from({ length: 24 }, (_, i) => startOfHistory - 500 + i * 500);
        for (const time of moments) {
          const known = recorded ? events.slice(0, time) : events;
          const permissions = { events, now: clock.now() };
          const then = naiveContents(any, known, recorded ? Infinity : time, {}, beganAt, permissions);
          expect(pastOf(reading(), time)).toBe(listsOf(then));
        }
      }),
      { numRuns: 300 },
    );
  });
});
