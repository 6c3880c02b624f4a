import { startPosition } from '../port.js';
import type {
  Batch,
  CellPath,
  DueKey,
  KeyChange,
  KeyEntry,
  KeySnapshot,
  Position,
  RowStep,
  SignalStep,
  Snapshot,
  TotalStep,
  WaitingFact,
} from '../port.js';

/** A batch in the words of the model: values one by one, taken out by their copies. */
export interface ModelBatch {
  readonly slots: Batch['slots'];
  readonly keys: NonNullable<Batch['keys']>;
  readonly cells: readonly {
    readonly at: CellPath;
    /** When it comes to be, and when what is taken goes. */
    readonly time: number;
    readonly add: Readonly<Record<string, bigint>>;
    readonly put: Values;
    readonly take: Values;
  }[];
  readonly waiting: NonNullable<Batch['waiting']>;
}

type Values = Readonly<Record<string, readonly number[]>>;

interface ModelCell {
  at: CellPath;
  changes: { time: number; add: Readonly<Record<string, bigint>>; put: Values; take: Values }[];
}

interface ModelKey {
  entry: KeyEntry;
  slot: number | undefined;
  rowSteps: RowStep[];
  totalSteps: TotalStep[];
  signalSteps: SignalStep[];
  snapshots: KeySnapshot[];
}

/** What a build is, said with nothing but objects and lists: the oracle of the contract suite. */
export class NaiveBuild {
  readonly slots: Position[] = Array.from({ length: 64 }, () => startPosition);
  readonly keys = new Map<string, ModelKey>();
  readonly cells = new Map<string, ModelCell>();
  readonly waiting = new Map<string, WaitingFact>();

  commit(batch: ModelBatch): boolean {
    for (const { slot, from } of batch.slots) {
      if (this.slots[slot]!.sequence !== from.sequence || this.slots[slot]!.horizon !== from.horizon) return false;
    }
    for (const { slot, to } of batch.slots) this.slots[slot] = to;
    for (const change of batch.keys) this.changeKey(change);
    for (const { at, time, add, put, take } of batch.cells) {
      const path = JSON.stringify(at);
      const cell = this.cells.get(path) ?? { at, changes: [] };
      this.cells.set(path, cell);
      cell.changes.push({ time, add, put, take });
    }
    for (const fact of batch.waiting.due) this.waiting.delete(JSON.stringify(fact));
    for (const fact of batch.waiting.added) this.waiting.set(JSON.stringify(fact), fact);
    return true;
  }

  private changeKey({ key, entry, slot, rowSteps, totalSteps, signalSteps, snapshots }: KeyChange): void {
    if (entry === undefined) {
      this.keys.delete(key);
      return;
    }
    const old = this.keys.get(key);
    const model: ModelKey = old ?? { entry, slot, rowSteps: [], totalSteps: [], signalSteps: [], snapshots: [] };
    model.entry = entry;
    model.slot = slot ?? model.slot;
    if (rowSteps) model.rowSteps = [...model.rowSteps.slice(0, rowSteps.keep), ...rowSteps.added];
    if (totalSteps) model.totalSteps = [...model.totalSteps.slice(0, totalSteps.keep), ...totalSteps.added];
    if (signalSteps) model.signalSteps = [...model.signalSteps.slice(0, signalSteps.keep), ...signalSteps.added];
    if (snapshots) model.snapshots = [...model.snapshots.slice(0, snapshots.keep), ...snapshots.added];
    this.keys.set(key, model);
  }

  /** What a cell's columns hold, at an instant or in the end. */
  valuesAt(at: CellPath, time = Infinity): Record<string, number[]> {
    const values: Record<string, number[]> = Object.create(null);
    const changes = (this.cells.get(JSON.stringify(at))?.changes ?? []).filter((change) => change.time <= time);
    for (const { put } of changes) for (const [name, list] of Object.entries(put)) (values[name] ??= []).push(...list);
    for (const { take } of changes) {
      for (const [name, list] of Object.entries(take))
        for (const value of list) values[name]!.splice(values[name]!.indexOf(value), 1);
    }
    return values;
  }

  /** All that can be read, as plain values; cells and rows as of an instant too. */
  contents(time: number): unknown {
    const ordered = [...this.keys].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return {
      positions: this.slots,
      entries: ordered.map(([key, { entry }]) => plainEntry([key, entry])),
      lists: ordered.map(([key, lists]) => plainLists(key, lists)),
      due: ordered
        .flatMap(([key, { slot, entry }]): DueKey[] =>
          slot === undefined || entry.dueAt === undefined ? [] : [{ slot, at: entry.dueAt, key }],
        )
        .sort((a, b) => a.slot - b.slot || a.at - b.at || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key))),
      nextAt: this.nextAt(() => true),
      nextAtOfSome: this.nextAt((slot) => someSlots.has(slot)),
      rows: ordered.flatMap(([key, { entry }]) => (entry.row === undefined ? [] : [{ key, row: hex(entry.row) }])),
      rowsThen: ordered.flatMap(([key, { rowSteps }]) => {
        const step = rowSteps.findLast((found) => found.time <= time);
        return step === undefined ? [] : [{ key, row: hex(step.row) }];
      }),
      signals: ordered.flatMap(([key, { entry }]) =>
        entry.signals === undefined ? [] : [{ key, signals: [hex(entry.signals)] }],
      ),
      signalsThen: ordered.flatMap(([key, { signalSteps }]) => {
        // All of a block of 64, up to the step of then.
        const then = signalSteps.filter((found) => found.time <= time).map(({ signals }) => hex(signals));
        const block = then.filter((_, i) => Math.floor(i / 64) === Math.floor((then.length - 1) / 64));
        return then.at(-1) ? [{ key, signals: block }] : [];
      }),
      cells: this.cellsAt(Infinity),
      cellsThen: this.cellsAt(time),
      waiting: [...this.waiting.values()].sort(
        (a, b) => a.slot - b.slot || a.occurredAt - b.occurredAt || a.sequence - b.sequence,
      ),
    };
  }

  private nextAt(isMeant: (slot: number) => boolean): number {
    const due = [...this.keys.values()].flatMap(({ slot, entry }) =>
      slot === undefined || !isMeant(slot) ? [] : (entry.dueAt ?? Infinity),
    );
    const waiting = [...this.waiting.values()].filter(({ slot }) => isMeant(slot));
    return Math.min(...due, ...waiting.map(({ occurredAt }) => occurredAt));
  }

  private cellsAt(time: number): unknown {
    const cells = [...this.cells.values()].map(({ at, changes }) => {
      const sums: Record<string, bigint> = Object.create(null);
      for (const change of changes) {
        if (change.time > time) continue;
        for (const [name, by] of Object.entries(change.add)) sums[name] = (sums[name] ?? 0n) + by;
      }
      return {
        at,
        sums: Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n)),
        values: Object.fromEntries(
          Object.entries(this.valuesAt(at, time))
            .filter(([, list]) => list.length > 0)
            .map(([name, list]) => [name, list.toSorted((a, b) => a - b)]),
        ),
      };
    });
    return cells.filter(({ sums, values }) => Object.keys(sums).length + Object.keys(values).length > 0).sort(byPath);
  }
}

const someSlots: ReadonlySet<number> = new Set(Array.from({ length: 32 }, (_, i) => 2 * i + 1));

/** The same of a snapshot, by its own reads. */
export function contentsOf(snapshot: Snapshot, time: number): unknown {
  const keys = [...snapshot.entries()];
  const plain = (rows: ReturnType<Snapshot['rows']>) => [...rows].map(({ key, row }) => ({ key, row: hex(row) }));
  const cells = (at?: number) =>
    [...snapshot.cells([], at === undefined ? {} : { time: at })].map(({ at: path, sums, columns }) => ({
      at: path,
      sums,
      values: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
    }));
  return {
    positions: snapshot.positions(),
    entries: keys.map(({ key, entry }) => plainEntry([key, entry])),
    lists: keys.map(({ key }) =>
      plainLists(key, {
        rowSteps: snapshot.rowSteps(key),
        totalSteps: snapshot.totalSteps(key),
        signalSteps: snapshot.signalSteps(key),
        snapshots: snapshotsOf(snapshot, key),
      }),
    ),
    due: [...snapshot.due(Infinity)],
    nextAt: snapshot.nextAt(),
    nextAtOfSome: snapshot.nextAt(someSlots),
    rows: plain(snapshot.rows()),
    rowsThen: plain(snapshot.rows(time)),
    signals: [...snapshot.signals()].map(({ key, signals }) => ({ key, signals: signals.map(hex) })),
    signalsThen: [...snapshot.signals(time)].map(({ key, signals }) => ({ key, signals: signals.map(hex) })),
    cells: cells(),
    cellsThen: cells(time),
    waiting: [...snapshot.waiting(Infinity)],
  };
}

function snapshotsOf(snapshot: Snapshot, key: string): KeySnapshot[] {
  return Array.from({ length: snapshot.snapshotCount(key) }, (_, i) => {
    let seen = snapshot.snapshotCount(key);
    return snapshot.lastSnapshot(key, () => --seen === i)!.snapshot;
  });
}

function plainLists(
  key: string,
  {
    rowSteps,
    totalSteps,
    signalSteps,
    snapshots,
  }: {
    rowSteps: readonly RowStep[];
    totalSteps: readonly TotalStep[];
    signalSteps: readonly SignalStep[];
    snapshots: readonly KeySnapshot[];
  },
): unknown {
  return {
    key,
    rowSteps: rowSteps.map(({ time, row }) => [time, hex(row)]),
    totalSteps: totalSteps.map(({ time, sequence, change }) => [time, sequence, hex(change)]),
    signalSteps: signalSteps.map(({ time, sequence, signals }) => [time, sequence, hex(signals)]),
    snapshots: snapshots.map(({ document, ...rest }) => ({ ...rest, document: hex(document) })),
  };
}

function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString('hex');
}

function plainEntry([key, { document, current, row, signals, ...rest }]: [string, KeyEntry]): unknown {
  return { key, ...rest, document: hex(document), current: hex(current), row: hex(row), signals: hex(signals) };
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
