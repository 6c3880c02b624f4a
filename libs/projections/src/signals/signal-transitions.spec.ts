import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { Build } from '#read-store/port.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { Signal } from '../definition/definition.js';
import { Follower } from '../batches/follower.js';
import { GivenEvent } from '../facts/given-event.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import { alarms, crowdedAlarms, faultyAlarms, recordedAlarms } from '../oracle/sample-signals.js';
import { SlotGroups } from '../batches/slot-groups.js';
import { byId, SignalTransitions, unpackTransition } from './signal-transitions.js';
import type { SignalTransition } from './signal-transitions.js';
import { joinSteps, packList, stepOf } from './signal-steps.js';
import { listOf, nothingStands, signalIdOf } from './signals.js';
import type { SignalList, SignalSource } from './signals.js';
import { Visibility } from '../facts/visibility.js';

/** Signals by key and id, and which keys are set apart. */
interface Standing {
  readonly signals: ReadonlyMap<string, Signal>;
  readonly apart: ReadonlySet<string>;
}

function standingOf({ documents }: ReturnType<typeof naiveContents>, source: SignalSource): Standing {
  const signals = documents.flatMap(({ key, signals: list }) =>
    ((list ?? []) as Signal[]).map((signal) => [`${key} ${signalIdOf(source, key, signal)}`, signal] as const),
  );
  const apart = documents.flatMap(({ key, setApartAt }) => (setApartAt === undefined ? [] : [key]));
  return { signals: new Map(signals), apart: new Set(apart) };
}

const keyIn = (name: string): string => name.slice(0, name.lastIndexOf(' '));

/** What has become of signals between two states, by what is seen at each moment up to now. Shares no code with the engine. */
function naiveTransitions(before: Standing, after: Standing, moments: readonly (readonly [number, Standing])[]) {
  const told: string[] = [];
  for (const [name, signal] of after.signals) {
    const old = before.signals.get(name);
    if (old?.severity === signal.severity) continue;
    let since = Infinity;
    for (const [time, then] of moments.toReversed()) {
      if (then.signals.get(name)?.severity !== signal.severity) break;
      since = time;
    }
    told.push(`${name} ${old === undefined ? 'raised' : 'changed'} ${since}`);
  }
  for (const name of before.signals.keys()) {
    if (after.signals.has(name)) continue;
    const last = moments.findLastIndex(([, then]) => then.signals.has(name));
    const hasStood = last >= 0 && !after.apart.has(keyIn(name));
    told.push(hasStood ? `${name} ended ${moments[last + 1]![0]}` : `${name} withdrawn`);
  }
  return told.sort();
}

const entriesOf = (build: Build, after: number): readonly (SignalTransition & { readonly number: number })[] =>
  build.read((snapshot) =>
    snapshot
      .transitions(after, 10_000)
      .entries.map(({ number, transition }) => ({ number, ...unpackTransition(transition) })),
  );

/** What stands, by following the numbers. */
function followed(build: Build): ReadonlyMap<string, string> {
  const open = new Map<string, string>();
  for (const [i, { number, key, id, became, signal }] of entriesOf(build, 0).entries()) {
    expect(number).toBe(i + 1);
    expect(open.has(`${key} ${id}`)).toBe(became !== 'raised');
    if (became === 'raised' || became === 'changed') open.set(`${key} ${id}`, signal.severity);
    else open.delete(`${key} ${id}`);
  }
  return open;
}

function stored(build: Build, source: SignalSource): ReadonlyMap<string, string> {
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

const chunks = fc.array(
  fc.record({ size: fc.integer({ min: 0, max: 8 }), later: fc.constantFrom(0, 0, 700, 1500), restart: fc.boolean() }),
  { maxLength: 8 },
);

describe.each([alarms, faultyAlarms, crowdedAlarms, recordedAlarms])('transitions of $name', (definition) => {
  const numRuns = definition === crowdedAlarms ? 4 : 60;
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 3 };
  const isRecorded = definition.order === 'recorded';

  test('are what two naive recomputations, before and after, differ by', async () => {
    await fc.assert(
      fc.asyncProperty(history, chunks, async (drafts, steps) => {
        const ledger = ledgerAt(endOfHistory);
        const clock = fixedClock(endOfHistory);
        const build = await new MemoryReadStore().create(any.name, 'f');
        const start = () =>
          new Follower(compiled, build, ledger, clock, new Visibility(ledger), undefined, undefined, new SlotGroups(3));
        let follower = start();
        let given = 0;
        let told = 0;
        const naive = (horizon: number, known: number): Standing => {
          const events = [...ledger.readAll()];
          const permissions = { events: events.slice(0, given), now: clock.now() };
          return standingOf(naiveContents(any, events.slice(0, known), horizon, {}, 0, permissions), compiled);
        };
        let before: Standing = { signals: new Map(), apart: new Set() };
        for (const { size, later, restart } of [...steps, { size: 100, later: 0, restart: false }]) {
          await record(ledger, drafts.slice(given, given + size));
          const events = [...ledger.readAll({ from: given + 1 })];
          given += events.length;
          clock.set(clock.now() + later);
          if (events.length > 0) await follower.advance(events.map((event) => new GivenEvent(event)));
          await follower.passTime();
          // What the inbox shows at each moment: instants, or, in the order of the ledger, what was known.
          const moments = isRecorded
            ? Array.from({ length: given }, (_, i) => [i + 1, naive(Infinity, i + 1)] as const)
            : Array.from({ length: (clock.now() - startOfHistory) / 100 + 1 }, (_, i) => startOfHistory + i * 100)
                .filter((time) => time % 500 === 0 || time === clock.now())
                .map((time) => [time, naive(time, given)] as const);
          const after = naive(clock.now(), given);
          const found = entriesOf(build, told).map(({ key, id, became, time, sequence, signal }) => {
            const shown = isRecorded ? sequence : time;
            if (became !== 'withdrawn') return `${key} ${id} ${became} ${shown}`;
            expect([time, sequence]).toEqual([clock.now(), given]);
            expect(signalIdOf(compiled, key, signal)).toBe(id);
            return `${key} ${id} withdrawn`;
          });
          expect(found.toSorted()).toEqual(naiveTransitions(before, after, moments));
          before = after;
          told += found.length;
          if (!restart) continue;
          await follower.publish();
          follower = start();
        }
      }),
      { numRuns },
    );
  });

  test('give what stands to who follows the numbers, wherever the process dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        chunks,
        fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 5 }),
        async (drafts, steps, kills) => {
          const ledger = ledgerAt(endOfHistory);
          const build = await new MemoryReadStore().create(any.name, 'f');
          const commit = build.commit.bind(build);
          let commits = 0;
          build.commit = async (batch) => {
            if (kills.includes(commits++)) throw new Error('killed');
            return commit(batch);
          };
          const start = () =>
            new Follower(
              compiled,
              build,
              ledger,
              fixedClock(endOfHistory),
              new Visibility(ledger),
              undefined,
              undefined,
              new SlotGroups(3),
            );
          let follower = start();
          let given = 0;
          for (const { size } of [...steps, { size: 100 }]) {
            await record(ledger, drafts.slice(given, given + size));
            given = ledger.head().sequence;
            try {
              while (follower.position < given) await follower.catchUp(given);
            } catch {
              follower = start();
            }
            expect(followed(build)).toEqual(stored(build, compiled));
          }
        },
      ),
      { numRuns },
    );
  });
});

test('a signal of a key with very many steps is traced back to where it began', async () => {
  const build = await new MemoryReadStore().create('n', 'f');
  const signal = (event: string): Signal => ({ kind: 'k', severity: 'notice', event, since: 0 });
  const long = signal('long');
  // One stands from step 7 on; others come and go.
  const listAt = (i: number) => listOf([...(i < 7 ? [] : [long]), ...(i % 2 === 0 ? [signal('short')] : [])]);
  const stepTo = (number: number, after: SignalList) =>
    stepOf(number, number === 0 ? nothingStands : listAt(number - 1), after, packList(after));
  const steps = Array.from({ length: 1_000 }, (_, i) => ({ time: i, sequence: i, signals: stepTo(i, listAt(i)) }));
  const entry = {
    place: { occurredAt: 0, ordinal: 0, sequence: 1 },
    facts: 1,
    rowSteps: 0,
    totalSteps: 0,
    signalSteps: 1_000,
    known: 1,
    signals: packList(listAt(999)),
  };
  await build.commit({ slots: [], keys: [{ key: 'a', entry, signalSteps: { keep: 0, added: steps } }] });
  const to = { sequence: 5_000, horizon: 5_000 };
  const told = (keep: number, before: readonly Signal[], after: readonly Signal[]) => {
    const transitions = new SignalTransitions({ build, to, projection: { name: 'n', order: 'occurred' } });
    const added = [{ time: 2_000, sequence: 2_000, signals: stepTo(keep, listOf(after)) }];
    const change = { ...entry, signals: packList(listOf(after)) };
    transitions.note(
      { key: 'a', entry: change, signalSteps: { keep, added } },
      { ...entry, signals: packList(listOf(before)) },
    );
    return transitions.inOrder().map((bytes) => {
      const { became, time, signal: of } = unpackTransition(bytes);
      return `${of.event} ${became} ${time}`;
    });
  };
  expect(told(1_000, [long], [])).toEqual(['long ended 2000']);
  for (const keep of [960, 961, 999, 1_000])
    expect(told(keep, [], [long, signal('new')])).toEqual(['long raised 7', 'new raised 2000']);
  expect(told(5, [long], [])).toEqual(['long withdrawn 5000']);
  expect(told(1_000, [signal('short')], [])).toEqual(['short ended 999']);
  expect(told(1_000, [signal('never')], [])).toEqual(['never withdrawn 5000']);
});
