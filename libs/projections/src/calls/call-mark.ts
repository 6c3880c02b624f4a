import { limits } from '#core/limits.js';

/**
 * What a thread that folds is at, in memory that it shares with the thread that watches it: `call`, which is odd while a
 * function of a definition runs and changes with each of them; which task it is of; what kind of function; the key; the
 * event.
 */
const callAt = 0;
const keyLengthAt = 1;
const taskAt = 2;
const kindAt = 3;
const words = 4;
const sequenceOffset = 16;
const keyOffset = 24;
/** Where `call` stands when the thread is about to be ended. */
const ended = -1;
/** Numbers of calls begin again behind it, an even one. */
const lastCall = 0x3fff_ffff;

/** `within` and counters are asked about an event before it is given to keys; all else is of a key. */
export type CallKind = 'fold' | 'within' | 'count';
const kinds: readonly CallKind[] = ['fold', 'within', 'count'];

/** What a call is of: a key behind one of its events, or an event that is given to keys. */
export interface CallPlace {
  readonly kind: CallKind;
  readonly key: string;
  readonly sequence: number;
}

export function callMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(keyOffset + limits.projectionKeyBytes);
}

/** The side of the thread that folds: what all of its tasks share. */
class SharedMark {
  readonly words: Int32Array;
  readonly sequences: Float64Array;
  readonly keyBytes: Buffer;
  call = 0;
  /** Whose place stands in the memory. */
  owner: CallMark | undefined;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, words);
    this.sequences = new Float64Array(memory, sequenceOffset, 1);
    this.keyBytes = Buffer.from(memory, keyOffset);
  }
}

/** The side of one build that a thread folds; tasks of several builds may take turns. */
export class CallMark {
  /** Which task the calls are of. */
  task = 0;
  private key = '';
  private sequence = 0;
  private kind = 0;

  private constructor(private readonly shared: SharedMark) {}

  static on(memory: SharedArrayBuffer): CallMark {
    return new CallMark(new SharedMark(memory));
  }

  /** One more build of the same thread. */
  another(): CallMark {
    return new CallMark(this.shared);
  }

  /** What is folded from now on: a key behind one of its events, or, without one, events that are given to keys. */
  atKey(key: string, sequence: number): void {
    this.key = key;
    this.sequence = sequence;
    this.shared.owner = undefined;
  }

  atEvent(sequence: number, kind: CallKind = 'fold'): void {
    this.sequence = sequence;
    this.kind = kinds.indexOf(kind);
    this.shared.sequences[0] = sequence;
    this.shared.words[kindAt] = this.kind;
  }

  /** A function of a definition begins. */
  enter(): void {
    const { shared } = this;
    // Another build has had its turn, or another key begins.
    if (shared.owner !== this) this.write();
    shared.call = (shared.call + 1) & lastCall;
    Atomics.store(shared.words, callAt, shared.call);
  }

  /** It has ended. A thread that is being ended does nothing more: what it might commit is written by nobody. */
  leave(): void {
    const { shared } = this;
    const call = shared.call++;
    if (Atomics.compareExchange(shared.words, callAt, call, shared.call) !== call)
      Atomics.wait(shared.words, callAt, ended);
    if (this.kind === 0) return;
    this.kind = 0;
    shared.words[kindAt] = 0;
  }

  private write(): void {
    const { shared } = this;
    shared.owner = this;
    shared.words[taskAt] = this.task;
    shared.words[kindAt] = this.kind;
    shared.words[keyLengthAt] = shared.keyBytes.write(this.key);
    shared.sequences[0] = this.sequence;
  }
}

/** The side of the thread that watches. */
export class CallWatch {
  private readonly words: Int32Array;
  private seen = 0;
  private sinceMs = 0;

  constructor(private readonly memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, words);
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

  /** Of which task the call is. */
  task(): number {
    return this.words[taskAt]!;
  }

  /** What it is at; the key is empty where an event is given to keys. */
  place(): CallPlace {
    const kind = kinds[this.words[kindAt]!]!;
    const key = Buffer.from(this.memory, keyOffset, this.words[keyLengthAt]).toString();
    return { kind, key: kind === 'fold' ? key : '', sequence: new Float64Array(this.memory, sequenceOffset, 1)[0]! };
  }
}
