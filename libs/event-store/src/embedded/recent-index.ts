import type { RecordedEvent } from '#core/record.js';
import { valuesOf } from '../dimension-values.js';
import { dimensions } from '../port.js';
import type { Dimension } from '../port.js';

/** Sequences of one value; in fold order when `sorted`. */
export interface Posting {
  sequences: number[];
  sorted: boolean;
}

/**
 * The index of the events since the last segment, in memory. Everything in it can be made again from the records.
 */
export class RecentIndex {
  /** Sequence of its first event. */
  readonly first: number;
  private readonly occurredAt: number[] = [];
  private readonly ordinal: number[] = [];
  readonly ids = new Map<string, number>();
  /** Sequences of each stream, in order of revision. */
  readonly streams = new Map<string, { firstRevision: number; sequences: number[] }>();
  readonly values: Record<Dimension, Map<string, Posting>>;

  constructor(first: number) {
    this.first = first;
    this.values = Object.fromEntries(dimensions.map((dimension) => [dimension, new Map<string, Posting>()])) as Record<
      Dimension,
      Map<string, Posting>
    >;
  }

  get size(): number {
    return this.occurredAt.length;
  }

  /** The next event; they come in order of sequence. */
  add(event: RecordedEvent): void {
    this.occurredAt.push(event.occurredAt);
    this.ordinal.push(event.ordinal);
    this.ids.set(event.id, event.sequence);
    const stream = this.streams.get(event.stream);
    if (stream === undefined)
      this.streams.set(event.stream, { firstRevision: event.revision, sequences: [event.sequence] });
    else stream.sequences.push(event.sequence);
    for (const dimension of dimensions) {
      const postings = this.values[dimension];
      for (const value of valuesOf(event, dimension)) this.post(postings, value, event.sequence);
    }
  }

  private post(postings: Map<string, Posting>, value: string, sequence: number): void {
    const posting = postings.get(value);
    if (posting === undefined) {
      postings.set(value, { sequences: [sequence], sorted: true });
      return;
    }
    if (posting.sorted && this.compare(posting.sequences.at(-1)!, sequence) > 0) posting.sorted = false;
    posting.sequences.push(sequence);
  }

  /** The sequences of a value in fold order; not to be changed. */
  posting(dimension: Dimension, value: string): readonly number[] {
    const posting = this.values[dimension].get(value);
    if (posting === undefined) return [];
    if (!posting.sorted) {
      posting.sequences.sort((a, b) => this.compare(a, b));
      posting.sorted = true;
    }
    return posting.sequences;
  }

  occurredAtOf(sequence: number): number {
    return this.occurredAt[sequence - this.first]!;
  }

  ordinalOf(sequence: number): number {
    return this.ordinal[sequence - this.first]!;
  }

  private compare(a: number, b: number): number {
    return this.occurredAtOf(a) - this.occurredAtOf(b) || this.ordinalOf(a) - this.ordinalOf(b) || a - b;
  }
}
