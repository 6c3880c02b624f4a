import { limits } from '#core/limits.js';

/**
 * What a thread that folds is at, in memory that it shares with the thread that watches it: `call`, which is odd while a
 * function of a definition runs and changes with each of them; the key; the event.
 */
const callAt = 0;
const keyLengthAt = 1;
const sequenceOffset = 8;
const keyOffset = 16;
/** Where `call` stands when the thread is about to be ended. */
const ended = -1;
/** Numbers of calls begin again behind it, an even one. */
const lastCall = 0x3fff_ffff;

export function callMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(keyOffset + limits.projectionKeyBytes);
}

/** The side of the thread that folds. */
export class CallMark {
  private readonly words: Int32Array;
  private readonly sequences: Float64Array;
  private readonly keyBytes: Buffer;
  private call = 0;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, 2);
    this.sequences = new Float64Array(memory, sequenceOffset, 1);
    this.keyBytes = Buffer.from(memory, keyOffset);
  }

  /** What is folded from now on: a key behind one of its events, or, without one, events that are given to keys. */
  atKey(key: string, sequence: number): void {
    this.words[keyLengthAt] = this.keyBytes.write(key);
    this.sequences[0] = sequence;
  }

  atEvent(sequence: number): void {
    this.sequences[0] = sequence;
  }

  /** A function of a definition begins. */
  enter(): void {
    this.call = (this.call + 1) & lastCall;
    Atomics.store(this.words, callAt, this.call);
  }

  /** It has ended. A thread that is being ended does nothing more: what it might commit is written by nobody. */
  leave(): void {
    const call = this.call++;
    if (Atomics.compareExchange(this.words, callAt, call, this.call) !== call) Atomics.wait(this.words, callAt, ended);
  }
}

/** The side of the thread that watches. */
export class CallWatch {
  private readonly words: Int32Array;
  private seen = 0;
  private sinceMs = 0;

  constructor(private readonly memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, 2);
  }

  /**
   * Looks whether one call lasts longer than a limit, and if so takes hold of the thread: it does nothing behind that call,
   * so that it can be ended without harm to what it writes.
   * @param nowMs of a clock that never goes back
   */
  isOver(limitMs: number, nowMs: number): boolean {
    const call = Atomics.load(this.words, callAt);
    if (call !== this.seen) {
      this.seen = call;
      this.sinceMs = nowMs;
    }
    if (call % 2 === 0 || nowMs - this.sinceMs < limitMs) return false;
    return Atomics.compareExchange(this.words, callAt, call, ended) === call;
  }

  /** What it is at; the key is empty where an event is given to keys. */
  place(): { readonly key: string; readonly sequence: number } {
    const key = Buffer.from(this.memory, keyOffset, this.words[keyLengthAt]).toString();
    return { key, sequence: new Float64Array(this.memory, sequenceOffset, 1)[0]! };
  }
}
