import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { severities } from '#core/severities.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { KeyEntry, SignalStep } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { endedInSnapshot } from './ended-signals.js';
import { packList, stepOf } from './signal-steps.js';
import { SignalTransitions, unpackTransition } from './signal-transitions.js';
import { listOf, nothingStands } from './signals.js';

/** What stands from an instant on: events by number, each with how grave it is. Several may be of one instant. */
interface Stand {
  readonly time: number;
  readonly signals: readonly Signal[];
}

const events = 6;

/** A signal comes or goes, or has another severity, some hundred times. */
const standsOf = (minLength: number, maxLength: number): fc.Arbitrary<readonly Stand[]> =>
  fc
    .array(
      fc.record({
        // One stands unchanged for long.
        event: fc.oneof(
          { weight: 1, arbitrary: fc.constant(0) },
          { weight: 80, arbitrary: fc.integer({ min: 1, max: events - 1 }) },
        ),
        grave: fc.option(fc.constantFrom(...severities), { freq: 2 }),
        later: fc.constantFrom(0, 1, 1, 3),
      }),
      { minLength, maxLength, size: 'max' },
    )
    .map((changes) => {
      const stands: Stand[] = [];
      let signals: readonly Signal[] = [];
      let time = 0;
      for (const { event, grave, later } of changes) {
        time += later;
        const others = signals.filter((one) => one.event !== `e${event}`);
        const severity = grave === null ? [] : [{ kind: 'k', severity: grave, event: `e${event}`, since: 0 }];
        signals = [...others, ...severity];
        stands.push({ time, signals });
      }
      return stands;
    });

function stepsOf(stands: readonly Stand[], first = 0): readonly SignalStep[] {
  return stands.slice(first).map(({ time, signals }, i) => {
    const number = first + i;
    const [before, after] = [number === 0 ? nothingStands : listOf(stands[number - 1]!.signals), listOf(signals)];
    return { time, sequence: 10_000 + time, signals: stepOf(number, before, after, packList(after)) };
  });
}

function entryOf(stands: readonly Stand[]): KeyEntry {
  const signals = packList(listOf(stands.at(-1)?.signals ?? []));
  return {
    place: { occurredAt: 0, ordinal: 0, sequence: 1 },
    facts: 1,
    rowSteps: 0,
    totalSteps: 0,
    signalSteps: stands.length,
    known: 1,
    ...(signals.length === 0 ? {} : { signals }),
  };
}

async function buildOf(stands: readonly Stand[]) {
  const build = await new MemoryReadStore().create('n', 'f');
  const signalSteps = { keep: 0, added: stepsOf(stands) };
  await build.commit({ slots: [], keys: [{ key: 'a', entry: entryOf(stands), signalSteps }] });
  return build;
}

/** How grave an event's signal is at each instant at which something changes; undefined where it does not stand. */
function courseOf(stands: readonly Stand[], event: string): readonly (readonly [number, string | undefined])[] {
  const at = new Map(
    stands.map(({ time, signals }) => [time, signals.find((one) => one.event === event)?.severity] as const),
  );
  return [...at];
}

/** What an event's signal became, by what is seen at each instant. Shares no code with the engine. */
function naiveTransition(before: readonly Stand[], after: readonly Stand[], event: string): string[] {
  const stood = courseOf(before, event).at(-1)?.[1];
  const course = courseOf(after, event);
  const stands = course.at(-1)?.[1];
  if (stood === stands) return [];
  if (stands === undefined) {
    const last = course.findLastIndex(([, severity]) => severity !== undefined);
    return [last < 0 ? `${event} withdrawn` : `${event} ended ${course[last + 1]![0]}`];
  }
  const other = course.findLastIndex(([, severity]) => severity !== stands);
  return [`${event} ${stood === undefined ? 'raised' : 'changed'} ${course[other + 1]![0]}`];
}

const eventIds = Array.from({ length: events }, (_, i) => `e${i}`);

describe('a key with very many changes of its signals', () => {
  test('is told what became of them by all of its steps, wherever it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(standsOf(0, 600), fc.nat({ max: 600 }), standsOf(0, 90), async (before, place, behind) => {
        const kept = before.slice(0, place);
        const last = kept.at(-1)?.time ?? 0;
        const after = [...kept, ...behind.map((one) => ({ ...one, time: last + one.time }))];
        const transitions = new SignalTransitions({
          build: await buildOf(before),
          to: { sequence: 5, horizon: 9 },
          projection: { name: 'n', order: 'occurred' },
        });
        const signalSteps = { keep: kept.length, added: stepsOf(after, kept.length) };
        transitions.note({ key: 'a', entry: entryOf(after), signalSteps }, entryOf(before));
        const told = transitions.inOrder().map((bytes) => {
          const { became, time, signal } = unpackTransition(bytes);
          return `${signal.event} ${became === 'withdrawn' ? became : `${became} ${time}`}`;
        });
        expect(told.toSorted()).toEqual(eventIds.flatMap((event) => naiveTransition(before, after, event)));
      }),
      { numRuns: 150 },
    );
  });

  test('has ended what stood at an instant and does not any more, at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(standsOf(0, 400), fc.option(fc.nat({ max: 900 })), async (stands, time) => {
        const upTo = stands.filter((one) => time === null || one.time <= time);
        const naive = eventIds.flatMap((event) => {
          const course = courseOf(upTo, event);
          const last = course.findLastIndex(([, severity]) => severity !== undefined);
          return last < 0 || last === course.length - 1 ? [] : [`${event} ${course[last]![1]} ${course[last + 1]![0]}`];
        });
        const build = await buildOf(stands);
        const told = build.read((snapshot) =>
          Array.from(endedInSnapshot(snapshot, time ?? undefined)).flatMap(([, ended]) =>
            ended.map((one) => `${one.signal.event} ${one.signal.severity} ${one.time}`),
          ),
        );
        expect(told.toSorted()).toEqual(naive);
      }),
      { numRuns: 150 },
    );
  });
});
