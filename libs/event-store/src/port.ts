import type { Id, Instant } from '#core/time.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';

/** `any` takes whatever is there; a number is the exact last revision. */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | number;

/** One atomic write to one stream. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** All with `stream` as their stream; at least one, no id twice. */
  readonly events: readonly UnplacedEvent[];
  /**
   * What an already recorded id means. `result` (default): all known with equal digest = the original result, some
   * known = `revision-conflict`, another digest = `event-differs`. `drop` (imports; only with `any`): known events
   * are dropped and each event is answered by itself.
   */
  readonly known?: 'result' | 'drop';
  /** When it was recorded in the ledger that it comes from (mirrors, moves); now, unless told. Never before the event before it. */
  readonly recordedAt?: Instant;
}

export type Outcome = 'appended' | 'known' | 'differs';

export interface PlacedEvent {
  readonly id: Id;
  readonly outcome: Outcome;
  /** Revision and sequence of the recorded event (of the one recorded before, when known or differing). */
  readonly revision: number;
  readonly sequence: number;
  readonly leaf: string;
  readonly recordedAt: Instant;
}

export interface AppendResult {
  readonly stream: string;
  /** Last revision of the stream after the write; -1 when it does not exist. */
  readonly revision: number;
  readonly events: readonly PlacedEvent[];
}

/** Where the ledger ends. `sequence` of the first event is 1; 0 = empty. */
export interface Head {
  readonly sequence: number;
  readonly recordedAt: Instant;
}

/** The dimensions of the index (engine.md §4, §8), each under the ids as recorded. */
export const dimensions = [
  'relationship',
  'party',
  'case',
  'actor',
  'matter',
  'import',
  'stream',
  'process',
  'type',
] as const;
export type Dimension = (typeof dimensions)[number];

/** A place in fold order. */
export interface FoldKey {
  readonly occurredAt: Instant;
  readonly ordinal: number;
  readonly sequence: number;
}

export interface RangeOptions {
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/**
 * Reads of what is recorded. Synchronous: the events are in a local, memory-mapped store. An iterator gives what was
 * recorded when it was made, may be kept for as long as one likes, and holds a few hundred events at most.
 */
export interface Mirror {
  head(): Head;
  /** The event with this id, for ever exactly one. */
  get(id: Id): RecordedEvent | undefined;
  at(sequence: number): RecordedEvent | undefined;
  /** The events with these sequences, in their order, as they are asked for. @throws RangeError for one that there is not */
  readMany(sequences: Iterable<number>): IterableIterator<RecordedEvent>;
  /** Last revision of a stream, or -1. */
  revisionOf(stream: string): number;
  /** By revision, inclusive. Default: from the start forwards, from the end backwards. */
  readStream(stream: string, options?: RangeOptions & { from?: number }): IterableIterator<RecordedEvent>;
  /** In total order, `from` inclusive. */
  readAll(options?: RangeOptions & { from?: number }): IterableIterator<RecordedEvent>;
  /**
   * One value of one dimension in fold order, or backwards. `after` is the place that was read last (exclusive), `until`
   * the last one wanted (inclusive), both in the direction of reading: a page backwards goes on after its last event.
   */
  readDimension(
    dimension: Dimension,
    value: string,
    options?: RangeOptions & { after?: FoldKey; until?: FoldKey },
  ): IterableIterator<RecordedEvent>;
  /** How many events a value of a dimension has. */
  countDimension(dimension: Dimension, value: string): number;
}

export type SubscriptionMessage =
  | { readonly kind: 'events'; readonly events: readonly RecordedEvent[] }
  /** Everything up to `sequence` has been given; what follows is live. Given again each time it holds again after lagging. */
  | { readonly kind: 'caught-up'; readonly sequence: number };

export interface SubscriptionOptions {
  /** The sequence behind which it begins. */
  readonly after: number;
  readonly signal?: AbortSignal;
  /** The most events of one message: a number, or what a function says each time. Large ones come fewer at a time. */
  readonly batch?: number | (() => number);
}

/**
 * What the Merkle tree over the ledger is made of, and where parts of it are kept. The ledger knows the leaves; what is
 * made of them is told by `transparency`.
 */
export interface HashedLedger {
  head(): Head;
  /**
   * The leaf hashes of events, 32 bytes each, in their order.
   * @throws RangeError for an event that there is not
   */
  leaves(first: number, count: number): Buffer;
  /** The hashes that were kept last under a level and an index; nothing where there are none, or they are damaged. */
  hashTile(level: number, index: number): Buffer | undefined;
  /** Keeps hashes; absent where another process writes. They can be lost at any time: they follow from the leaves. */
  readonly keepHashTiles?: (tiles: readonly HashTile[]) => Promise<void>;
}

/** Hashes of full subtrees that stand side by side. */
export interface HashTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** What is known of a mirror: whether it shows all that the server has, and else how old the last that it shows is. */
export interface MirrorStatus {
  readonly isCaughtUp: boolean;
  /** 0 when it is caught up; else for how long it has not been, or how long ago what it took last was written, whichever is more. */
  readonly lagSeconds: number;
  /** Why nothing comes, if nothing does. */
  readonly failure?: string;
  /** Events in the streams of the ledger that no ledger wrote, since the start. */
  readonly foreign: number;
}

/** The ledger: appends, reads, and one live subscription. Every engine passes `event-store.contract.ts` unchanged. */
export interface EventStore extends Mirror, HashedLedger {
  /**
   * Appends one batch atomically. Resolves when it is durable (fsync, group commit).
   * @throws LedgerError `revision-conflict`, `event-differs`, `limit-exceeded`, `invalid`, `disk-full`, `unavailable`
   *   (nothing was recorded), `outcome-unknown` (it may have been: the same again tells)
   */
  append(request: AppendRequest): Promise<AppendResult>;
  /**
   * Appends many batches, each atomic by itself, durable together when the promise resolves; a refused one does not
   * touch the others.
   */
  appendMany(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<AppendResult>[]>;
  /** Everything after `after`, in order, then live, until `signal` aborts. A slow consumer is never dropped: it reads on from the store. */
  subscribe(options: SubscriptionOptions): AsyncIterableIterator<SubscriptionMessage>;
  /** Where the ledger is on a server: how far what is read here is behind it. Absent where it is here. */
  mirrorStatus?(): MirrorStatus;
  /** Ends writes and subscriptions; what was acknowledged stays. */
  close(): Promise<void>;
}
