import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { RecordedEvent } from '#core/record.js';
import { dimensionNumbers } from '../dimension-values.js';
import type { Dimension, FoldKey } from '../port.js';
import type { LedgerDatabase } from './ledger-database.js';
import { EntriesCursor, nextPlaces, RunCursor } from './place-cursor.js';
import type { PlaceCursor } from './place-cursor.js';
import { RecentIndex } from './recent-index.js';
import type { EntryRange } from './recent-index.js';
import {
  decodeManifest,
  indexedUpTo,
  manifestSegment,
  manifestVersion,
  segmentStart,
  streamSection,
} from './segment-format.js';
import type { Manifest } from './segment-format.js';
import { SegmentReader } from './segment-reader.js';
import { hashOf, mixId } from './value-hash.js';
import type { ValueHash } from './value-hash.js';

export const manifestKey = segmentStart(manifestSegment);

/** The index of an empty ledger. */
export function emptyManifest(segmentEvents: number): Manifest {
  return { version: 1, segmentEvents, nextId: 1, segments: [], garbage: [] };
}

/**
 * Finds events by id, by stream and by the values of the dimensions: in segments on disk, and in memory for the events
 * that no segment finds yet.
 */
export class LedgerIndex {
  manifest: Manifest;
  private segments: readonly SegmentReader[] = [];
  /** In order of their events; the last one takes the next event. */
  private recent: RecentIndex[] = [];
  private readonly mixed = { high: 0, low: 0 };

  /**
   * @param follows whether another process may change the segments: then every look makes sure that it knows them
   * @throws LedgerError `integrity` when the manifest is damaged
   */
  constructor(
    private readonly database: LedgerDatabase,
    private readonly follows: boolean,
    segmentEvents: number,
  ) {
    this.manifest = emptyManifest(segmentEvents);
    this.adopt(this.storedManifest() ?? this.manifest);
  }

  /** The last event that is found. */
  get last(): number {
    return this.recent.at(-1)!.last;
  }

  /** The parts in memory that are full and whose events are all durable: what can be made segments. */
  full(head: number): readonly RecentIndex[] {
    return this.recent.slice(0, -1).filter((recent) => recent.last <= head);
  }

  /** Segments that stand next to each other on one level, the lowest with `count` of them. */
  mergeable(count: number): readonly SegmentReader[] | undefined {
    for (const level of new Set(this.segments.map((segment) => segment.info.level).toReversed())) {
      const alike = this.segments.filter((segment) => segment.info.level === level);
      if (alike.length >= count) return alike.slice(0, count);
    }
    return undefined;
  }

  /** The next event, in order of sequence. */
  add(event: RecordedEvent): void {
    let recent = this.recent.at(-1)!;
    if (recent.isFull) {
      recent = new RecentIndex(recent.last + 1, this.manifest.segmentEvents);
      this.recent.push(recent);
    }
    recent.add(event);
  }

  /** Forgets the events in memory behind one that stays. */
  retract(sequence: number): void {
    const kept = this.recent.filter((recent) => recent.last <= sequence);
    const cut = this.recent.find((recent) => recent.first <= sequence + 1 && recent.last > sequence);
    if (cut !== undefined) {
      const again = new RecentIndex(cut.first, this.manifest.segmentEvents);
      for (let i = cut.first; i <= sequence; i++) again.add(this.database.record(i)!);
      kept.push(again);
    }
    this.recent = kept;
  }

  /** Takes over a manifest: what its segments find is no longer needed in memory. */
  adopt(manifest: Manifest): void {
    const known = new Map(this.segments.map((segment) => [segment.info.id, segment]));
    this.manifest = manifest;
    this.segments = manifest.segments.map(
      (info) => known.get(info.id) ?? new SegmentReader(info, (key) => this.database.indexValue(key)),
    );
    const indexed = indexedUpTo(manifest);
    this.recent = this.recent.filter((recent) => recent.last > indexed);
    if (this.recent.length === 0) this.recent.push(new RecentIndex(indexed + 1, manifest.segmentEvents));
  }

  /** Makes sure that the segments are those of the database as it is read now. */
  follow(): void {
    const value = this.database.indexValue(manifestKey);
    if (value !== undefined && manifestVersion(value) !== this.manifest.version) this.adopt(this.storedManifest()!);
  }

  sequenceOf(id: Id): number | undefined {
    if (this.follows) this.follow();
    for (let i = this.recent.length - 1; i >= 0; i--) {
      const sequence = this.recent[i]!.ids.get(id);
      if (sequence !== undefined) return sequence;
    }
    mixId(id, this.mixed);
    const { high, low } = this.mixed;
    for (let i = this.segments.length - 1; i >= 0; i--) {
      if (!this.segments[i]!.mayHave(high, low)) continue;
      const sequence = this.segments[i]!.sequencesOf(high, low).find((found) => this.database.record(found)?.id === id);
      if (sequence !== undefined) return sequence;
    }
    return undefined;
  }

  /** Last revision of a stream among the events up to `head`, or -1. */
  revisionOf(stream: string, head: number): number {
    if (this.follows) this.follow();
    for (let i = this.recent.length - 1; i >= 0; i--) {
      const revision = this.recent[i]!.revisionOf(stream, head);
      if (revision >= 0) return revision;
    }
    mixId(stream, this.mixed);
    const { high, low } = this.mixed;
    let hash: ValueHash | undefined;
    for (let i = this.segments.length - 1; i >= 0; i--) {
      const segment = this.segments[i]!;
      if (!segment.mayHave(high, low)) continue;
      const run = segment.find(streamSection, (hash ??= hashOf(stream)));
      if (run !== undefined) return segment.lastOf(streamSection, run).occurredAt;
    }
    return -1;
  }

  /** Sequences of a stream from a revision on, one way or the other. */
  streamPage(stream: string, from: number, range: { backwards: boolean; count: number }): number[] {
    const after = { occurredAt: range.backwards ? from + 1 : from - 1, ordinal: range.backwards ? -1 : 1, sequence: 0 };
    return this.page(streamSection, stream, { ...range, after, head: Infinity }).map((place) => place.sequence);
  }

  /** The next places of a value, in the direction of reading. */
  foldPage(dimension: Dimension, value: string, range: EntryRange): FoldKey[] {
    return this.page(dimensionNumbers[dimension], value, range);
  }

  /** How many events up to `head` a value has. */
  count(dimension: Dimension, value: string, head: number): number {
    if (this.follows) this.follow();
    const section = dimensionNumbers[dimension];
    const hash = this.segments.length === 0 ? undefined : hashOf(value);
    let count = 0;
    for (const segment of this.segments) count += segment.find(section, hash!)?.count ?? 0;
    for (const recent of this.recent) count += recent.count(section, value, head);
    return count;
  }

  private page(section: number, value: string, range: EntryRange): FoldKey[] {
    if (this.follows) this.follow();
    const cursors: PlaceCursor[] = [];
    const hash = this.segments.length === 0 ? undefined : hashOf(value);
    for (const segment of this.segments) {
      const run = segment.find(section, hash!);
      if (run !== undefined) cursors.push(new RunCursor(segment, section, run, range.backwards, range.after));
    }
    for (const recent of this.recent) {
      const entries = recent.range(section, value, range);
      cursors.push(new EntriesCursor(entries, range.backwards ? entries.length - 1 : 0, range.backwards));
    }
    return nextPlaces(cursors, range.count, range.head);
  }

  private storedManifest(): Manifest | undefined {
    const value = this.database.indexValue(manifestKey);
    if (value === undefined) return undefined;
    const manifest = decodeManifest(value);
    if (manifest === undefined) throw new LedgerError('integrity', 'The list of the segments of the index is damaged');
    return manifest;
  }
}
