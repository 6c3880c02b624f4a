import { leafOf } from '#core/record-hashes.js';
import { decodeRecord } from './record-codec.js';

/** How many records one of the threads takes at a time. */
export const chunkRecords = 32;
const leafBytes = 32;

/**
 * Memory that two threads share while they hash the records of one group: both take chunk after chunk, whoever comes
 * first, so that a second thread that is busy elsewhere holds up nobody.
 */
export interface LeafJob {
  /** One number: the job (upper half) and the next chunk that nobody has taken (lower half). */
  readonly claims: Int32Array<SharedArrayBuffer>;
  /** By chunk: the job whose leaves it holds. */
  readonly done: Int32Array<SharedArrayBuffer>;
  /** Where each record begins in `bytes`, and where the last one ends. */
  readonly offsets: Uint32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly leaves: Uint8Array<SharedArrayBuffer>;
}

/** What the second thread is told: which job begins. */
export interface LeafJobStart {
  readonly memory: LeafJob;
  readonly job: number;
  readonly records: number;
  readonly firstSequence: number;
}

/** @returns the number of a chunk that is now the caller's, or -1 when there is none, or the job is over */
export function takeChunk(memory: LeafJob, job: number, records: number): number {
  for (;;) {
    const claim = Atomics.load(memory.claims, 0);
    const chunk = claim & 0xffff;
    if (claim >>> 16 !== job || chunk * chunkRecords >= records) return -1;
    if (Atomics.compareExchange(memory.claims, 0, claim, claim + 1) === claim) return chunk;
  }
}

/** What the second thread does from the start of a job until there is no chunk left. */
export function hashChunks({ memory, job, records, firstSequence }: LeafJobStart): void {
  const leaves = Buffer.from(memory.leaves.buffer);
  for (;;) {
    const chunk = takeChunk(memory, job, records);
    if (chunk === -1) return;
    const end = Math.min(records, (chunk + 1) * chunkRecords);
    for (let i = chunk * chunkRecords; i < end; i++) {
      const stored = Buffer.from(memory.bytes.slice(memory.offsets[i], memory.offsets[i + 1]));
      leaves.write(leafOf(decodeRecord(stored, stored.length, firstSequence + i)), i * leafBytes, 'hex');
    }
    Atomics.store(memory.done, chunk, job);
    Atomics.notify(memory.done, chunk);
  }
}
