import assert from 'node:assert';
import { requireForward, slotCount, startPosition } from '../port.js';
import type {
  Batch,
  Build,
  BuildInfo,
  CellChange,
  CellContributions,
  HeldSnapshot,
  KeyChange,
  ListChange,
  Position,
  Snapshot,
  WaitingFact,
} from '../port.js';
import { stepsOf } from '../cell-contributions.js';
import { encodePath } from '../cell-path.js';
import { addSums, netChange } from '../cell-steps.js';
import { changeStretch, emptyStretch } from '../sorted-column.js';
import { MemoryTransitions } from './memory-transitions.js';
import { memorySnapshot } from './memory-snapshot.js';
import type { MemoryCell, MemoryKey } from './memory-snapshot.js';

/** A build in memory, for tests of what folds and of what reads, and the double that the contract suite begins with. */
export class MemoryBuild implements Build {
  private readonly slots: Position[] = Array.from({ length: slotCount }, () => startPosition);
  private readonly keys = new Map<string, MemoryKey>();
  private readonly dueSlots = new Map<string, number>();
  private readonly cells = new Map<string, MemoryCell>();
  private readonly waiting = new Map<string, WaitingFact>();
  private readonly transitions = new MemoryTransitions();
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
    this.transitions.add(batch.transitions ?? []);
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

  hold(): HeldSnapshot {
    // What is in them never changes: another commit puts others in their place.
    const { slots, keys, cells, waiting, dueSlots, transitions, aside } = this;
    const state = {
      slots: [...slots],
      keys: new Map(keys),
      cells: new Map(cells),
      waiting: new Map(waiting),
      dueSlots: new Map(dueSlots),
      transitions: transitions.copy(),
      aside,
    };
    return { snapshot: memorySnapshot(state), requireOpen: () => undefined, release: () => undefined };
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
    const { slots, keys, cells, waiting, dueSlots, transitions, aside } = this;
    return memorySnapshot({ slots, keys, cells, waiting, dueSlots, transitions, aside });
  }
}

function listAfter<Item>(before: readonly Item[] = [], change?: ListChange<Item>): readonly Item[] {
  if (change?.keepsAll) assert(before.length <= change.keep, 'nothing lies behind what is kept');
  return change === undefined ? before : [...before.slice(0, change.keep), ...change.added];
}

function samePosition(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}

function waitingName(fact: WaitingFact): string {
  assert(fact.slot >= 0 && fact.slot < slotCount, 'a slot is a number below 64');
  return `${fact.slot}/${fact.occurredAt}/${fact.sequence}`;
}
