import type { FoldKey } from '../port.js';
import { ByteReader, ByteWriter } from './byte-codec.js';

/**
 * The entries of one value in one segment, in order. For a dimension an entry is a place in fold order; for the streams
 * it is (revision, 0, sequence), which is in order of revision.
 */
export class Entries {
  readonly occurredAt: number[] = [];
  readonly ordinal: number[] = [];
  readonly sequence: number[] = [];

  get length(): number {
    return this.sequence.length;
  }

  clear(): void {
    this.occurredAt.length = 0;
    this.ordinal.length = 0;
    this.sequence.length = 0;
  }

  push(occurredAt: number, ordinal: number, sequence: number): void {
    this.occurredAt.push(occurredAt);
    this.ordinal.push(ordinal);
    this.sequence.push(sequence);
  }

  place(i: number): FoldKey {
    return { occurredAt: this.occurredAt[i]!, ordinal: this.ordinal[i]!, sequence: this.sequence[i]! };
  }

  /** Order of entry `i` and a place. */
  compare(i: number, place: FoldKey): number {
    return (
      this.occurredAt[i]! - place.occurredAt || this.ordinal[i]! - place.ordinal || this.sequence[i]! - place.sequence
    );
  }

  /** The first entry at or behind a place; with `after`, the first behind it. */
  search(place: FoldKey, after: boolean): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.compare(middle, place);
      if (after ? order <= 0 : order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Writes entries `from` (inclusive) to `to` (exclusive), each as what differs from the one before. */
export function encodeEntries(writer: ByteWriter, entries: Entries, from: number, to: number): void {
  let occurredAt = 0;
  let ordinal = 0;
  let sequence = 0;
  for (let i = from; i < to; i++) {
    writer.signed(entries.occurredAt[i]! - occurredAt);
    writer.signed(entries.ordinal[i]! - ordinal);
    writer.signed(entries.sequence[i]! - sequence);
    occurredAt = entries.occurredAt[i]!;
    ordinal = entries.ordinal[i]!;
    sequence = entries.sequence[i]!;
  }
}

/** Reads `count` entries behind those that are there. */
export function decodeEntries(bytes: Uint8Array, at: number, count: number, into: Entries): void {
  const reader = new ByteReader(bytes, at);
  let occurredAt = 0;
  let ordinal = 0;
  let sequence = 0;
  for (let i = 0; i < count; i++) {
    occurredAt += reader.signed();
    ordinal += reader.signed();
    sequence += reader.signed();
    into.push(occurredAt, ordinal, sequence);
  }
}

/** Several lists of entries as one, in order. */
export function mergeEntries(lists: readonly Entries[]): Entries {
  const merged = new Entries();
  const at = lists.map(() => 0);
  for (;;) {
    let least = -1;
    for (let i = 0; i < lists.length; i++) {
      if (at[i]! < lists[i]!.length && (least === -1 || precedes(lists[i]!, at[i]!, lists[least]!, at[least]!)))
        least = i;
    }
    if (least === -1) return merged;
    const list = lists[least]!;
    const i = at[least]!++;
    merged.push(list.occurredAt[i]!, list.ordinal[i]!, list.sequence[i]!);
  }
}

function precedes(a: Entries, i: number, b: Entries, j: number): boolean {
  const order = a.occurredAt[i]! - b.occurredAt[j]! || a.ordinal[i]! - b.ordinal[j]! || a.sequence[i]! - b.sequence[j]!;
  return order < 0;
}
