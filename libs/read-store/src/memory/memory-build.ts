import assert from 'node:assert';
import { compareKeys } from '../key-order.js';
import { requireForward, slotCount, startPosition } from '../port.js';
import type {
  Batch,
  Build,
  BuildInfo,
  Cell,
  CellChange,
  CellContributions,
  CellPath,
  CellStep,
  KeyChange,
  KeyEntry,
  KeySnapshot,
  ListChange,
  Position,
  RowStep,
  SignalStep,
  Snapshot,
  TotalStep,
  WaitingFact,
} from '../port.js';
import { stepsOf } from '../cell-contributions.js';
import { encodePath } from '../cell-path.js';
import { addSums, ColumnChanges, netChange, shownSums } from '../cell-steps.js';
import type { Sums } from '../cell-steps.js';
import { changeStretch, emptyStretch, joinStretches } from '../sorted-column.js';
import type { Stretch } from '../sorted-column.js';

interface MemoryCell {
  readonly at: CellPath;
  readonly bytes: Buffer;
  readonly sums: Sums;
  readonly columns: Map<string, Stretch>;
  readonly steps: readonly CellStep[];
}

interface MemoryKey {
  readonly entry: KeyEntry;
  readonly rowSteps: readonly RowStep[];
  readonly totalSteps: readonly TotalStep[];
  readonly signalSteps: readonly SignalStep[];
  readonly snapshots: readonly KeySnapshot[];
}

/** A build in memory, for tests of what folds and of what reads, and the double that the contract suite begins with. */
export class MemoryBuild implements Build {
  private readonly slots: Position[] = Array.from({ length: slotCount }, () => startPosition);
  private readonly keys = new Map<string, MemoryKey>();
  private readonly dueSlots = new Map<string, number>();
  private readonly cells = new Map<string, MemoryCell>();
  private readonly waiting = new Map<string, WaitingFact>();
  private aside: readonly CellContributions[] = [];

  constructor(private readonly describe: () => BuildInfo) {}

  get info(): BuildInfo {
    return this.describe();
  }

  async commit(batch: Batch): Promise<boolean> {
    const stands = batch.slots.every(({ slot, from }) => samePosition(this.slots[slot]!, from));
    if (!stands) return false;
    requireForward(batch);
    const cells = (batch.cells ?? []).map((change) => this.changed(change));
    for (const { slot, to } of batch.slots) this.slots[slot] = to;
    for (const change of batch.keys ?? []) this.changeKey(change);
    for (const cell of cells) this.cells.set(cell.bytes.toString('latin1'), cell);
    // Copied, as a disk would.
    this.aside = [...this.aside, ...structuredClone(batch.aside ?? [])];
    for (const fact of batch.waiting?.due ?? []) this.waiting.delete(waitingName(fact));
    for (const fact of batch.waiting?.added ?? []) this.waiting.set(waitingName(fact), fact);
    return true;
  }

  async settle(): Promise<void> {
    for (const cell of this.aside) {
      const settled = this.changed({ at: cell.at, steps: [...stepsOf(cell)] });
      this.cells.set(settled.bytes.toString('latin1'), settled);
    }
    this.aside = [];
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return work(this.snapshot());
  }

  private changeKey({ key, entry, slot, rowSteps, totalSteps, signalSteps, snapshots }: KeyChange): void {
    if (slot !== undefined) this.dueSlots.set(key, slot);
    if (entry === undefined) {
      this.keys.delete(key);
      return;
    }
    const before = this.keys.get(key);
    this.keys.set(key, {
      entry,
      rowSteps: listAfter(before?.rowSteps, rowSteps),
      totalSteps: listAfter(before?.totalSteps, totalSteps),
      signalSteps: listAfter(before?.signalSteps, signalSteps),
      snapshots: listAfter(before?.snapshots, snapshots),
    });
  }

  private changed({ at, steps }: CellChange): MemoryCell {
    const bytes = encodePath(at);
    const old = this.cells.get(bytes.toString('latin1'));
    const change = netChange(steps);
    const sums = new Map(old?.sums);
    addSums(sums, change.sums);
    const columns = new Map(old?.columns);
    for (const [name, changes] of change.columns) {
      const stretch = changeStretch(columns.get(name) ?? emptyStretch, changes);
      if (stretch.values.length === 0) columns.delete(name);
      else columns.set(name, stretch);
    }
    return { at, bytes, sums, columns, steps: [...(old?.steps ?? []), ...steps] };
  }

  private snapshot(): Snapshot {
    const { slots, keys, cells, waiting, dueSlots, aside } = this;
    return {
      positions: () => [...slots],
      hasAside: () => aside.length > 0,
      ...keyReads(keys),
      ...cellReads(cells),
      ...timeReads(keys, dueSlots, waiting),
    };
  }
}

type Keys = ReadonlyMap<string, MemoryKey>;

function keyReads(
  keys: Keys,
): Pick<
  Snapshot,
  | 'entry'
  | 'entries'
  | 'row'
  | 'rows'
  | 'rowSteps'
  | 'totalSteps'
  | 'signalsOf'
  | 'signals'
  | 'signalSteps'
  | 'snapshotCount'
  | 'lastSnapshot'
  | 'quarantined'
  | 'counts'
> {
  const entries = () => sortedKeys(keys).map((key) => ({ key, entry: keys.get(key)!.entry }));
  return {
    entry: (key) => keys.get(key)?.entry,
    *entries({ after } = {}) {
      yield* entries().filter(({ key }) => after === undefined || compareKeys(key, after) > 0);
    },
    row: (key, time) => rowOf(keys.get(key), time),
    *rows(time) {
      for (const key of sortedKeys(keys)) {
        const row = rowOf(keys.get(key), time);
        if (row !== undefined) yield { key, row };
      }
    },
    signalsOf: (key, time) => signalsOf(keys.get(key), time),
    *signals(time) {
      for (const key of sortedKeys(keys)) {
        const signals = signalsOf(keys.get(key), time);
        if (signals !== undefined) yield { key, signals };
      }
    },
    signalSteps: (key, from = 0) => keys.get(key)?.signalSteps.slice(from) ?? [],
    rowSteps: (key, from = 0) => keys.get(key)?.rowSteps.slice(from) ?? [],
    totalSteps: (key, from = 0) => keys.get(key)?.totalSteps.slice(from) ?? [],
    snapshotCount: (key) => keys.get(key)?.snapshots.length ?? 0,
    lastSnapshot(key, fits) {
      const snapshots = keys.get(key)?.snapshots ?? [];
      const index = snapshots.findLastIndex((snapshot) => fits(snapshot));
      return index < 0 ? undefined : { snapshot: snapshots[index]!, index };
    },
    *quarantined() {
      for (const { key, entry } of entries())
        if (entry.quarantine !== undefined) yield { key, quarantine: entry.quarantine };
    },
    counts: () => ({
      entries: keys.size,
      rows: entries().filter(({ entry }) => entry.row !== undefined).length,
      quarantined: entries().filter(({ entry }) => entry.quarantine !== undefined).length,
    }),
  };
}

function cellReads(cells: ReadonlyMap<string, MemoryCell>): Pick<Snapshot, 'cell' | 'cells'> {
  return {
    cell(at) {
      const cell = cells.get(encodePath(at).toString('latin1'));
      return cell && isShown(cell) ? answerOf(cell, true) : undefined;
    },
    *cells(prefix, { columns = true, after, time } = {}) {
      const start = encodePath(prefix);
      const isBehind = ({ bytes }: MemoryCell) => after === undefined || Buffer.compare(bytes, encodePath(after)) > 0;
      const found = [...cells.values()].filter(
        (cell) => isBehind(cell) && cell.bytes.subarray(0, start.length).equals(start),
      );
      for (const cell of found.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) {
        if (time === undefined) {
          if (isShown(cell)) yield answerOf(cell, columns);
          continue;
        }
        const past = asOf(cell, time, columns);
        if (Object.keys(past.sums).length > 0 || Object.keys(past.columns).length > 0) yield past;
      }
    },
  };
}

function timeReads(
  keys: Keys,
  dueSlots: ReadonlyMap<string, number>,
  waiting: ReadonlyMap<string, WaitingFact>,
): Pick<Snapshot, 'due' | 'nextAt' | 'waiting'> {
  return {
    *due(until) {
      const due = [...keys].flatMap(([key, { entry }]) => {
        const slot = dueSlots.get(key);
        const at = entry.dueAt;
        return slot === undefined || at === undefined || at > until ? [] : [{ slot, at, key }];
      });
      yield* due.sort((a, b) => a.slot - b.slot || a.at - b.at || compareKeys(a.key, b.key));
    },
    nextAt: () =>
      Math.min(
        ...[...waiting.values()].map(({ occurredAt }) => occurredAt),
        ...[...keys].map(([key, { entry }]) => (dueSlots.has(key) ? (entry.dueAt ?? Infinity) : Infinity)),
      ),
    *waiting(until) {
      const due = [...waiting.values()].filter((fact) => fact.occurredAt <= until);
      yield* due.sort((a, b) => a.slot - b.slot || a.occurredAt - b.occurredAt || a.sequence - b.sequence);
    },
  };
}

function listAfter<Item>(before: readonly Item[] = [], change?: ListChange<Item>): readonly Item[] {
  if (change?.keepsAll) assert(before.length <= change.keep, 'nothing lies behind what is kept');
  return change === undefined ? before : [...before.slice(0, change.keep), ...change.added];
}

function rowOf(key: MemoryKey | undefined, time: number | undefined): Uint8Array | undefined {
  if (time === undefined) return key?.entry.row;
  return key?.rowSteps.findLast((step) => step.time <= time)?.row;
}

function signalsOf(key: MemoryKey | undefined, time: number | undefined): Uint8Array | undefined {
  if (time === undefined) return key?.entry.signals;
  const signals = key?.signalSteps.findLast((step) => step.time <= time)?.signals;
  return signals?.length === 0 ? undefined : signals;
}

function isShown({ sums, columns }: MemoryCell): boolean {
  return columns.size > 0 || Object.keys(shownSums(sums)).length > 0;
}

function answerOf(cell: MemoryCell, withColumns: boolean): Cell {
  const columns = withColumns ? [...cell.columns] : [];
  return {
    at: cell.at,
    sums: shownSums(cell.sums),
    columns: Object.fromEntries(columns.map(([name, stretch]) => [name, joinStretches([stretch])])),
  };
}

function asOf({ at, steps }: MemoryCell, time: number, withColumns: boolean): Cell {
  const sums: Sums = new Map();
  const columns = new Map<string, ColumnChanges>();
  for (const step of steps) {
    if (step.time > time) continue;
    addSums(sums, step.sums);
    for (const [name, { values, copies }] of withColumns ? step.columns : []) {
      if (!columns.has(name)) columns.set(name, new ColumnChanges());
      for (let i = 0; i < values.length; i++) columns.get(name)!.change(values[i]!, copies[i]!);
    }
  }
  const left = [...columns].map(([name, changes]) => [name, changes.left()] as const);
  return { at, sums: shownSums(sums), columns: Object.fromEntries(left.filter(([, { count }]) => count > 0)) };
}

function samePosition(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}

function waitingName(fact: WaitingFact): string {
  assert(fact.slot >= 0 && fact.slot < slotCount, 'a slot is a number below 64');
  return `${fact.slot}/${fact.occurredAt}/${fact.sequence}`;
}

function sortedKeys(keys: ReadonlyMap<string, unknown>): string[] {
  return [...keys.keys()].sort(compareKeys);
}
