import fc from 'fast-check';
import type {
  Batch,
  CellChange,
  KeyChange,
  KeyEntry,
  KeySnapshot,
  ListChange,
  RowStep,
  SignalStep,
  TotalStep,
  ValueChanges,
} from '../port.js';
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
    current: bytes,
    rowSteps: fc.nat({ max: 3 }),
    totalSteps: fc.nat({ max: 3 }),
    signalSteps: fc.nat({ max: 3 }),
    signals: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    known: fc.nat(),
    dueAt: instant,
    row: fc.dictionary(fc.constantFrom('state', 'n'), fc.oneof(fc.string(), fc.integer())).map((row) => pack(row)),
    quarantine: fc.record({ step: fc.constant('rollup'), message: fc.string({ unit: 'grapheme' }) }),
  },
  { requiredKeys: ['place', 'facts', 'rowSteps', 'totalSteps', 'signalSteps', 'known'] },
);

const place = fc.record({ occurredAt: instant, ordinal: fc.maxSafeNat(), sequence: fc.nat() });
const rowStep: fc.Arbitrary<RowStep> = fc.record({ time: fc.nat({ max: 99 }), row: bytes });
const totalStep: fc.Arbitrary<TotalStep> = fc.record({ time: instant, sequence: fc.nat(), change: bytes });
const signalStep: fc.Arbitrary<SignalStep> = fc.record({
  time: fc.nat({ max: 99 }),
  sequence: fc.nat(),
  signals: bytes,
});
const snapshot: fc.Arbitrary<KeySnapshot> = fc.record({
  place,
  facts: fc.nat(),
  known: fc.nat(),
  rowSteps: fc.nat(),
  totalSteps: fc.nat(),
  signalSteps: fc.nat(),
  document: bytes,
});

/** How a list changes: which share of it stays, what follows. */
const listChange = <Item>(item: fc.Arbitrary<Item>) =>
  fc.record({
    keepShare: fc.double({ min: 0, max: 1, noNaN: true }),
    added: fc.array(item, { maxLength: 150, size: 'max' }),
  });

interface ListStep<Item> {
  readonly keepShare: number;
  readonly added: readonly Item[];
}

interface KeyStep {
  readonly key: string;
  readonly entry?: KeyEntry;
  readonly rowSteps?: ListStep<RowStep>;
  readonly totalSteps?: ListStep<TotalStep>;
  readonly signalSteps?: ListStep<SignalStep>;
  readonly snapshots?: ListStep<KeySnapshot>;
}

/** A step of a random history; made into a batch by what the model holds at that moment. */
export interface Step {
  readonly slots: readonly number[];
  readonly stale: boolean;
  readonly keys: readonly KeyStep[];
  readonly cells: readonly {
    path: number;
    time: number;
    add: [string, bigint][];
    put: [string, number[]][];
    takeShare: number;
  }[];
  readonly waiting: readonly { slot: number; occurredAt: number; sequence: number }[];
  readonly due: boolean;
}

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger(), fc.integer({ min: 0, max: 500 }));

export const step: fc.Arbitrary<Step> = fc.record({
  slots: fc.uniqueArray(fc.nat({ max: 63 }), { minLength: 1, maxLength: 4 }),
  stale: fc.boolean().map((stale) => stale),
  keys: fc.array(
    fc.record(
      {
        key: fc.constantFrom(...keys),
        entry,
        rowSteps: listChange(rowStep),
        totalSteps: listChange(totalStep),
        signalSteps: listChange(signalStep),
        snapshots: listChange(snapshot),
      },
      { requiredKeys: ['key'] },
    ),
    { maxLength: 4 },
  ),
  cells: fc.uniqueArray(
    fc.record({
      path: fc.nat({ max: paths.length - 1 }),
      time: fc.nat({ max: 99 }),
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
    keys: uniqueBy(made.keys, ({ key }) => key).map((change) => keyChangeOf(model, change)),
    cells: made.cells.map(({ path, time, add, put, takeShare }) => {
      // What went before it came would be no history: only what is there by then is taken.
      const held = model.valuesAt(paths[path]!, time);
      const take = Object.entries(held).map(
        ([name, list]) => [name, list.slice(0, Math.round(takeShare * list.length))] as const,
      );
      return {
        at: paths[path]!,
        time,
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
    cells: cells.map(({ at, time, add, put, take }): CellChange => ({
      at,
      steps: [
        {
          time,
          sums: Object.entries(add),
          columns: [...new Set([...Object.keys(put), ...Object.keys(take)])].map((name) => [
            name,
            changesOf(own(put, name), own(take, name)),
          ]),
        },
      ],
    })),
  };
}

/** Says so where all items stay, as a fold does. */
function changeOf<Item>(keep: number, added: readonly Item[], old: readonly Item[] = []): ListChange<Item> {
  return keep === old.length ? { keep, added, keepsAll: true } : { keep, added };
}

/** Steps that lists are read from ascend by time, as a fold makes them. */
function ascending<Item extends { readonly time: number }>(
  { keepShare, added }: ListStep<Item>,
  old: readonly Item[] = [],
): ListChange<Item> {
  const keep = Math.round(keepShare * old.length);
  const from = old[keep - 1]?.time ?? 0;
  const behind = added.map((item) => ({ ...item, time: from + item.time })).sort((a, b) => a.time - b.time);
  return changeOf(keep, behind, old);
}

function keyChangeOf(model: NaiveBuild, change: KeyStep): KeyChange {
  const { key, entry, rowSteps, totalSteps, signalSteps, snapshots } = change;
  const old = model.keys.get(key);
  const keepOf = (share: number, list: readonly unknown[] = []): number => Math.round(share * list.length);
  const dueBefore = old?.entry.dueAt;
  return {
    key,
    slot: key.length % 64,
    ...(dueBefore === undefined ? {} : { dueBefore }),
    ...(entry === undefined ? {} : { entry: signalSteps === undefined ? withSignalsOf(old?.entry, entry) : entry }),
    ...(rowSteps === undefined ? {} : { rowSteps: ascending(rowSteps, old?.rowSteps) }),
    ...(signalSteps === undefined ? {} : { signalSteps: ascending(signalSteps, old?.signalSteps) }),
    ...(totalSteps === undefined
      ? {}
      : { totalSteps: changeOf(keepOf(totalSteps.keepShare, old?.totalSteps), totalSteps.added, old?.totalSteps) }),
    ...(snapshots === undefined
      ? {}
      : { snapshots: changeOf(keepOf(snapshots.keepShare, old?.snapshots), snapshots.added, old?.snapshots) }),
  };
}

/** Signals change with their steps. */
function withSignalsOf(before: KeyEntry | undefined, { signals: _signals, ...entry }: KeyEntry): KeyEntry {
  return before?.signals === undefined ? entry : { ...entry, signals: before.signals };
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
