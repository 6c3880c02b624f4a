import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { leafOf } from '#core/record-hashes.js';
import type { PlacedRecord } from '../placement.js';
import { chunkRecords, takeChunk } from './leaf-job.js';
import type { LeafJob, LeafJobStart } from './leaf-job.js';
import type { EncodedRecord } from './record-codec.js';

/** From so many records on a second thread is worth its messages. */
const recordsForTwo = 256;
const leafBytes = 32;
/** How long the other thread may take for a chunk before it is hashed here. */
const patienceMs = 1000;
const workerUrl = new URL('./leaf-worker.js', import.meta.url);

/**
 * Makes the leaves of records: a few at once, many together with a second thread, which is started when it is first
 * needed. Where there is no built program for it (tests run from the sources), everything is made here.
 */
export class LeafHasher {
  private worker: Worker | undefined;
  private memory: LeafJob | undefined;
  private job = 0;
  /** How many chunks the second thread has done. */
  chunksElsewhere = 0;

  constructor(private readonly url: URL | undefined = existsSync(fileURLToPath(workerUrl)) ? workerUrl : undefined) {}

  /**
   * The leaves of a group, in order.
   * @param stored the same records as `encoded`, as they will be read
   */
  leavesOf(encoded: readonly EncodedRecord[], stored: readonly PlacedRecord[]): string[] | Promise<string[]> {
    if (encoded.length < recordsForTwo || this.url === undefined) return stored.map((record) => leafOf(record));
    return this.shared(encoded, stored);
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async shared(encoded: readonly EncodedRecord[], stored: readonly PlacedRecord[]): Promise<string[]> {
    this.worker ??= this.start();
    const records = encoded.length;
    const memory = this.fill(encoded);
    const job = (this.job = (this.job % 0x7fff) + 1);
    Atomics.store(memory.claims, 0, job << 16);
    const start: LeafJobStart = { memory, job, records, firstSequence: encoded[0]!.sequence };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.worker.postMessage(start);
    const leaves: string[] = [];
    const mine = new Set<number>();
    for (let chunk = takeChunk(memory, job, records); chunk !== -1; chunk = takeChunk(memory, job, records)) {
      mine.add(chunk);
      hashHere(chunk, stored, leaves);
    }
    // Waiting for shared memory alone does not keep a process alive.
    const alive = setInterval(() => undefined, patienceMs);
    for (let chunk = 0; chunk * chunkRecords < records; chunk++) {
      if (mine.has(chunk)) continue;
      if (await isDone(memory, chunk, job)) this.take(memory, chunk, records, leaves);
      else hashHere(chunk, stored, leaves);
    }
    clearInterval(alive);
    return leaves;
  }

  private take(memory: LeafJob, chunk: number, records: number, leaves: string[]): void {
    this.chunksElsewhere++;
    const digits = Buffer.from(memory.leaves.buffer);
    const end = Math.min(records, (chunk + 1) * chunkRecords);
    for (let i = chunk * chunkRecords; i < end; i++)
      leaves[i] = digits.toString('hex', i * leafBytes, (i + 1) * leafBytes);
  }

  private start(): Worker {
    const worker = new Worker(this.url!, { resourceLimits: { maxYoungGenerationSizeMb: 16 } });
    worker.unref();
    // A thread that is gone takes no chunks; the one it had is hashed here when patience is over.
    worker.on('error', () => (this.worker = undefined));
    return worker;
  }

  /** Lays records out in shared memory, which grows and is used again: there is one group at a time. */
  private fill(encoded: readonly EncodedRecord[]): LeafJob {
    let size = 0;
    for (const { bytes } of encoded) size += bytes.length;
    if (this.memory === undefined || this.memory.bytes.length < size || this.memory.offsets.length <= encoded.length) {
      this.memory = makeMemory(2 * encoded.length, 2 * size);
    }
    const { done, offsets, bytes } = this.memory;
    done.fill(0);
    let at = 0;
    for (let i = 0; i < encoded.length; i++) {
      offsets[i] = at;
      bytes.set(encoded[i]!.bytes, at);
      at += encoded[i]!.bytes.length;
    }
    offsets[encoded.length] = at;
    return this.memory;
  }
}

function makeMemory(records: number, size: number): LeafJob {
  const chunks = Math.ceil(records / chunkRecords);
  return {
    claims: new Int32Array(new SharedArrayBuffer(4)),
    done: new Int32Array(new SharedArrayBuffer(4 * chunks)),
    offsets: new Uint32Array(new SharedArrayBuffer(4 * (records + 1))),
    bytes: new Uint8Array(new SharedArrayBuffer(size)),
    leaves: new Uint8Array(new SharedArrayBuffer(leafBytes * records)),
  };
}

function hashHere(chunk: number, stored: readonly PlacedRecord[], leaves: string[]): void {
  const end = Math.min(stored.length, (chunk + 1) * chunkRecords);
  for (let i = chunk * chunkRecords; i < end; i++) leaves[i] = leafOf(stored[i]!);
}

/** Waits for the other thread to finish a chunk that it has taken. */
async function isDone(memory: LeafJob, chunk: number, job: number): Promise<boolean> {
  for (;;) {
    const now = Atomics.load(memory.done, chunk);
    if (now === job) return true;
    const waiting = Atomics.waitAsync(memory.done, chunk, now, patienceMs);
    if ((waiting.async ? await waiting.value : waiting.value) === 'timed-out')
      return Atomics.load(memory.done, chunk) === job;
  }
}
