import type { Database } from 'lmdb';

/** Leaves of 32 bytes that fill one page of LMDB. */
export const leavesPerChunk = 127;
export const leafBytes = 32;

/**
 * The leaves of the records, by sequence, in chunks beside them. A leaf is made while its record is already on the way to
 * the disk, so that hashing costs no writer any waiting; a chunk is stored when it is full, with a later commit. A leaf
 * that is not stored yet can be made again from its record, as it is when the ledger is opened.
 */
export class LeafTable {
  /** Chunks that are not stored: full ones, and the one that grows. */
  private readonly growing = new Map<number, Buffer>();
  private last = 0;
  /** The chunk read last, in digits once it is read twice: a scan asks for leaf after leaf. */
  private readChunk = -1;
  private readDigits: string | undefined;

  constructor(private readonly chunks: Database<Buffer, number>) {}

  /** The last leaf that is stored or was set. */
  get lastSet(): number {
    return this.last;
  }

  /** Goes on behind what is stored. */
  restart(): void {
    this.growing.clear();
    this.last = 0;
    for (const chunk of this.chunks.getKeys({ reverse: true, limit: 1 })) this.last = (chunk + 1) * leavesPerChunk;
  }

  /** Sets the next leaf, or one that was set before and did not last. */
  set(sequence: number, leaf: string): void {
    const chunk = chunkOf(sequence);
    let bytes = this.growing.get(chunk);
    if (bytes === undefined) this.growing.set(chunk, (bytes = Buffer.alloc(leavesPerChunk * leafBytes)));
    bytes.write(leaf, placeOf(sequence), 'hex');
    this.last = sequence;
  }

  /** Forgets the leaves behind an event. */
  retract(sequence: number): void {
    this.last = Math.min(this.last, sequence);
    for (const chunk of this.growing.keys()) if (chunk * leavesPerChunk >= sequence) this.growing.delete(chunk);
  }

  /** Full chunks up to an event, to be stored. */
  full(upTo: number): [number, Buffer][] {
    const full: [number, Buffer][] = [];
    for (const [chunk, bytes] of this.growing) if ((chunk + 1) * leavesPerChunk <= upTo) full.push([chunk, bytes]);
    return full;
  }

  /** Lets go of chunks that are stored now. */
  stored(chunks: readonly [number, Buffer][]): void {
    for (const [chunk] of chunks) this.growing.delete(chunk);
  }

  /**
   * Copies leaves to a place, as many as stand one behind the other.
   * @returns how many: 0 when the first is neither stored nor set
   */
  copy(first: number, count: number, target: Buffer, at: number): number {
    const chunk = chunkOf(first);
    const from = placeOf(first);
    const growing = this.growing.get(chunk);
    const bytes = growing ?? this.chunks.getBinaryFast(chunk);
    if (bytes === undefined) return 0;
    const inChunk = leavesPerChunk - from / leafBytes;
    const copied = Math.min(count, inChunk, growing === undefined ? inChunk : this.last - first + 1);
    if (copied <= 0) return 0;
    bytes.copy(target, at, from, from + copied * leafBytes);
    return copied;
  }

  /** A leaf, or undefined when none is stored or set. */
  get(sequence: number): string | undefined {
    const chunk = chunkOf(sequence);
    const at = placeOf(sequence);
    const growing = this.growing.get(chunk);
    if (growing !== undefined) return sequence <= this.last ? growing.toString('hex', at, at + leafBytes) : undefined;
    if (chunk === this.readChunk && this.readDigits !== undefined)
      return this.readDigits.slice(2 * at, 2 * (at + leafBytes));
    const bytes = this.chunks.getBinaryFast(chunk);
    if (bytes === undefined) return undefined;
    this.readDigits = chunk === this.readChunk ? bytes.toString('hex', 0, leavesPerChunk * leafBytes) : undefined;
    this.readChunk = chunk;
    return bytes.toString('hex', at, at + leafBytes);
  }
}

function chunkOf(sequence: number): number {
  return Math.floor((sequence - 1) / leavesPerChunk);
}

function placeOf(sequence: number): number {
  return ((sequence - 1) % leavesPerChunk) * leafBytes;
}
