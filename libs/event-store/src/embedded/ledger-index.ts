import type { Id } from '#core/time.js';
import type { RecordedEvent } from '#core/record.js';
import { compareFoldKeys } from '../fold-order.js';
import type { Dimension, FoldKey } from '../port.js';
import { RecentIndex } from './recent-index.js';

/** A part of one value in fold order. */
export interface FoldRange {
  readonly backwards: boolean;
  /** The place read last, in the direction of reading. */
  readonly after?: FoldKey | undefined;
  /** Only events up to this one. */
  readonly head: number;
  readonly count: number;
}

/** Finds events by id, by stream and by the values of the dimensions. */
export class LedgerIndex {
  private readonly recent = new RecentIndex(1);

  add(event: RecordedEvent): void {
    this.recent.add(event);
  }

  sequenceOf(id: Id): number | undefined {
    return this.recent.ids.get(id);
  }

  revisionOf(stream: string): number {
    const entry = this.recent.streams.get(stream);
    return entry === undefined ? -1 : entry.firstRevision + entry.sequences.length - 1;
  }

  /** Sequences of a stream from a revision on, at most `count`, forwards (1) or backwards (-1). */
  streamPage(stream: string, from: number, step: 1 | -1, count: number): number[] {
    const page: number[] = [];
    const entry = this.recent.streams.get(stream);
    if (entry === undefined) return page;
    for (let revision = from; page.length < count; revision += step) {
      const sequence = entry.sequences[revision - entry.firstRevision];
      if (sequence === undefined) break;
      page.push(sequence);
    }
    return page;
  }

  /** The next places of a value, in the direction of reading. */
  foldPage(dimension: Dimension, value: string, range: FoldRange): FoldKey[] {
    const posting = this.recent.posting(dimension, value);
    const step = range.backwards ? -1 : 1;
    const page: FoldKey[] = [];
    for (let i = this.startOf(posting, range); i >= 0 && i < posting.length && page.length < range.count; i += step) {
      const place = this.placeOf(posting[i]!);
      if (place.sequence <= range.head) page.push(place);
    }
    return page;
  }

  count(dimension: Dimension, value: string): number {
    return this.recent.values[dimension].get(value)?.sequences.length ?? 0;
  }

  private startOf(posting: readonly number[], { after, backwards }: FoldRange): number {
    if (after === undefined) return backwards ? posting.length - 1 : 0;
    let low = 0;
    let high = posting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareFoldKeys(this.placeOf(posting[middle]!), after);
      if (backwards ? order < 0 : order <= 0) low = middle + 1;
      else high = middle;
    }
    return backwards ? low - 1 : low;
  }

  private placeOf(sequence: number): FoldKey {
    return { occurredAt: this.recent.occurredAtOf(sequence), ordinal: this.recent.ordinalOf(sequence), sequence };
  }
}
