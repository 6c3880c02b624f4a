import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { canonicalJson } from '#core/canonical-json.js';
import { fixedClock } from '#core/testing.js';
import { slotCount } from '#read-store/port.js';
import type { Build } from '#read-store/port.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { GivenEvent } from '../facts/given-event.js';
import { Visibility } from '../facts/visibility.js';
import { canonicalContents, cellsOf, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import { drifting, faulty, journal, parts, reminders, trails, watching } from '../oracle/sample-projections.js';
import { alarms } from '../oracle/sample-signals.js';
import { SharedMemoryStore } from '../oracle/shared-memory-store.js';
import { projectionReads } from '../queries/projection-reader.js';
import { viewedHead } from '../queries/viewed-projection.js';
import { byId, unpackTransition } from '../signals/signal-transitions.js';
import { joinSteps } from '../signals/signal-steps.js';
import { signalIdOf } from '../signals/signals.js';
import type { SignalSource } from '../signals/signals.js';
import { ContextBook } from '../facts/context-book.js';
import { BatchSize } from './batch-size.js';
import { EventsBySlot } from './events-by-slot.js';
import { Follower } from './follower.js';
import { PositionMoved } from './position-moved.js';
import { SlotGroups } from './slot-groups.js';
import { allSlots, noSlots } from './slot-ownership.js';

const slotsWhere = (holds: (slot: number) => boolean): ReadonlySet<number> => new Set([...allSlots].filter(holds));

/** Slots that a node may have for a while: they overlap, and leave gaps. */
const someSlots = fc.oneof(
  fc.constantFrom(allSlots, noSlots),
  fc
    .record({ of: fc.constantFrom(2, 3), at: fc.nat({ max: 2 }) })
    .map(({ of, at }) => slotsWhere((n) => n % of === at)),
  fc.uniqueArray(fc.nat({ max: slotCount - 1 }), { maxLength: 40 }).map((slots) => new Set(slots)),
);

/** What happens at a node; where nobody waits for it, the next thing happens meanwhile. */
const happening = fc.record({
  node: fc.nat({ max: 2 }),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('advance', 'catchUp') },
    { weight: 1, arbitrary: fc.constantFrom('pass', 'publish', 'crash', 'later') },
    { weight: 2, arbitrary: someSlots },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 10 }) },
  ),
  waits: fc.boolean(),
});

interface Situation {
  readonly nodes: number;
  readonly isBuilding: boolean;
  readonly beganAt: number;
  /** How many turns of the event loop what a node writes is on its way to another. */
  readonly lags: readonly number[];
  readonly heldWhole: number;
}

const situation: fc.Arbitrary<Situation> = fc.record({
  nodes: fc.integer({ min: 1, max: 3 }),
  isBuilding: fc.boolean(),
  beganAt: fc.nat({ max: 40 }),
  lags: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 5 }),
  heldWhole: fc.constantFrom(4, 1_000),
});

const definitions = [trails, parts, journal, faulty, reminders, drifting, watching, alarms];

describe.each(definitions)('nodes that share the folding of $name', (definition) => {
  jest.setTimeout(300_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 3 };
  const isRecorded = definition.order === 'recorded';

  test('make what a naive recomputation gives, whoever has which slots', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(happening, { maxLength: 40 }), situation, async (drafts, all, situated) => {
        const { nodes: count, isBuilding, beganAt, lags, heldWhole } = situated;
        let told = 0;
        const deliver = async (work: () => void): Promise<void> => {
          for (let left = lags[told++ % lags.length]!; left > 0; left--) await turn();
          work();
        };
        const shared = new SharedMemoryStore((work) => void deliver(work));
        const ledger = ledgerAt(endOfHistory);
        const clock = fixedClock(endOfHistory);
        const stores = Array.from({ length: count }, () => shared.node());
        const { info } = await stores[0]!.create(any.name, 'f', { beganAt });
        if (!isBuilding) await stores[0]!.activate(info.id);
        const owned: ReadonlySet<number>[] = stores.map(() => noSlots);
        const start = (node: number): Follower => {
          const visibility = new Visibility(ledger);
          return new Follower(
            compiled,
            stores[node]!.build(info.id)!,
            ledger,
            clock,
            visibility,
            new BatchSize(3, 6),
            undefined,
            new SlotGroups(3),
            undefined,
            new EventsBySlot(ledger, visibility, 4, 6, heldWhole),
            () => owned[node]!,
          );
        };
        const followers = stores.map((_store, node) => start(node));
        const head = (): number => ledger.head().sequence;
        // As live folding does.
        const step = async (node: number, work: (follower: Follower) => Promise<void>): Promise<void> => {
          const follower = followers[node]!;
          await work(follower).catch(async (error: unknown) => {
            if (!(error instanceof PositionMoved)) throw error;
            await follower.restart();
          });
        };
        const everywhere = async (work: (follower: Follower) => Promise<void>): Promise<void> => {
          await Promise.all(followers.map((_one, node) => step(node, work)));
        };
        let given = 0;
        const underWay: Promise<void>[] = [];
        for (const { node: number, what, waits } of all) {
          const node = number % count;
          const events = [...ledger.readAll({ from: given + 1 })].map((event) => new GivenEvent(event));
          let done: Promise<void> = Promise.resolve();
          if (typeof what === 'number') {
            await record(ledger, drafts.slice(head(), head() + what));
          } else if (typeof what !== 'string') owned[node] = what;
          else if (what === 'later') clock.set(endOfHistory + 700);
          else if (what === 'crash') {
            // What it is doing may still be done.
            followers[node] = start(node);
          } else if (what === 'advance') {
            given = head();
            done = everywhere((follower) => follower.advance(events));
          } else if (what === 'catchUp') done = step(node, (follower) => follower.catchUp(head()));
          else if (what === 'pass') done = step(node, (follower) => follower.passTime());
          else done = step(node, (follower) => follower.publish());
          if (waits) await done;
          else underWay.push(done);
        }
        await Promise.all(underWay);
        await record(ledger, drafts.slice(head()));

        // Each slot has an owner again, some have two.
        for (const node of stores.keys())
          owned[node] = slotsWhere((slot) => slot % count === node || slot % 7 === node);
        const bringOn = async (work: (follower: Follower) => Promise<void>): Promise<void> => {
          await everywhere(work);
          for (let i = 0; i < 15; i++) await turn();
        };
        for (let round = 0; followers.some(({ position }) => position < head()); round++) {
          expect(round).toBeLessThan(200);
          await bringOn((follower) => follower.catchUp(head()));
          await bringOn((follower) => follower.publish());
        }
        const passTime = async (): Promise<void> => {
          for (let round = 0; followers.some(({ nextDueAt }) => nextDueAt <= clock.now()); round++) {
            expect(round).toBeLessThan(100);
            await bringOn((follower) => follower.passTime());
          }
        };
        await passTime();
        if (isBuilding) await stores[0]!.activate(info.id);

        const events = [...ledger.readAll()];
        const naive = (at: number, known = events) =>
          naiveContents(any, known, at, {}, beganAt, { events, now: clock.now() }, events);
        const readAt = (node: number) => {
          const reads = projectionReads(
            stores[node]!,
            () => true,
            () => ({ sequence: head(), horizonMs: clock.now() }),
          );
          return reads.read(any.name, (view) => {
            const seen = viewedHead(view, compiled, clock.now(), () => new ContextBook(ledger));
            return canonicalContents(contentsOf(seen));
          });
        };
        for (const node of stores.keys()) expect(readAt(node)).toBe(canonicalContents(naive(clock.now())));
        clock.set(endOfHistory + 1000);
        await passTime();
        for (const node of stores.keys()) expect(readAt(node)).toBe(canonicalContents(naive(clock.now())));

        // Who folds nothing tells how far the others are, and has nothing to see to.
        owned[0] = noSlots;
        await followers[0]!.restart();
        expect(followers[0]).toMatchObject({ position: head(), reached: Infinity, nextDueAt: Infinity });

        for (const store of stores) {
          const build = store.build(info.id)!;
          expect(standingBy(build)).toEqual(standingIn(build, compiled));
          // Steps: totals of moments before.
          const moments = isRecorded ? events.keys() : [0, 3, 6, 9, 11].map((i) => startOfHistory + i * 1000);
          for (const time of moments) {
            const known = isRecorded ? events.slice(0, time) : events;
            const cells = build.read((snapshot) => cellsOf(snapshot.cells([], { time })));
            const then = naiveContents(any, known, isRecorded ? Infinity : time, {}, beganAt, {
              events,
              now: clock.now(),
            });
            expect(canonicalJson(cells)).toBe(canonicalJson(then.cells));
          }
          // Nothing is due any more that has been let pass, and nothing waits.
          expect(build.read((snapshot) => [...snapshot.due(clock.now()), ...snapshot.waiting(clock.now())])).toEqual(
            [],
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('slots that come when all has been folded are told as far as they are, although nothing is folded any more', async () => {
  const ledger = ledgerAt(endOfHistory);
  const shared = new SharedMemoryStore();
  const [one, other] = [shared.node(), shared.node()];
  const { info } = await one.create('trails', 'f');
  const compiled = compileProjection(trails);
  let slots: ReadonlySet<number> = noSlots;
  const follower = (build: Build, owned: () => ReadonlySet<number>): Follower =>
    new Follower(
      compiled,
      build,
      ledger,
      fixedClock(endOfHistory),
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      owned,
    );
  const first = follower(one.build(info.id)!, () => allSlots);
  const second = follower(other.build(info.id)!, () => slots);
  await record(ledger, messages(10));
  await first.catchUp(10);
  await first.publish();
  await turn();
  slots = allSlots;
  await second.restart();
  expect([second.reached, second.position, second.visibility.learntTo]).toEqual([10, 10, 10]);
  slots = noSlots;
  await second.restart();
  expect([second.reached, second.position]).toEqual([Infinity, 10]);
});

/** What stands, by following the numbers of transitions. */
function standingBy(build: Build): ReadonlyMap<string, string> {
  const open = new Map<string, string>();
  const { entries } = build.read((snapshot) => snapshot.transitions(0, 10_000));
  for (const [i, { number, transition }] of entries.entries()) {
    const { key, id, became, signal } = unpackTransition(transition);
    expect(number).toBe(i + 1);
    expect(open.has(`${key} ${id}`)).toBe(became !== 'raised');
    if (became === 'raised' || became === 'changed') open.set(`${key} ${id}`, signal.severity);
    else open.delete(`${key} ${id}`);
  }
  return open;
}

function standingIn(build: Build, source: SignalSource): ReadonlyMap<string, string> {
  return build.read((snapshot) => {
    const all = Array.from(snapshot.signals()).flatMap(({ key, signals }) =>
      Array.from(
        byId(joinSteps(signals), (signal) => signalIdOf(source, key, signal)),
        ([id, { severity }]) => [`${key} ${id}`, severity] as const,
      ),
    );
    return new Map(all);
  });
}
