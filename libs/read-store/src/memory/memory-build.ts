import assert from 'node:assert';
import { requireForward, slotCount, startPosition } from '../port.js';
import type {
  Batch,
  Build,
  BuildInfo,
  Cell,
  CellChange,
  CellPath,
  KeyEntry,
  Position,
  Snapshot,
  WaitingFact,
} from '../port.js';
import { encodePath } from '../cell-path.js';
import { changeStretch, emptyStretch, joinStretches } from '../sorted-column.js';
import type { Stretch } from '../sorted-column.js';

interface MemoryCell {
  readonly at: CellPath;
  readonly bytes: Buffer;
  readonly sums: Map<string, bigint>;
  readonly columns: Map<string, Stretch>;
}

/** A build in memory, for tests of what folds and of what reads, and the double that the contract suite begins with. */
export class MemoryBuild implements Build {
  private readonly slots: Position[] = Array.from({ length: slotCount }, () => startPosition);
  private readonly keys = new Map<string, KeyEntry>();
  private readonly cells = new Map<string, MemoryCell>();
  private readonly waiting = new Map<string, WaitingFact>();

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
    for (const { key, entry } of batch.keys ?? []) {
      if (entry === undefined) this.keys.delete(key);
      else this.keys.set(key, entry);
    }
    for (const cell of cells) {
      const name = cell.bytes.toString('latin1');
      if (cell.sums.size === 0 && cell.columns.size === 0) this.cells.delete(name);
      else this.cells.set(name, cell);
    }
    for (const fact of batch.waiting?.due ?? []) this.waiting.delete(waitingName(fact));
    for (const fact of batch.waiting?.added ?? []) this.waiting.set(waitingName(fact), fact);
    return true;
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return work(this.snapshot());
  }

  private changed(change: CellChange): MemoryCell {
    const bytes = encodePath(change.at);
    const old = this.cells.get(bytes.toString('latin1'));
    const sums = new Map(old?.sums);
    const columns = new Map(old?.columns);
    for (const [name, by] of change.sums) {
      const sum = (sums.get(name) ?? 0n) + by;
      if (sum === 0n) sums.delete(name);
      else sums.set(name, sum);
    }
    for (const [name, changes] of change.columns) {
      const stretch = changeStretch(columns.get(name) ?? emptyStretch, changes);
      if (stretch.values.length === 0) columns.delete(name);
      else columns.set(name, stretch);
    }
    return { at: change.at, bytes, sums, columns };
  }

  private snapshot(): Snapshot {
    const { slots, keys, cells, waiting } = this;
    return {
      positions: () => [...slots],
      entry: (key) => keys.get(key),
      *entries({ after } = {}) {
        for (const key of sortedKeys(keys)) {
          if (after === undefined || compareTexts(key, after) > 0) yield { key, entry: keys.get(key)! };
        }
      },
      row: (key) => keys.get(key)?.row,
      *rows() {
        for (const key of sortedKeys(keys)) {
          const { row } = keys.get(key)!;
          if (row !== undefined) yield { key, row };
        }
      },
      cell(at) {
        const cell = cells.get(encodePath(at).toString('latin1'));
        return cell && answerOf(cell, true);
      },
      *cells(prefix, { columns = true } = {}) {
        const start = encodePath(prefix);
        const found = [...cells.values()].filter((cell) => cell.bytes.subarray(0, start.length).equals(start));
        for (const cell of found.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) yield answerOf(cell, columns);
      },
      *quarantined() {
        for (const key of sortedKeys(keys)) {
          const { quarantine } = keys.get(key)!;
          if (quarantine !== undefined) yield { key, quarantine };
        }
      },
      *waiting(until) {
        const due = [...waiting.values()].filter((fact) => fact.occurredAt <= until);
        yield* due.sort((a, b) => a.slot - b.slot || a.occurredAt - b.occurredAt || a.sequence - b.sequence);
      },
      counts: () => ({
        entries: keys.size,
        rows: [...keys.values()].filter((entry) => entry.row !== undefined).length,
        quarantined: [...keys.values()].filter((entry) => entry.quarantine !== undefined).length,
      }),
    };
  }
}

function answerOf(cell: MemoryCell, withColumns: boolean): Cell {
  const columns = withColumns ? [...cell.columns] : [];
  return {
    at: cell.at,
    sums: Object.fromEntries(cell.sums),
    columns: Object.fromEntries(columns.map(([name, stretch]) => [name, joinStretches([stretch])])),
  };
}

function samePosition(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}

function waitingName(fact: WaitingFact): string {
  assert(fact.slot >= 0 && fact.slot < slotCount, 'a slot is a number below 64');
  return `${fact.slot}/${fact.occurredAt}/${fact.sequence}`;
}

function sortedKeys(keys: ReadonlyMap<string, unknown>): string[] {
  return [...keys.keys()].sort(compareTexts);
}

/** By UTF-8, as stores on disk order them. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
