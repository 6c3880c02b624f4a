import { BloomFilter } from './bloom-filter.js';
import { ByteWriter } from './byte-codec.js';
import { encodeEntries } from './run-codec.js';
import type { Entries } from './run-codec.js';
import {
  bloomKey,
  checksumSize,
  chunkEntries,
  chunkKey,
  idEntrySize,
  idKey,
  inlineEntries,
  pageKey,
  sealValue,
} from './segment-format.js';
import { bucketOf } from './value-hash.js';
import type { ValueHash } from './value-hash.js';

/** Where finished pages go. The bytes are the receiver's. */
export type PageSink = (key: Buffer, value: Buffer) => void;

/** Writes one section of a segment: its runs come in order of their hashes. */
export class SectionWriter {
  private readonly page = new ByteWriter();
  private readonly body = new ByteWriter();
  private runs = 0;
  private bucket = 0;

  constructor(
    private readonly segment: number,
    private readonly section: number,
    private readonly buckets: number,
    private readonly sink: PageSink,
  ) {}

  /** A run whose entries are at hand. */
  add(hash: ValueHash, entries: Entries): void {
    if (entries.length <= inlineEntries) {
      this.body.length = 0;
      encodeEntries(this.body, entries, 0, entries.length);
      this.addBody(hash, entries.length, this.body.bytes, 0, this.body.length);
      return;
    }
    const long = this.long(hash);
    for (let from = 0; from < entries.length; from += chunkEntries)
      long.chunk(entries, from, Math.min(entries.length, from + chunkEntries));
    long.finish();
  }

  /** A run of few entries, encoded already. */
  addBody(hash: ValueHash, count: number, bytes: Uint8Array, from: number, to: number): void {
    const bucket = bucketOf(hash[0]!, this.buckets);
    if (bucket !== this.bucket) this.flush(bucket);
    if (this.runs === 0) this.page.u32(0);
    this.runs++;
    for (let i = 0; i < 4; i++) this.page.u32(hash[i]!);
    this.page.varint(count);
    this.page.varint(to - from);
    this.page.raw(bytes.subarray(from, to));
  }

  /** A run of many entries, given chunk by chunk. */
  long(hash: ValueHash): LongRunWriter {
    return new LongRunWriter(this, this.segment, this.section, hash, this.sink);
  }

  finish(): void {
    this.flush(0);
  }

  private flush(nextBucket: number): void {
    if (this.runs > 0) {
      this.page.bytes.writeUInt32LE(this.runs, 0);
      emit(this.sink, this.segment, pageKey(this.segment, this.section, this.bucket), this.page);
    }
    this.runs = 0;
    this.bucket = nextBucket;
  }
}

function emit(sink: PageSink, segment: number, key: Buffer, page: ByteWriter): void {
  page.u32(0);
  sealValue(segment, page.bytes, page.length - checksumSize);
  sink(key, page.copy());
  page.length = 0;
}

/** Writes the chunks of one run; its directory goes into the page of the section. */
export class LongRunWriter {
  private readonly directory = new ByteWriter(512);
  private readonly page = new ByteWriter();
  private chunks = 0;
  private count = 0;

  constructor(
    private readonly section: SectionWriter,
    private readonly segment: number,
    private readonly sectionNumber: number,
    private readonly hash: ValueHash,
    private readonly sink: PageSink,
  ) {}

  chunk(entries: Entries, from: number, to: number): void {
    this.directory.f64(entries.occurredAt[from]!);
    this.directory.f64(entries.ordinal[from]!);
    this.directory.u32(entries.sequence[from]!);
    this.directory.u32(to - from);
    this.count += to - from;
    encodeEntries(this.page, entries, from, to);
    emit(this.sink, this.segment, chunkKey(this.segment, this.sectionNumber, this.hash, this.chunks++), this.page);
  }

  finish(): void {
    this.section.addBody(this.hash, this.count, this.directory.bytes, 0, this.directory.length);
  }
}

/** Writes the ids of a segment, in order of the high halves of their mixed bits, and the filter over them. */
export class IdWriter {
  private readonly high: number[] = [];
  private readonly low: number[] = [];
  private readonly sequence: number[] = [];
  private readonly filter: BloomFilter;
  private bucket = 0;

  constructor(
    private readonly segment: number,
    private readonly buckets: number,
    expected: number,
    private readonly sink: PageSink,
  ) {
    this.filter = BloomFilter.forKeys(expected);
  }

  /** @param sequence of the event with the id; 0 for the name of a stream */
  add(high: number, low: number, sequence: number): void {
    const bucket = bucketOf(high, this.buckets);
    if (bucket !== this.bucket) this.flush(bucket);
    this.high.push(high);
    this.low.push(low);
    this.sequence.push(sequence);
    this.filter.add(high, low);
  }

  finish(): void {
    this.flush(0);
    const bits = this.filter.toBytes();
    const value = Buffer.allocUnsafeSlow(bits.length + checksumSize);
    value.set(bits);
    sealValue(this.segment, value, bits.length);
    this.sink(bloomKey(this.segment), value);
  }

  private flush(nextBucket: number): void {
    const count = this.high.length;
    if (count > 0) {
      const value = Buffer.allocUnsafeSlow(4 + count * idEntrySize + checksumSize);
      let at = value.writeUInt32LE(count, 0);
      for (const column of [this.high, this.low, this.sequence]) {
        for (const number of column) at = value.writeUInt32LE(number, at);
        column.length = 0;
      }
      sealValue(this.segment, value, at);
      this.sink(idKey(this.segment, this.bucket), value);
    }
    this.bucket = nextBucket;
  }
}
