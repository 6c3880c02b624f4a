import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodePath } from '../cell-path.js';
import { startPosition } from '../port.js';
import type { Build, CellContributions, CellPath, ReadStore } from '../port.js';

/** Something that comes to a cell, and perhaps goes again. */
interface Coming {
  readonly slot: number;
  readonly path: number;
  readonly time: number;
  readonly name: string;
  readonly by: number;
  /** In a column of this name; else it is a sum. */
  readonly isValue: boolean;
  readonly goesAfter: number | undefined;
}

const paths: readonly CellPath[] = [[], ['a'], ['a', 'b'], ['a', 1], ['a\0b'], ['\u00ff']];
const lastTime = 60;

const coming: fc.Arbitrary<Coming> = fc.record({
  slot: fc.constantFrom(0, 1, 5, 62, 63),
  path: fc.nat({ max: paths.length - 1 }),
  time: fc.nat({ max: lastTime }),
  name: fc.constantFrom('n', 'ms', 'constructor'),
  by: fc.oneof(fc.integer({ min: -2, max: 3 }), fc.maxSafeInteger()),
  isValue: fc.boolean(),
  goesAfter: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
});

/** Cells as they are at an instant, from what came and went one by one. */
function naiveCells(all: readonly Coming[], time: number): unknown {
  const cells = paths.map((at, path) => {
    const here = all.filter((one) => one.path === path && one.time <= time);
    const left = here.filter(({ time: came, goesAfter }) => goesAfter === undefined || came + goesAfter > time);
    const names = (isValue: boolean) => new Set(left.filter((one) => one.isValue === isValue).map(({ name }) => name));
    const sums = [...names(false)].map((name) => [
      name,
      left.filter((one) => !one.isValue && one.name === name).reduce((sum, { by }) => sum + BigInt(by), 0n),
    ]);
    const columns = [...names(true)].map((name) => [
      name,
      left.flatMap((one) => (one.isValue && one.name === name ? [one.by] : [])).sort((a, b) => a - b),
    ]);
    return {
      at,
      sums: Object.fromEntries(sums.filter(([, sum]) => sum !== 0n)),
      columns: Object.fromEntries(columns),
    };
  });
  return cells
    .filter(({ sums, columns }) => Object.keys(sums).length > 0 || Object.keys(columns).length > 0)
    .sort((a, b) => Buffer.compare(encodePath(a.at), encodePath(b.at)));
}

function cellsOf(build: Build, time?: number): unknown {
  return build.read((snapshot) =>
    Array.from(snapshot.cells([], time === undefined ? {} : { time }), ({ at, sums, columns }) => ({
      at,
      sums: { ...sums },
      columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
    })),
  );
}

function contributionsOf(all: readonly Coming[], slot: number): CellContributions[] {
  const changes = all.flatMap((one) => {
    const { time, goesAfter } = one;
    return [{ ...one, sign: 1 }, ...(goesAfter === undefined ? [] : [{ ...one, time: time + goesAfter, sign: -1 }])];
  });
  return paths.flatMap((at, path) => {
    const here = changes.filter((one) => one.path === path && one.slot === slot);
    if (here.length === 0) return [];
    const sums = here.filter(({ isValue }) => !isValue);
    const values = Map.groupBy(
      here.filter(({ isValue }) => isValue),
      ({ name }) => name,
    );
    return [
      {
        at,
        sums: {
          times: sums.map(({ time }) => time),
          names: sums.map(({ name }) => name),
          by: sums.map(({ by, sign }) => sign * by),
        },
        columns: Array.from(values, ([name, ofName]) => ({
          name,
          times: ofName.map(({ time }) => time),
          values: ofName.map(({ by }) => by),
          signs: ofName.map(({ sign }) => sign),
        })),
      },
    ];
  });
}

/** What is put aside, slot by slot, is brought to the cells at once. */
export function settlingContract(open: () => ReadStore): void {
  test('brings to cells what slots have put aside, of every moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(coming, { maxLength: 400, size: 'max' }), async (all) => {
        const build = await open().create('flow', 'fingerprint');
        const to = { sequence: 1, horizon: 1 };
        const slots = [...new Set(all.map(({ slot }) => slot))];
        for (const slot of slots)
          await build.commit({ slots: [{ slot, from: startPosition, to }], aside: contributionsOf(all, slot) });
        expect(build.read((snapshot) => snapshot.hasAside())).toBe(all.length > 0);
        expect(cellsOf(build)).toEqual([]);
        await build.settle();
        expect(build.read((snapshot) => snapshot.hasAside())).toBe(false);
        expect(cellsOf(build)).toEqual(naiveCells(all, Infinity));
        for (const time of [-1, 0, 20, lastTime]) expect(cellsOf(build, time)).toEqual(naiveCells(all, time));
        // Another time changes nothing.
        await build.settle();
        expect(cellsOf(build)).toEqual(naiveCells(all, Infinity));
        await open().drop(build.info.id);
      }),
      { numRuns: 60 },
    );
  });

  test('puts nothing aside of a batch whose slot stands elsewhere', async () => {
    const build = await open().create('flow', 'fingerprint');
    const [from, to] = [
      { sequence: 3, horizon: 1 },
      { sequence: 4, horizon: 1 },
    ];
    const aside = contributionsOf(
      [{ slot: 2, path: 1, time: 3, name: 'n', by: 1, isValue: false, goesAfter: undefined }],
      2,
    );
    expect(await build.commit({ slots: [{ slot: 2, from, to }], aside })).toBe(false);
    expect(build.read((snapshot) => snapshot.hasAside())).toBe(false);
  });
}
