import type { FoldKey } from '../port.js';
import { Entries } from './run-codec.js';
import { isLong } from './segment-reader.js';
import type { Run, SegmentReader } from './segment-reader.js';

/** Walks the entries of one value in one segment, in order or backwards, reading chunks as it comes to them. */
export class RunCursor {
  private entries: Entries;
  private at: number;
  private chunk = 0;

  constructor(
    private readonly segment: SegmentReader,
    private readonly section: number,
    private readonly run: Run,
    private readonly backwards: boolean,
    after: FoldKey | undefined,
  ) {
    const long = isLong(run);
    if (long) {
      const last = segment.chunksOf(run) - 1;
      if (after !== undefined) this.chunk = segment.chunkFor(run, after);
      else this.chunk = backwards ? last : 0;
    }
    this.entries = long ? segment.chunk(section, run, this.chunk) : segment.inline(run);
    if (after === undefined) this.at = backwards ? this.entries.length - 1 : 0;
    else this.at = backwards ? this.entries.search(after, false) - 1 : this.entries.search(after, true);
    this.settle();
  }

  get done(): boolean {
    return this.at < 0 || this.at >= this.entries.length;
  }

  get place(): FoldKey {
    return this.entries.place(this.at);
  }

  /** Whether its entry comes before another's, in the direction of reading. */
  comesBefore(other: RunCursor | EntriesCursor): boolean {
    return comesBefore(this.current, other.current, this.backwards);
  }

  get current(): [Entries, number] {
    return [this.entries, this.at];
  }

  advance(): void {
    this.at += this.backwards ? -1 : 1;
    this.settle();
  }

  /** Goes on to the next chunk when this one is used up. */
  private settle(): void {
    if (!this.done || !isLong(this.run)) return;
    const next = this.chunk + (this.backwards ? -1 : 1);
    if (next < 0 || next >= this.segment.chunksOf(this.run)) return;
    this.chunk = next;
    this.entries = this.segment.chunk(this.section, this.run, next);
    this.at = this.backwards ? this.entries.length - 1 : 0;
  }
}

/** Walks entries that are all at hand. */
export class EntriesCursor {
  constructor(
    private readonly entries: Entries,
    private at: number,
    private readonly backwards: boolean,
  ) {}

  get done(): boolean {
    return this.at < 0 || this.at >= this.entries.length;
  }

  get place(): FoldKey {
    return this.entries.place(this.at);
  }

  get current(): [Entries, number] {
    return [this.entries, this.at];
  }

  comesBefore(other: RunCursor | EntriesCursor): boolean {
    return comesBefore(this.current, other.current, this.backwards);
  }

  advance(): void {
    this.at += this.backwards ? -1 : 1;
  }
}

export type PlaceCursor = RunCursor | EntriesCursor;

function comesBefore([a, i]: [Entries, number], [b, j]: [Entries, number], backwards: boolean): boolean {
  const order = a.occurredAt[i]! - b.occurredAt[j]! || a.ordinal[i]! - b.ordinal[j]! || a.sequence[i]! - b.sequence[j]!;
  return backwards ? order > 0 : order < 0;
}

/** The next places of several cursors as one, at most `count`, of events up to `head`. */
export function nextPlaces(cursors: readonly PlaceCursor[], count: number, head: number): FoldKey[] {
  const places: FoldKey[] = [];
  const active = cursors.filter((cursor) => !cursor.done);
  while (places.length < count && active.length > 0) {
    let least = 0;
    for (let i = 1; i < active.length; i++) if (active[i]!.comesBefore(active[least]!)) least = i;
    const cursor = active[least]!;
    const { place } = cursor;
    if (place.sequence <= head) places.push(place);
    cursor.advance();
    if (cursor.done) active.splice(least, 1);
  }
  return places;
}
