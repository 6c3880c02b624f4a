import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CellChange, CellPath } from '#read-store/port.js';
import { CellChanges } from './cell-changes.js';
import type { FlatContribution } from '../definition/contributions.js';

/** Paths that look alike: numbers and texts, beginnings of each other, none. */
const paths: readonly CellPath[] = [[], ['a'], ['a', 'b'], ['ab'], [1], ['1'], ['a', 1], [0], [-0], ['']];
const number = fc.constantFrom(-2, -1, 0, -0, 1, 2, Number.MAX_SAFE_INTEGER);

const entry: fc.Arbitrary<FlatContribution> = fc
  .record({
    at: fc.constantFrom(...paths),
    sums: fc.dictionary(fc.constantFrom('n', 'm'), number),
    columns: fc.dictionary(fc.constantFrom('v', 'w'), fc.array(number, { maxLength: 3 })),
  })
  .map(({ at, sums, columns }) => [at, Object.entries(sums).flat(), Object.entries(columns).flat()]);

const change = fc.record({
  time: fc.integer({ min: -2, max: 2 }),
  plus: fc.array(entry, { maxLength: 4 }),
  minus: fc.array(entry, { maxLength: 4 }),
});

/** Place, instant, name and value of all that is not nothing, with how much of it there is. */
type Told = Record<string, bigint>;

function addTo(told: Told, by: bigint | number, ...place: readonly unknown[]): void {
  const name = JSON.stringify(place);
  told[name] = (told[name] ?? 0n) + BigInt(by);
  if (told[name] === 0n) delete told[name];
}

function toldBy(changes: readonly CellChange[]): Told {
  const told: Told = {};
  for (const { at, steps } of changes) {
    for (const { time, sums, columns } of steps) {
      for (const [name, by] of sums) addTo(told, by, at, time, 'sum', name);
      for (const [name, { values, copies }] of columns)
        for (let i = 0; i < values.length; i++) addTo(told, copies[i]!, at, time, 'column', name, values[i]);
    }
  }
  return told;
}

test('gives what each cell changes by at each instant, and nothing that comes to nothing', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (added) => {
      const cells = new CellChanges();
      const expected: Told = {};
      for (const { time, plus, minus } of added) {
        cells.add(time, { plus, minus });
        for (const [sign, entries] of [
          [1, plus],
          [-1, minus],
        ] as const) {
          for (const [at, sums, columns] of entries) {
            for (let i = 0; i < sums.length; i += 2)
              addTo(expected, sign * Number(sums[i + 1]), at, time, 'sum', sums[i]);
            for (let i = 0; i < columns.length; i += 2)
              for (const value of columns[i + 1] as readonly number[])
                addTo(expected, sign, at, time, 'column', columns[i], value);
          }
        }
      }
      const changes = cells.toList();
      expect(toldBy(changes)).toEqual(expected);
      expect(new Set(changes.map(({ at }) => JSON.stringify(at))).size).toBe(changes.length);
      for (const { steps } of changes) {
        expect(steps.length).toBeGreaterThan(0);
        expectAscending(steps.map(({ time }) => time));
        for (const { sums, columns } of steps) {
          expect(sums.length + columns.length).toBeGreaterThan(0);
          expect(sums.every(([, by]) => BigInt(by) !== 0n)).toBe(true);
          for (const [, { values, copies }] of columns) {
            expect(values.length).toBeGreaterThan(0);
            expect(Array.from(copies).every((by) => by !== 0)).toBe(true);
            expectAscending(Array.from(values));
            expect(Array.from(values).some((value) => Object.is(value, -0))).toBe(false);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

function expectAscending(numbers: readonly number[]): void {
  for (let i = 1; i < numbers.length; i++) expect(numbers[i - 1]).toBeLessThan(numbers[i]!);
}
