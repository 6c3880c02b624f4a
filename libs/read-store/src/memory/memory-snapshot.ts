import { compareKeys } from '../key-order.js';
import type {
  Cell,
  CellContributions,
  CellPath,
  CellStep,
  KeyEntry,
  KeySnapshot,
  Position,
  RowStep,
  SignalStep,
  Snapshot,
  TotalStep,
  WaitingFact,
} from '../port.js';
import { signalStepsOfBlock } from '../port.js';
import { encodePath } from '../cell-path.js';
import { addSums, ColumnChanges, shownSums } from '../cell-steps.js';
import type { Sums } from '../cell-steps.js';
import { joinStretches } from '../sorted-column.js';
import type { Stretch } from '../sorted-column.js';
import type { MemoryTransitions } from './memory-transitions.js';

export interface MemoryCell {
  readonly at: CellPath;
  readonly bytes: Buffer;
  readonly sums: Sums;
  readonly columns: Map<string, Stretch>;
  readonly steps: readonly CellStep[];
}

export interface MemoryKey {
  readonly entry: KeyEntry;
  readonly rowSteps: readonly RowStep[];
  readonly totalSteps: readonly TotalStep[];
  readonly signalSteps: readonly SignalStep[];
  readonly snapshots: readonly KeySnapshot[];
}

/** All that a build in memory holds. What is in it never changes: a commit puts others in its place. */
export interface MemoryState {
  readonly slots: readonly Position[];
  readonly keys: Keys;
  readonly cells: ReadonlyMap<string, MemoryCell>;
  readonly waiting: ReadonlyMap<string, WaitingFact>;
  readonly dueSlots: ReadonlyMap<string, number>;
  readonly transitions: MemoryTransitions;
  readonly aside: readonly CellContributions[];
}

/** Reads of a state as it is, or, where that is a copy, as it was. */
export function memorySnapshot({ slots, keys, cells, waiting, dueSlots, transitions, aside }: MemoryState): Snapshot {
  return {
    positions: () => [...slots],
    hasAside: () => aside.length > 0,
    ...keyReads(keys),
    ...cellReads(cells),
    ...timeReads(keys, dueSlots, waiting),
    transitions: (after, limit) => transitions.behind(after, limit),
  };
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
  | 'signalHistories'
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
    *signalHistories(time = Infinity) {
      for (const key of sortedKeys(keys)) {
        const steps = keys.get(key)!.signalSteps.filter((step) => step.time <= time);
        if (steps.length > 0) yield { key, steps };
      }
    },
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
    nextAt(slots) {
      const isOf = (slot: number | undefined): boolean => slot !== undefined && slots?.has(slot) !== false;
      return Math.min(
        ...[...waiting.values()].map(({ slot, occurredAt }) => (isOf(slot) ? occurredAt : Infinity)),
        ...[...keys].map(([key, { entry }]) => (isOf(dueSlots.get(key)) ? (entry.dueAt ?? Infinity) : Infinity)),
      );
    },
    *waiting(until) {
      const due = [...waiting.values()].filter((fact) => fact.occurredAt <= until);
      yield* due.sort((a, b) => a.slot - b.slot || a.occurredAt - b.occurredAt || a.sequence - b.sequence);
    },
  };
}

function rowOf(key: MemoryKey | undefined, time: number | undefined): Uint8Array | undefined {
  if (time === undefined) return key?.entry.row;
  return key?.rowSteps.findLast((step) => step.time <= time)?.row;
}

function signalsOf(key: MemoryKey | undefined, time: number | undefined): readonly Uint8Array[] | undefined {
  if (time === undefined) return key?.entry.signals === undefined ? undefined : [key.entry.signals];
  const steps = key?.signalSteps ?? [];
  const last = steps.findLastIndex((step) => step.time <= time);
  if (last < 0 || steps[last]!.signals.length === 0) return undefined;
  return steps.slice(last - (last % signalStepsOfBlock), last + 1).map(({ signals }) => signals);
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

function sortedKeys(keys: ReadonlyMap<string, unknown>): string[] {
  return [...keys.keys()].sort(compareKeys);
}
