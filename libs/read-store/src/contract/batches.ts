import fc from 'fast-check';
import type { Batch, KeyEntry, ValueChanges } from '../port.js';
import { pack } from '../packing.js';
import type { ModelBatch, NaiveBuild } from './naive-build.js';

const keys = ['a', 'a~b', 'ä', '𝄞', 'zz', '\u0001', 'x'.repeat(400)];
const paths = [
  ['flow', 'a'],
  ['flow', 'a', 'b'],
  ['flow', 'a\0b'],
  ['flow', '\0'],
  ['day', -1],
  ['day', 20_000.5],
  ['day', '1'],
  [],
  [''],
];
const names = ['n', 'wait ms', 'constructor'];

const bytes = fc.uint8Array({ maxLength: 40 });
const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

const entry: fc.Arbitrary<KeyEntry> = fc.record(
  {
    place: fc.record({ occurredAt: instant, ordinal: fc.maxSafeNat(), sequence: fc.nat() }),
    facts: fc.nat(),
    document: bytes,
    contributions: bytes,
    row: fc.dictionary(fc.constantFrom('state', 'n'), fc.oneof(fc.string(), fc.integer())).map((row) => pack(row)),
    quarantine: fc.record({ step: fc.constant('rollup'), message: fc.string({ unit: 'grapheme' }) }),
  },
  { requiredKeys: ['place', 'facts'] },
);

/** A step of a random history; made into a batch by what the model holds at that moment. */
export interface Step {
  readonly slots: readonly number[];
  readonly stale: boolean;
  readonly keys: readonly { key: string; entry?: KeyEntry }[];
  readonly cells: readonly { path: number; add: [string, bigint][]; put: [string, number[]][]; takeShare: number }[];
  readonly waiting: readonly { slot: number; occurredAt: number; sequence: number }[];
  readonly due: boolean;
}

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger(), fc.integer({ min: 0, max: 500 }));

export const step: fc.Arbitrary<Step> = fc.record({
  slots: fc.uniqueArray(fc.nat({ max: 63 }), { minLength: 1, maxLength: 4 }),
  stale: fc.boolean().map((stale) => stale),
  keys: fc.array(fc.record({ key: fc.constantFrom(...keys), entry }, { requiredKeys: ['key'] }), { maxLength: 4 }),
  cells: fc.uniqueArray(
    fc.record({
      path: fc.nat({ max: paths.length - 1 }),
      add: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })), {
        selector: ([name]) => name,
      }),
      put: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.array(value, { maxLength: 300, size: 'max' })), {
        selector: ([name]) => name,
        maxLength: 2,
      }),
      takeShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { selector: ({ path }) => path, maxLength: 3 },
  ),
  waiting: fc.array(fc.record({ slot: fc.nat({ max: 63 }), occurredAt: instant, sequence: fc.nat() }), {
    maxLength: 3,
  }),
  due: fc.boolean(),
});

/** What a step is for a build that is as the model is. */
export function modelBatch(model: NaiveBuild, made: Step, number: number): ModelBatch {
  const to = { sequence: number, horizon: number * 1000 };
  return {
    slots: made.slots.map((slot) => ({
      slot,
      from: made.stale && number % 3 === 0 ? { sequence: number + 7, horizon: 0 } : model.slots[slot]!,
      to,
    })),
    keys: uniqueBy(made.keys, ({ key }) => key),
    cells: made.cells.map(({ path, add, put, takeShare }) => {
      const held = model.cells.get(JSON.stringify(paths[path]))?.values ?? {};
      const take = Object.entries(held).map(
        ([name, list]) => [name, list.slice(0, Math.round(takeShare * list.length))] as const,
      );
      return {
        at: paths[path]!,
        add: Object.fromEntries(add),
        put: Object.fromEntries(put),
        take: Object.fromEntries(take),
      };
    }),
    waiting: { added: made.waiting, due: made.due ? [...model.waiting.values()] : [] },
  };
}

/** The same as the port wants it: one difference a column. */
export function batchOf({ slots, keys, cells, waiting }: ModelBatch): Batch {
  return {
    slots,
    keys,
    waiting,
    cells: cells.map(({ at, add, put, take }) => ({
      at,
      sums: Object.entries(add),
      columns: [...new Set([...Object.keys(put), ...Object.keys(take)])].map((name) => [
        name,
        changesOf(own(put, name), own(take, name)),
      ]),
    })),
  };
}

export function changesOf(put: readonly number[], take: readonly number[]): ValueChanges {
  const copies = new Map<number, number>();
  for (const value of put) copies.set(value, (copies.get(value) ?? 0) + 1);
  for (const value of take) copies.set(value, (copies.get(value) ?? 0) - 1);
  const changed = [...copies].filter(([, by]) => by !== 0).sort(([a], [b]) => a - b);
  return { values: Float64Array.from(changed, ([value]) => value), copies: Int32Array.from(changed, ([, by]) => by) };
}

function own(lists: Readonly<Record<string, readonly number[]>>, name: string): readonly number[] {
  return Object.hasOwn(lists, name) ? lists[name]! : [];
}

function uniqueBy<T>(items: readonly T[], by: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [by(item), item])).values()];
}
