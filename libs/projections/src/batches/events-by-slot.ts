import type { Mirror } from '#event-store/port.js';
import { batchBytes, takeBatch } from '#event-store/take-batch.js';
import { slotCount } from '#read-store/port.js';
import type { KeyDimension } from '../definition/definition.js';
import { GivenEvent } from '../facts/given-event.js';
import { Pauses } from '../calls/pauses.js';
import { slotOf } from '../definition/projection-key.js';
import type { Visibility } from '../facts/visibility.js';

/** Some 2 KiB each, decoded: what is held at once is to die young. */
const eventsAtOnce = 16_384;
/** A ledger with no more is held whole, as long as a batch may be: decoded once, and its totals need not be put aside. */
const eventsHeldWhole = 32_768;
/** A slot with more is not held at once. */
const mostEvents = 65_536;

/** Some slots of a dimension, and the events that they have: all of them, and perhaps others. */
export interface SlotEvents {
  readonly slots: ReadonlySet<number>;
  /** In the order of the ledger. */
  readonly events: readonly GivenEvent[];
}

/** The events up to a sequence, spread. */
export interface Spread {
  readonly to: number;
  /** Sequences, slot by slot. */
  readonly lists: Map<KeyDimension, readonly SequenceList[]>;
  /** All of them, where the ledger is so short that it is held at once: decoded once for all dimensions. */
  readonly whole?: readonly GivenEvent[];
}

/**
 * Which events each slot of a dimension has, found by one pass over the ledger, for builds that are made slot by slot
 * from nothing (`build-by-slots.ts`). Four bytes an event and dimension, for as long as somebody wants them. What was read
 * last is at hand for the next build of the same dimension, where there is one.
 */
export class EventsBySlot {
  private readonly users = new Map<KeyDimension, number>();
  private readonly lastRead = new Map<KeyDimension, SlotEvents & { readonly spread: Spread }>();
  private spread: Spread | undefined;
  private spreading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly mirror: Mirror,
    private readonly visibility: Visibility,
    private readonly atOnce = eventsAtOnce,
    private readonly most = mostEvents,
    private readonly heldWhole = eventsHeldWhole,
  ) {}

  /** Somebody is going to ask for events of a dimension, until it calls `leave`. */
  want(by: KeyDimension): void {
    this.users.set(by, (this.users.get(by) ?? 0) + 1);
  }

  leave(by: KeyDimension): void {
    const left = this.users.get(by)! - 1;
    if (left > 0) {
      this.users.set(by, left);
      return;
    }
    this.users.delete(by);
    this.lastRead.delete(by);
    this.spread?.lists.delete(by);
    if (this.users.size === 0) this.spread = undefined;
  }

  /**
   * Goes over the ledger, if that is to be done.
   * @param to what is recorded up to there is known to `visibility`
   * @param all whether all slots are going to be asked for at once: only then more is held whole than a group of slots has
   * @returns events up to a sequence that is not behind `to`
   */
  async reach(by: KeyDimension, to: number, all: boolean): Promise<Spread> {
    const reached = this.spreading.catch(() => undefined).then(() => this.spreadTo(by, to, all));
    this.spreading = reached;
    return reached;
  }

  /**
   * The first of some slots whose events can be held together, and these events. Undefined when there are too many in the
   * first one alone.
   * @param slots ascending; at least one
   * @param spread what `reach` has given
   */
  take(by: KeyDimension, slots: readonly number[], spread: Spread): SlotEvents | undefined {
    if (spread.whole !== undefined) return { slots: new Set(slots), events: spread.whole };
    const lists = spread.lists.get(by)!;
    let taken = this.countOfFirst(lists, slots);
    const known = this.lastRead.get(by);
    if (known?.spread === spread && isSame(known.slots, slots.slice(0, taken))) return known;
    for (; taken > 0; taken = Math.floor(taken / 2)) {
      const sequences = sequencesOf(slots.slice(0, taken).map((slot) => lists[slot]!));
      if (sequences.length > this.most) continue;
      const recorded = takeBatch(this.mirror.readMany(sequences), batchBytes);
      if (recorded.length < sequences.length) continue;
      const events = recorded.map((event) => new GivenEvent(event));
      const read = { spread, slots: new Set(slots.slice(0, taken)), events };
      if (this.users.get(by)! > 1) this.lastRead.set(by, read);
      return read;
    }
    return undefined;
  }

  private countOfFirst(lists: readonly SequenceList[], slots: readonly number[]): number {
    let [count, taken] = [0, 0];
    for (const slot of slots) {
      count += lists[slot]!.length;
      if (taken > 0 && count > this.atOnce) break;
      taken++;
    }
    return taken;
  }

  private async spreadTo(by: KeyDimension, to: number, all: boolean): Promise<Spread> {
    const known = this.spread;
    // What was recorded since is folded in batches, as long as it is little.
    if (known !== undefined && known.to <= to && 4 * (to - known.to) <= to) {
      if (known.whole === undefined && !known.lists.has(by)) await this.goOver(known, [by]);
      return known;
    }
    this.lastRead.clear();
    const spread: Spread = this.wholeUpTo(to, all ? this.heldWhole : this.atOnce) ?? { to, lists: new Map() };
    if (spread.whole === undefined) await this.goOver(spread, [...this.users.keys()]);
    this.spread = spread;
    return spread;
  }

  private wholeUpTo(to: number, most: number): Spread | undefined {
    if (to > most) return undefined;
    const recorded = takeBatch(this.mirror.readAll({ from: 1, limit: to }), batchBytes);
    if (recorded.length < to) return undefined;
    return { to, lists: new Map(), whole: recorded.map((event) => new GivenEvent(event)) };
  }

  /** Under the values that events are given to as it is known at the end; what of that is permitted is less, and never other. */
  private async goOver({ to, lists }: Spread, dimensions: readonly KeyDimension[]): Promise<void> {
    const pauses = new Pauses();
    const known = this.visibility.belonging.at(to);
    const found = dimensions.map((by) => ({ by, slots: Array.from({ length: slotCount }, () => new SequenceList()) }));
    for (const event of this.mirror.readAll({ from: 1, limit: to })) {
      if (pauses.isDue(1)) await pauses.pause();
      const given = new GivenEvent(event);
      for (const { by, slots } of found) {
        const recorded = given.valuesBy(by);
        for (const value of recorded) slots[slotOf(value)]!.push(event.sequence);
        if (known === undefined || recorded.length === 0) continue;
        for (const value of known.valuesOf(given.event, by, recorded)) slots[slotOf(value)]!.push(event.sequence);
      }
    }
    for (const { by, slots } of found) lists.set(by, slots);
  }
}

/** Sequences, ascending, each once. */
class SequenceList {
  length = 0;
  private numbers = new Uint32Array(64);

  push(sequence: number): void {
    if (this.length > 0 && this.numbers[this.length - 1] === sequence) return;
    if (this.length === this.numbers.length) {
      const longer = new Uint32Array(2 * this.length);
      longer.set(this.numbers);
      this.numbers = longer;
    }
    this.numbers[this.length++] = sequence;
  }

  toArray(): Uint32Array {
    return this.numbers.subarray(0, this.length);
  }
}

/** All of some lists, ascending, each once. */
function sequencesOf(lists: readonly SequenceList[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const list of lists) {
    all.set(list.toArray(), length);
    length += list.length;
  }
  if (lists.length === 1) return all;
  all.sort();
  return all.filter((sequence, i) => i === 0 || sequence !== all[i - 1]);
}

function isSame(slots: ReadonlySet<number>, others: readonly number[]): boolean {
  return slots.size === others.length && others.every((slot) => slots.has(slot));
}
