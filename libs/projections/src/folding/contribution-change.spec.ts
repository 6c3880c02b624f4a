import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeBetween, packChange, reversed, unpackChange } from './contribution-change.js';
import type { ContributionChange } from './contribution-change.js';
import { flatten } from '../definition/contributions.js';
import type { FlatContribution } from '../definition/contributions.js';
import type { Contribution } from '../definition/definition.js';

const contribution: fc.Arbitrary<Contribution> = fc.record(
  {
    at: fc.constantFrom(['a'], ['b'], ['c', 1], ['c', 2], []),
    add: fc.dictionary(
      fc.constantFrom('n', 'ms'),
      fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER)),
    ),
    values: fc.dictionary(fc.constantFrom('v', 'w'), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 })),
  },
  { requiredKeys: ['at'] },
);
const contributions = fc.array(contribution, { maxLength: 6 });

/** What entries come to: sums by path and name, and how often each value is there. */
function comeTo(entries: readonly FlatContribution[], sign: 1n | -1n, into = new Map<string, bigint>()) {
  const put = (name: string, by: bigint): void => void into.set(name, (into.get(name) ?? 0n) + sign * by);
  for (const [at, sums, values] of entries) {
    for (let i = 0; i < sums.length; i += 2) put(JSON.stringify([at, sums[i]]), BigInt(sums[i + 1]!));
    for (let i = 0; i < values.length; i += 2)
      for (const value of values[i + 1] as readonly number[]) put(JSON.stringify([at, values[i], value]), 1n);
  }
  return into;
}

function netOf({ plus, minus }: ContributionChange, into = new Map<string, bigint>()): object {
  const net = comeTo(minus, -1n, comeTo(plus, 1n, into));
  return Object.fromEntries([...net].filter(([, by]) => by !== 0n).map(([name, by]) => [name, String(by)]));
}

const nothing: ContributionChange = { plus: [], minus: [] };

describe('the change between two contributions', () => {
  test('put on the one gives the other, wherever entries stand, and taken back the first again', () => {
    fc.assert(
      fc.property(contributions, contributions, (first, second) => {
        const before = flatten(first);
        const after = flatten(second, before);
        const change = unpackChange(packChange(changeBetween(before, after) ?? nothing));
        expect(netOf(change, comeTo(before, 1n))).toEqual(netOf(nothing, comeTo(after, 1n)));
        expect(netOf(reversed(change), comeTo(after, 1n))).toEqual(netOf(nothing, comeTo(before, 1n)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is no more than what was put in or taken out in the middle', () => {
    const paths = ['a', 'b', 'c', 'd', 'e'];
    const entries = flatten(paths.map((at) => ({ at: [at], add: { n: 1 } })));
    for (const i of entries.keys()) {
      const without = entries.filter((_, other) => other !== i);
      expect(changeBetween(without, entries)).toEqual({ plus: [entries[i]], minus: [] });
      expect(changeBetween(entries, without)).toEqual({ plus: [], minus: [entries[i]] });
    }
    expect(
      changeBetween(
        entries,
        flatten(
          paths.map((at) => ({ at: [at], add: { n: 1 } })),
          entries,
        ),
      ),
    ).toBeUndefined();
  });

  test('is what a list has grown by', () => {
    const of = (n: number, v: number[]) => flatten([{ at: ['a'], add: { n, ms: 5 }, values: { v } }]);
    expect(changeBetween(of(1, [7, 8]), of(3, [7, 8, 9]))).toEqual({
      plus: [[['a'], ['n', 2], ['v', [9]]]],
      minus: [],
    });
  });
});
