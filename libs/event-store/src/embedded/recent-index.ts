import type { RecordedEvent } from '#core/record.js';
import { valuesOf } from '../dimension-values.js';
import { dimensions } from '../port.js';
import type { FoldKey } from '../port.js';
import { Entries } from './run-codec.js';
import { runSections, streamSection } from './segment-format.js';

/** Which part of a value is read. */
export interface EntryRange {
  readonly backwards: boolean;
  /** The place read last, in the direction of reading. */
  readonly after?: FoldKey | undefined;
  /** Only events up to this one. */
  readonly head: number;
  readonly count: number;
}

/**
 * The entries of one section, in order of sequence, as three numbers each: which event, which value, and the entry of
 * the same value before it. So those of one value are a list from its last entry backwards. Entries count from 1.
 */
class Section {
  length = 0;
  numbers = new Uint32Array(3 * 256);
  /** By value: its last entry. */
  private last = new Uint32Array(256);

  enter(value: number, event: number): void {
    const at = 3 * this.length++;
    if (at === this.numbers.length) this.numbers = doubled(this.numbers, at);
    while (value >= this.last.length) this.last = doubled(this.last, value);
    this.numbers[at] = event;
    this.numbers[at + 1] = value;
    this.numbers[at + 2] = this.last[value]!;
    this.last[value] = this.length;
  }

  /** The events of a value, the last one first. */
  *eventsOf(value: number): IterableIterator<number> {
    let entry = this.lastOf(value);
    while (entry !== noEntry) {
      yield this.numbers[3 * entry - 3]!;
      entry = this.numbers[3 * entry - 1]!;
    }
  }

  lastOf(value: number): number {
    return this.last[value] ?? noEntry;
  }
}

const noEntry = 0;

function doubled(numbers: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * Math.max(numbers.length, atLeast));
  larger.set(numbers);
  return larger;
}

/**
 * The index of the events that no segment finds yet, in memory. Everything in it can be made again from the records. It
 * is numbers in columns: objects for each value and entry would cost more to collect than to make.
 */
export class RecentIndex {
  readonly ids = new Map<string, number>();
  /** Every value of any section, by number. */
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly sections: readonly Section[] = runSections.map(() => new Section());
  private readonly occurredAt: Float64Array;
  private readonly ordinal: Float64Array;
  private readonly revision: Uint32Array;
  private events = 0;
  private readonly namesBefore: string[] = runSections.map(() => '');
  private readonly valuesBefore: number[] = runSections.map(() => -1);
  /** The list read last: a value is mostly read page by page. */
  private readBefore: { section: number; entry: number; events: number[] } | undefined;

  /**
   * @param first sequence of its first event
   * @param capacity how many events it takes
   */
  constructor(
    readonly first: number,
    private readonly capacity: number,
  ) {
    this.occurredAt = new Float64Array(capacity);
    this.ordinal = new Float64Array(capacity);
    this.revision = new Uint32Array(capacity);
  }

  get isFull(): boolean {
    return this.events >= this.capacity;
  }

  get last(): number {
    return this.first + this.events - 1;
  }

  /** The next event; they come in order of sequence. */
  add(event: RecordedEvent): void {
    const number = this.events++;
    this.occurredAt[number] = event.occurredAt;
    this.ordinal[number] = event.ordinal;
    this.revision[number] = event.revision;
    this.ids.set(event.id, event.sequence);
    this.enter(streamSection, event.stream, number);
    for (let section = 0; section < dimensions.length; section++) {
      const values = valuesOf(event, dimensions[section]!);
      for (let i = 0; i < values.length; i++) this.enter(section, values[i]!, number);
    }
  }

  private enter(section: number, name: string, event: number): void {
    // Events mostly come with many values of the event before them.
    const value =
      this.namesBefore[section] === name && this.valuesBefore[section]! >= 0
        ? this.valuesBefore[section]!
        : this.numberOf(name);
    this.namesBefore[section] = name;
    this.valuesBefore[section] = value;
    this.sections[section]!.enter(value, event);
  }

  private numberOf(name: string): number {
    let value = this.numbers.get(name);
    if (value === undefined) {
      value = this.names.push(name) - 1;
      this.numbers.set(name, value);
    }
    return value;
  }

  /** How many entries a value has of events up to `head`. */
  count(section: number, name: string, head: number): number {
    let count = 0;
    for (const event of this.eventsBackwards(section, name)) if (event + this.first <= head) count++;
    return count;
  }

  /** Last revision of a stream among the events up to `head`, or -1 when none of them is in here. */
  revisionOf(stream: string, head: number): number {
    for (const event of this.eventsBackwards(streamSection, stream)) {
      if (event + this.first <= head) return this.revision[event]!;
    }
    return -1;
  }

  private eventsBackwards(section: number, name: string): IterableIterator<number> {
    const value = this.numbers.get(name);
    return value === undefined ? [].values() : this.sections[section]!.eventsOf(value);
  }

  /** The next entries of a value from a place on; in order, also when they are read backwards. */
  range(section: number, name: string, { backwards, after, head, count }: EntryRange): Entries {
    const events = this.inOrder(section, name);
    let from = 0;
    let to = events.length;
    if (after !== undefined && backwards) to = this.search(section, events, after, false);
    else if (after !== undefined) from = this.search(section, events, after, true);
    const found: number[] = [];
    const step = backwards ? -1 : 1;
    for (let i = backwards ? to - 1 : from; i >= from && i < to && found.length < count; i += step) {
      if (events[i]! + this.first <= head) found.push(events[i]!);
    }
    const entries = new Entries();
    for (let i = 0; i < found.length; i++)
      this.pushPlace(section, found[backwards ? found.length - 1 - i : i]!, entries);
    return entries;
  }

  /**
   * All entries of a section, value by value.
   * @param ranks by number of a value: its place in the order wanted
   * @returns by place: where the events of that value begin, and the events, in order within each value
   */
  grouped(section: number, ranks: Uint32Array): { readonly starts: Uint32Array; readonly events: Uint32Array } {
    const { length, numbers } = this.sections[section]!;
    const starts = new Uint32Array(this.names.length + 1);
    for (let at = 1; at < 3 * length; at += 3) starts[ranks[numbers[at]!]! + 1]!++;
    for (let rank = 0; rank < this.names.length; rank++) starts[rank + 1]! += starts[rank]!;
    const next = starts.slice();
    const events = new Uint32Array(length);
    for (let at = 0; at < 3 * length; at += 3) events[next[ranks[numbers[at + 1]!]!]!++] = numbers[at]!;
    for (let rank = 0; rank < this.names.length; rank++) {
      const group = events.subarray(starts[rank], starts[rank + 1]);
      if (section !== streamSection && !this.isInOrder(group)) group.sort((a, b) => this.compare(a, b));
    }
    return { starts, events };
  }

  /** Adds the place of an event in a section to entries. */
  pushPlace(section: number, event: number, entries: Entries): void {
    if (section === streamSection) entries.push(this.revision[event]!, 0, event + this.first);
    else entries.push(this.occurredAt[event]!, this.ordinal[event]!, event + this.first);
  }

  private inOrder(section: number, name: string): readonly number[] {
    const value = this.numbers.get(name);
    const last = value === undefined ? noEntry : this.sections[section]!.lastOf(value);
    if (last === noEntry) return [];
    if (this.readBefore?.section === section && this.readBefore.entry === last) return this.readBefore.events;
    const events = [...this.eventsBackwards(section, name)];
    events.reverse();
    if (section !== streamSection && !this.isInOrder(events)) events.sort((a, b) => this.compare(a, b));
    this.readBefore = { section, entry: last, events };
    return events;
  }

  private isInOrder(events: ArrayLike<number>): boolean {
    for (let i = 1; i < events.length; i++) if (this.compare(events[i - 1]!, events[i]!) > 0) return false;
    return true;
  }

  /** The first of events in order that is behind a place, or, with `after` false, not before it. */
  private search(section: number, events: readonly number[], place: FoldKey, after: boolean): number {
    const entries = new Entries();
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      this.pushPlace(section, events[middle]!, entries);
      const order = entries.compare(entries.length - 1, place);
      if (after ? order <= 0 : order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(a: number, b: number): number {
    return this.occurredAt[a]! - this.occurredAt[b]! || this.ordinal[a]! - this.ordinal[b]! || a - b;
  }
}
