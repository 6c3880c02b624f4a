import type { RecordedEvent } from '#core/record.js';
import { valuesOf } from '../dimension-values.js';
import { dimensions } from '../port.js';
import type { FoldKey } from '../port.js';
import { Entries } from './run-codec.js';
import { streamSection } from './segment-format.js';

/** Sequences of one value; in order when `sorted`. */
interface Posting {
  readonly sequences: number[];
  sorted: boolean;
}

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
 * The index of the events that no segment finds yet, in memory. Everything in it can be made again from the records.
 */
export class RecentIndex {
  readonly ids = new Map<string, number>();
  /** By section: the postings of each value. */
  readonly values: readonly Map<string, Posting>[] = [
    ...dimensions.map(() => new Map<string, Posting>()),
    new Map<string, Posting>(),
  ];
  private readonly occurredAt: number[] = [];
  private readonly ordinal: number[] = [];
  private readonly revision: number[] = [];

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
    this.occurredAt.push(event.occurredAt);
    this.ordinal.push(event.ordinal);
    this.revision.push(event.revision);
    this.ids.set(event.id, event.sequence);
    this.post(this.values[streamSection]!, event.stream, event.sequence, false);
    for (let section = 0; section < dimensions.length; section++) {
      for (const value of valuesOf(event, dimensions[section]!))
        this.post(this.values[section]!, value, event.sequence, true);
    }
  }

  private post(postings: Map<string, Posting>, value: string, sequence: number, folded: boolean): void {
    const posting = postings.get(value);
    if (posting === undefined) {
      postings.set(value, { sequences: [sequence], sorted: true });
      return;
    }
    if (folded && posting.sorted && this.compare(posting.sequences.at(-1)!, sequence) > 0) posting.sorted = false;
    posting.sequences.push(sequence);
  }

  count(section: number, value: string): number {
    return this.values[section]!.get(value)?.sequences.length ?? 0;
  }

  /** Last revision of a stream, or -1 when none of its events is in here. */
  revisionOf(stream: string): number {
    const last = this.values[streamSection]!.get(stream)?.sequences.at(-1);
    return last === undefined ? -1 : this.revision[last - this.first]!;
  }

  /** All entries of a value, in order. */
  entries(section: number, value: string): Entries {
    return this.range(section, value, { backwards: false, head: Infinity, count: Infinity });
  }

  /** The next entries of a value from a place on; in order, also when they are read backwards. */
  range(section: number, value: string, { backwards, after, head, count }: EntryRange): Entries {
    const entries = new Entries();
    const sequences = this.sorted(section, value);
    const place = (i: number) => this.place(section, sequences[i]!);
    let from = 0;
    let to = sequences.length;
    if (after !== undefined && backwards) to = search(sequences.length, (i) => comparePlaces(place(i), after) < 0);
    else if (after !== undefined) from = search(sequences.length, (i) => comparePlaces(place(i), after) <= 0);
    const found: number[] = [];
    const step = backwards ? -1 : 1;
    for (let i = backwards ? to - 1 : from; i >= from && i < to && found.length < count; i += step) {
      if (sequences[i]! <= head) found.push(sequences[i]!);
    }
    if (backwards) found.reverse();
    for (const sequence of found) entries.push(...this.place(section, sequence));
    return entries;
  }

  private sorted(section: number, value: string): readonly number[] {
    const posting = this.values[section]!.get(value);
    if (posting === undefined) return [];
    if (!posting.sorted) posting.sequences.sort((a, b) => this.compare(a, b));
    posting.sorted = true;
    return posting.sequences;
  }

  private place(section: number, sequence: number): [number, number, number] {
    const i = sequence - this.first;
    return section === streamSection
      ? [this.revision[i]!, 0, sequence]
      : [this.occurredAt[i]!, this.ordinal[i]!, sequence];
  }

  private compare(a: number, b: number): number {
    const [i, j] = [a - this.first, b - this.first];
    return this.occurredAt[i]! - this.occurredAt[j]! || this.ordinal[i]! - this.ordinal[j]! || a - b;
  }
}

function comparePlaces([occurredAt, ordinal, sequence]: [number, number, number], place: FoldKey): number {
  return occurredAt - place.occurredAt || ordinal - place.ordinal || sequence - place.sequence;
}

/** The first index for which `before` does not hold. */
function search(length: number, before: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
