import { startPosition } from '../port.js';
import type { Batch, CellPath, KeyEntry, Position, Snapshot, WaitingFact } from '../port.js';

/** A batch in the words of the model: values one by one, taken out by their copies. */
export interface ModelBatch {
  readonly slots: Batch['slots'];
  readonly keys: NonNullable<Batch['keys']>;
  readonly cells: readonly {
    readonly at: CellPath;
    readonly add: Readonly<Record<string, bigint>>;
    readonly put: Values;
    readonly take: Values;
  }[];
  readonly waiting: NonNullable<Batch['waiting']>;
}

type Values = Readonly<Record<string, readonly number[]>>;

interface ModelCell {
  at: CellPath;
  sums: Record<string, bigint>;
  values: Record<string, number[]>;
}

/** What a build is, said with nothing but objects and lists: the oracle of the contract suite. */
export class NaiveBuild {
  readonly slots: Position[] = Array.from({ length: 64 }, () => startPosition);
  readonly keys = new Map<string, KeyEntry>();
  readonly cells = new Map<string, ModelCell>();
  readonly waiting = new Map<string, WaitingFact>();

  commit(batch: ModelBatch): boolean {
    for (const { slot, from } of batch.slots) {
      if (this.slots[slot]!.sequence !== from.sequence || this.slots[slot]!.horizon !== from.horizon) return false;
    }
    for (const { slot, to } of batch.slots) this.slots[slot] = to;
    for (const { key, entry } of batch.keys) {
      if (entry) this.keys.set(key, entry);
      else this.keys.delete(key);
    }
    for (const { at, add, put, take } of batch.cells) {
      const path = JSON.stringify(at);
      const cell = this.cells.get(path) ?? { at, sums: Object.create(null), values: Object.create(null) };
      this.cells.set(path, cell);
      for (const [name, by] of Object.entries(add)) cell.sums[name] = (cell.sums[name] ?? 0n) + by;
      for (const [name, list] of Object.entries(put)) (cell.values[name] ??= []).push(...list);
      for (const [name, list] of Object.entries(take)) {
        for (const value of list) cell.values[name]!.splice(cell.values[name]!.indexOf(value), 1);
      }
    }
    for (const fact of batch.waiting.due) this.waiting.delete(JSON.stringify(fact));
    for (const fact of batch.waiting.added) this.waiting.set(JSON.stringify(fact), fact);
    return true;
  }

  /** All that can be read, as plain values. */
  contents(): unknown {
    const cells = [...this.cells.values()].map(({ at, sums, values }) => ({
      at,
      sums: Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n)),
      values: Object.fromEntries(
        Object.entries(values)
          .filter(([, list]) => list.length > 0)
          .map(([name, list]) => [name, list.toSorted((a, b) => a - b)]),
      ),
    }));
    return {
      positions: this.slots,
      entries: [...this.keys].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map(plainEntry),
      cells: cells.filter(({ sums, values }) => Object.keys(sums).length + Object.keys(values).length > 0).sort(byPath),
      waiting: [...this.waiting.values()].sort(
        (a, b) => a.slot - b.slot || a.occurredAt - b.occurredAt || a.sequence - b.sequence,
      ),
    };
  }
}

/** The same of a snapshot, by its own reads. */
export function contentsOf(snapshot: Snapshot): unknown {
  return {
    positions: snapshot.positions(),
    entries: [...snapshot.entries()].map(({ key, entry }) => plainEntry([key, entry])),
    cells: [...snapshot.cells([])].map(({ at, sums, columns }) => ({
      at,
      sums,
      values: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
    })),
    waiting: [...snapshot.waiting(Infinity)],
  };
}

function plainEntry([key, { document, contributions, row, ...rest }]: [string, KeyEntry]): unknown {
  const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('hex');
  return { key, ...rest, document: text(document), contributions: text(contributions), row: text(row) };
}

function byPath(a: { at: CellPath }, b: { at: CellPath }): number {
  for (let i = 0; i < Math.max(a.at.length, b.at.length); i++) {
    const [x, y] = [a.at[i], b.at[i]];
    if (x === y) continue;
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return typeof x === 'number' ? x - (y as number) : Buffer.compare(Buffer.from(x), Buffer.from(y as string));
  }
  return 0;
}
