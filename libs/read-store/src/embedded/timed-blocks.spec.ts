import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BuildDatabase } from './build-database.js';
import { addSumsUpTo, addValuesUpTo, sumBlocks, TimedBlocks, valueBlocks } from './timed-blocks.js';

jest.setTimeout(60_000);

/** No key of a total begins another's (`cell-keys.ts`). */
const totals = ['a', 'b', 'c'].map((name) => Buffer.from(name));
const time = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(-5, 1_000_000));
const sum = fc.record({
  time,
  sums: fc.uniqueArray(fc.tuple(fc.constantFrom('n', 'ms'), fc.integer({ min: -2, max: 2 })), {
    minLength: 1,
    selector: ([name]) => name,
  }),
});
const value = fc.record({ time, value: fc.integer({ min: 0, max: 3 }), copies: fc.constantFrom(-1, 1, 2) });

/** One total as plain steps, so that those of one instant and value are one. */
function distinct<Step extends { readonly time: number }>(
  steps: readonly Step[],
  name: (step: Step) => string,
): Step[] {
  const kept = new Map(steps.map((step) => [name(step), step]));
  return [...kept.values()];
}

describe('blocks of steps by time', () => {
  let folder: string;
  let database: BuildDatabase;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-blocks-'));
    database = new BuildDatabase(join(folder, 'blocks.mdb'), { readOnly: false });
  });

  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const clear = () =>
    database.write(() => {
      for (const name of ['cell-steps', 'column-steps'] as const)
        for (const key of Array.from(database.tables[name].getKeys())) database.tables[name].removeSync(key);
    });
  const upTo = <Entry>(blocks: TimedBlocks<Entry>, prefix: Buffer, at: number): Buffer[] =>
    database.read((reading) =>
      Array.from(blocks.blocksUpTo(prefix, Buffer.concat([prefix, Buffer.alloc(9, 0xff)]), at, reading))
        .filter(({ owner }) => owner.equals(prefix))
        .map(({ block }) => Buffer.from(block)),
    );

  test('give the sums of any instant, however steps come, in blocks that are cut and emptied', () => {
    const blocks = new TimedBlocks(database.tables['cell-steps'], { ...sumBlocks, blockEntries: 4 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 2 }), fc.array(sum, { maxLength: 12 })), { maxLength: 8 }),
        (adds) => {
          clear();
          const all = adds.map(([total, steps]) => {
            const ordered = distinct(steps, (step) => String(step.time)).sort((a, b) => a.time - b.time);
            database.write(() => blocks.add(totals[total]!, ordered));
            return { total, ordered };
          });
          for (const [total, prefix] of totals.entries()) {
            for (const at of [-10, 0, 7, 30, 2_000_000]) {
              const n = (steps: readonly { time: number; sums: readonly (readonly [string, number | bigint])[] }[]) =>
                steps
                  .filter((step) => step.time <= at)
                  .flatMap(({ sums }) => sums.flatMap(([name, by]) => (name === 'n' ? [Number(by)] : [])))
                  .reduce((a, b) => a + b, 0);
              const given = all.filter((one) => one.total === total).flatMap(({ ordered }) => ordered);
              const sums = new Map<string, number | bigint>();
              for (const block of upTo(blocks, prefix, at)) addSumsUpTo(block, at, sums);
              expect(Number(sums.get('n') ?? 0)).toBe(n(given));
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('give the values of any instant, those of one instant together', () => {
    const blocks = new TimedBlocks(database.tables['column-steps'], { ...valueBlocks, blockEntries: 4 });
    fc.assert(
      fc.property(fc.array(fc.array(value, { maxLength: 12 }), { maxLength: 8 }), (adds) => {
        clear();
        const all = adds.flatMap((steps) => {
          const ordered = distinct(steps, (step) => `${step.time} ${step.value}`).sort(
            (a, b) => a.time - b.time || a.value - b.value,
          );
          database.write(() => blocks.add(totals[0]!, ordered));
          return ordered;
        });
        for (const at of [-10, 0, 7, 30, 2_000_000]) {
          const count = (steps: readonly { time: number; value: number; copies: number }[], wanted: number) =>
            steps
              .filter((step) => step.time <= at && step.value === wanted)
              .reduce((copies, step) => copies + step.copies, 0);
          const found = new Map<number, number>();
          const change = (wanted: number, copies: number) => found.set(wanted, (found.get(wanted) ?? 0) + copies);
          for (const block of upTo(blocks, totals[0]!, at)) addValuesUpTo(block, at, { change });
          for (const wanted of [0, 1, 2, 3]) expect(found.get(wanted) ?? 0).toBe(count(all, wanted));
        }
        const blocksOfAll = Array.from(database.tables['column-steps'].getRange({}));
        const times = blocksOfAll.map(({ key, value: bytes }) =>
          valueBlocks.decode(isTail(key) ? bytes.subarray(8) : bytes).map((step) => step.time),
        );
        expect(times.flat()).toEqual(times.flat().toSorted((a, b) => a - b));
        const ends = times.filter(({ length }) => length > 0).map((list) => [list[0], list.at(-1)]);
        for (let i = 1; i < ends.length; i++) expect(ends[i]![0]).toBeGreaterThan(ends[i - 1]![1]!);
      }),
      { numRuns: 100 },
    );
  });
});

/** The last block of a total lies at +∞. */
function isTail(key: Buffer): boolean {
  return key.subarray(-8).equals(Buffer.from('fff0000000000000', 'hex'));
}
