import { LedgerError } from '#core/errors.js';
import type { FoldKey } from '../port.js';
import { BloomFilter } from './bloom-filter.js';
import { ByteReader } from './byte-codec.js';
import { decodeEntries, Entries } from './run-codec.js';
import {
  bloomKey,
  checksumSize,
  chunkKey,
  directoryEntrySize,
  idKey,
  inlineEntries,
  pageKey,
} from './segment-format.js';
import type { SegmentInfo } from './segment-format.js';
import { bucketOf } from './value-hash.js';
import type { ValueHash } from './value-hash.js';

/** Gives the value of a key of the index; it may be overwritten by the next read. */
export type PageSource = (key: Buffer) => Buffer | undefined;

/** The entries of one value in one segment: at hand, or in chunks that are read when needed. */
export interface Run {
  readonly hash: ValueHash;
  readonly count: number;
  /** Inline entries, or the directory of the chunks. Its own bytes. */
  readonly body: Buffer;
}

export function isLong(run: Run): boolean {
  return run.count > inlineEntries;
}

/** Finds what one segment knows. */
export class SegmentReader {
  private bloom: BloomFilter | undefined;

  constructor(
    readonly info: SegmentInfo,
    private readonly source: PageSource,
  ) {}

  find(section: number, hash: ValueHash): Run | undefined {
    const buckets = this.info.buckets[section]!;
    if (buckets === 0) return undefined;
    const page = this.source(pageKey(this.info.id, section, bucketOf(hash[0]!, buckets)));
    if (page === undefined) return undefined;
    const reader = new ByteReader(page, 4);
    for (let left = page.readUInt32LE(0); left > 0; left--) {
      const at = reader.at;
      reader.at += 16;
      const count = reader.varint();
      const size = reader.varint();
      if (page.readUInt32LE(at) === hash[0] && sameHash(page, at, hash)) {
        return { hash, count, body: Buffer.from(page.subarray(reader.at, reader.at + size)) };
      }
      reader.at += size;
    }
    return undefined;
  }

  /** Every run of a section, in order of the hashes. */
  *runs(section: number): IterableIterator<Run> {
    for (let bucket = 0; bucket < this.info.buckets[section]!; bucket++) {
      const found = this.source(pageKey(this.info.id, section, bucket));
      if (found === undefined) continue;
      const page = Buffer.from(found.subarray(0, found.length));
      const reader = new ByteReader(page, 4);
      for (let left = page.readUInt32LE(0); left > 0; left--) {
        const hash = new Uint32Array(4);
        for (let i = 0; i < 4; i++) hash[i] = page.readUInt32LE(reader.at + 4 * i);
        reader.at += 16;
        const count = reader.varint();
        const size = reader.varint();
        yield { hash, count, body: page.subarray(reader.at, reader.at + size) };
        reader.at += size;
      }
    }
  }

  /** How many chunks a long run has. */
  chunksOf(run: Run): number {
    return run.body.length / directoryEntrySize;
  }

  chunk(section: number, run: Run, chunk: number): Entries {
    const entries = new Entries();
    const value = this.source(chunkKey(this.info.id, section, run.hash, chunk));
    if (value === undefined)
      throw new LedgerError('integrity', `A chunk of segment ${this.info.id} of the index is missing`);
    decodeEntries(value, 0, run.body.readUInt32LE(chunk * directoryEntrySize + 20), entries);
    return entries;
  }

  /** All entries of a run that is not long. */
  inline(run: Run): Entries {
    const entries = new Entries();
    decodeEntries(run.body, 0, run.count, entries);
    return entries;
  }

  /** The last chunk of a long run that begins at or before a place; 0 when all begin behind it. */
  chunkFor(run: Run, place: FoldKey): number {
    let low = 0;
    let high = this.chunksOf(run);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      const at = middle * directoryEntrySize;
      const order =
        run.body.readDoubleLE(at) - place.occurredAt ||
        run.body.readDoubleLE(at + 8) - place.ordinal ||
        run.body.readUInt32LE(at + 16) - place.sequence;
      if (order <= 0) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The last entry of a run. */
  lastOf(section: number, run: Run): FoldKey {
    const entries = isLong(run) ? this.chunk(section, run, this.chunksOf(run) - 1) : this.inline(run);
    return entries.place(entries.length - 1);
  }

  /** Whether an id or the name of a stream may be in here; a wrong yes is rare, a wrong no never. */
  mayHave(high: number, low: number): boolean {
    this.bloom ??= this.loadBloom();
    return this.bloom.mayHave(high, low);
  }

  private loadBloom(): BloomFilter {
    const value = this.source(bloomKey(this.info.id));
    if (value === undefined)
      throw new LedgerError('integrity', `The filter of segment ${this.info.id} of the index is missing`);
    return BloomFilter.fromBytes(value.subarray(0, value.length - checksumSize));
  }

  /** Sequences of the events whose id has these mixed bits. */
  sequencesOf(high: number, low: number): number[] {
    const found: number[] = [];
    const page = this.source(idKey(this.info.id, bucketOf(high, this.info.idBuckets)));
    if (page === undefined) return found;
    const count = page.readUInt32LE(0);
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (page.readUInt32LE(4 + 4 * middle) < high) from = middle + 1;
      else to = middle;
    }
    for (let i = from; i < count && page.readUInt32LE(4 + 4 * i) === high; i++) {
      const sequence = page.readUInt32LE(4 + 4 * (2 * count + i));
      if (sequence > 0 && page.readUInt32LE(4 + 4 * (count + i)) === low) found.push(sequence);
    }
    return found;
  }

  /** The pages of ids, in order: high halves, low halves, sequences. */
  *idPages(): IterableIterator<[Uint32Array, Uint32Array, Uint32Array]> {
    for (let bucket = 0; bucket < this.info.idBuckets; bucket++) {
      const page = this.source(idKey(this.info.id, bucket));
      if (page === undefined) continue;
      const count = page.readUInt32LE(0);
      const numbers = new Uint32Array(page.buffer.slice(page.byteOffset + 4, page.byteOffset + 4 + 12 * count));
      yield [numbers.subarray(0, count), numbers.subarray(count, 2 * count), numbers.subarray(2 * count)];
    }
  }
}

function sameHash(page: Buffer, at: number, hash: ValueHash): boolean {
  return (
    page.readUInt32LE(at + 4) === hash[1] &&
    page.readUInt32LE(at + 8) === hash[2] &&
    page.readUInt32LE(at + 12) === hash[3]
  );
}
