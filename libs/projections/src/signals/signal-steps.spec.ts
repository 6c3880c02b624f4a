import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import { signalStepsOfBlock } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { joinSteps, packList, SignalLists, stepOf, unpackList } from './signal-steps.js';
import { listOf, nothingStands } from './signals.js';
import type { SignalList } from './signals.js';

const signal = fc.record({
  kind: fc.constantFrom('a', 'b'),
  event: fc.integer({ min: 0, max: 9 }).map((n) => `e${n}`),
  severity: fc.constantFrom(...severities),
  since: fc.integer({ min: 0, max: 3 }),
  n: fc.integer({ min: 0, max: 1 }),
});
const list = fc.uniqueArray(signal, { selector: ({ kind, event }) => kind + event, maxLength: 12 });

/** The steps of lists that follow each other, as a fold makes them, and which list each is of. */
function stepsOf(lists: readonly SignalList[], from = 0) {
  const steps: { time: number; sequence: number; signals: Uint8Array }[] = [];
  const told: SignalList[] = [];
  let before = nothingStands;
  for (const [i, after] of lists.entries()) {
    const whole = packList(after);
    if (Buffer.compare(whole, packList(before)) !== 0) {
      steps.push({ time: i, sequence: i, signals: stepOf(from + steps.length, before, after, whole) });
      told.push(after);
    }
    before = after;
  }
  return { steps, told };
}

describe('steps of signals', () => {
  test('tell every list again, from the beginning of its block', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 3 * signalStepsOfBlock, size: 'max' }), (given) => {
        const { steps, told } = stepsOf(given.map(listOf));
        const lists = new SignalLists(steps);
        for (const [i, expected] of told.entries()) {
          expect(lists.at(i)).toEqual(expected);
          const block = steps.slice(i - (i % signalStepsOfBlock), i + 1).map(({ signals }) => signals);
          expect(joinSteps(block)).toEqual(expected);
          if (i % signalStepsOfBlock === 0) expect(unpackList(steps[i]!.signals)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('keep of too many what a naive sort keeps, and count the rest', () => {
    const many = fc.array(fc.tuple(fc.constantFrom(...severities), fc.integer({ min: 0, max: 5 })), {
      minLength: limits.signalsOfKey - 5,
      maxLength: limits.signalsOfKey + 60,
      size: 'max',
    });
    fc.assert(
      fc.property(many, fc.array(fc.nat()), (given, shuffle) => {
        const signals = given.map(([severity, since], i): Signal => ({ kind: 'k', event: `e${i}`, severity, since }));
        const mixed = signals.toSorted((a, b) => (shuffle[a.since] ?? 0) - (shuffle[b.since] ?? 0));
        const ranked = signals
          .map((one) => ({
            one,
            rank: [2 - severities.indexOf(one.severity), 9 - one.since, JSON.stringify([one.kind, one.event])].join(
              ' ',
            ),
          }))
          .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
        const kept = ranked.slice(0, limits.signalsOfKey).map(({ one }) => one.event);
        const found = listOf(mixed);
        expect(found.signals.map(({ event }) => event).toSorted()).toEqual(kept.toSorted());
        expect(found.rest).toBe(Math.max(0, given.length - limits.signalsOfKey));
        expect(unpackList(packList(found))).toEqual(found);
      }),
      { numRuns: 60 },
    );
  });

  test('hold what came and went, and so take little of what stays', () => {
    const of = (count: number) =>
      listOf(
        Array.from({ length: count }, (_, i) => ({
          kind: 'heard',
          severity: 'notice' as const,
          event: `00000000-0000-8000-8000-${String(i).padStart(12, '0')}`,
          since: 1_700_000_000_000 + i,
          party: '00000000-0000-8000-8000-000000000001',
        })),
      );
    const lists = Array.from({ length: 1_000 }, (_, i) => of(i + 1));
    const { steps } = stepsOf(lists);
    const bytes = steps.reduce((sum, { signals }) => sum + signals.length, 0);
    const wholes = lists.reduce((sum, one) => sum + packList(one).length, 0);
    expect(steps).toHaveLength(1_000);
    // One signal a step, and a whole list each 64: a list of all of them each time would be a hundred times as much.
    expect(bytes).toBeLessThan(1_000 * 500 + (1_000 / signalStepsOfBlock + 1) * limits.signalsOfKey * 200);
    expect(bytes).toBeLessThan(wholes / 20);
  });
});
