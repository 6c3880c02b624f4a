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

/** The entries of one section, in order of sequence; those of one value are a list from its last entry backwards. */
interface Section {
  /** By entry: which event, which value, and the entry of the same value before it (-1 = none). */
  readonly event: number[];
  readonly value: number[];
  readonly previous: number[];
  /** By value: its last entry. */
  readonly last: number[];
}

const noEntry = -1;

/**
 * The index of the events that no segment finds yet, in memory. Everything in it can be made again from the records. It
 * is numbers in columns: objects for each value and entry would cost more to collect than to make.
 */
export class RecentIndex {
  readonly ids = new Map<string, number>();
  /** Every value of any section, by number. */
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly sections: readonly Section[] = runSections.map(() => ({
    event: [],
    value: [],
    previous: [],
    last: [],
  }));
  private readonly occurredAt: number[] = [];
  private readonly ordinal: number[] = [];
  private readonly revision: number[] = [];
  /** The list read last: a value is mostly read page by page. */
  private readBefore: { section: number; entry: number; events: number[] } | undefined;

  /** @param first sequence of its first event */
  constructor(readonly first: number) {}

  get size(): number {
    return this.revision.length;
  }

  get last(): number {
    return this.first + this.revision.length - 1;
  }

  /** The next event; they come in order of sequence. */
  add(event: RecordedEvent): void {
    const number = this.revision.length;
    this.occurredAt.push(event.occurredAt);
    this.ordinal.push(event.ordinal);
    this.revision.push(event.revision);
    this.ids.set(event.id, event.sequence);
    this.enter(streamSection, event.stream, number);
    for (let section = 0; section < dimensions.length; section++) {
      const values = valuesOf(event, dimensions[section]!);
      for (let i = 0; i < values.length; i++) this.enter(section, values[i]!, number);
    }
  }

  private enter(section: number, name: string, event: number): void {
    let value = this.numbers.get(name);
    if (value === undefined) {
      value = this.names.push(name) - 1;
      this.numbers.set(name, value);
      for (const { last } of this.sections) last.push(noEntry);
    }
    const entries = this.sections[section]!;
    entries.previous.push(entries.last[value]!);
    entries.value.push(value);
    entries.last[value] = entries.event.push(event) - 1;
  }

  /** How many entries a value has of events up to `head`. */
  count(section: number, name: string, head: number): number {
    let count = 0;
    const { event, previous } = this.sections[section]!;
    for (let entry = this.lastEntry(section, name); entry !== noEntry; entry = previous[entry]!) {
      if (event[entry]! + this.first <= head) count++;
    }
    return count;
  }

  /** Last revision of a stream among the events up to `head`, or -1 when none of them is in here. */
  revisionOf(stream: string, head: number): number {
    const { event, previous } = this.sections[streamSection]!;
    let entry = this.lastEntry(streamSection, stream);
    while (entry !== noEntry && event[entry]! + this.first > head) entry = previous[entry]!;
    return entry === noEntry ? -1 : this.revision[event[entry]!]!;
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
    const { event, value } = this.sections[section]!;
    const starts = new Uint32Array(this.names.length + 1);
    for (let entry = 0; entry < event.length; entry++) starts[ranks[value[entry]!]! + 1]!++;
    for (let rank = 0; rank < this.names.length; rank++) starts[rank + 1]! += starts[rank]!;
    const next = starts.slice();
    const events = new Uint32Array(event.length);
    for (let entry = 0; entry < event.length; entry++) events[next[ranks[value[entry]!]!]!++] = event[entry]!;
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

  private lastEntry(section: number, name: string): number {
    const value = this.numbers.get(name);
    return value === undefined ? noEntry : this.sections[section]!.last[value]!;
  }

  private inOrder(section: number, name: string): readonly number[] {
    const last = this.lastEntry(section, name);
    if (last === noEntry) return [];
    if (this.readBefore?.section === section && this.readBefore.entry === last) return this.readBefore.events;
    const { event, previous } = this.sections[section]!;
    const events: number[] = [];
    for (let entry = last; entry !== noEntry; entry = previous[entry]!) events.push(event[entry]!);
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
