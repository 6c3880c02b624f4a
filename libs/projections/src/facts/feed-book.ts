import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import type { Feeds } from '../definition/definition.js';

/** Event types that say whether a feed is up. */
export const feedTypes: ReadonlySet<string> = new Set(['FeedStarted', 'FeedHeartbeat', 'FeedStopped']);

/** What one connector said of itself, in the order of the ledger: heartbeats are many, so each is three numbers. */
interface Words {
  readonly recordedAt: Instant[];
  readonly sequence: number[];
  /** How long it may be silent from here on, in ms: Infinity where it promised nothing; NaN where it is down. */
  readonly silenceMs: number[];
}

/**
 * Whether connectors feed the ledger (engine.md §4): up from `FeedStarted` on, down from `FeedStopped` on, and down while it
 * is silent for longer than it promised when it started. What counts is when a word was recorded, because a feed says
 * nothing of the past. Nothing is read before somebody asks.
 */
export class FeedBook {
  private words: Map<string, Words> | undefined;
  /** Place and time of all words, of whatever connector. */
  private readonly sequences: number[] = [];
  private readonly times: Instant[] = [];
  private learntTo = 0;

  constructor(private readonly mirror: Pick<Mirror, 'head' | 'readDimension'>) {}

  /** Takes in what was recorded since, in order. */
  learn(event: RecordedEvent): void {
    if (this.words === undefined || event.sequence <= this.learntTo || !feedTypes.has(event.type)) return;
    this.take(this.words, event);
  }

  /** As far as it is known at a sequence. */
  at(known: number): FeedsKnown {
    this.words ??= this.read();
    return new FeedsKnown(this, known);
  }

  /** When the first word behind a sequence was recorded, if that is known at another one. */
  firstBetween(after: number, known: number): Instant | undefined {
    const place = countUpTo(this.sequences, after);
    return (this.sequences[place] ?? Infinity) <= known ? this.times[place] : undefined;
  }

  isUp(connector: string, at: Instant, known: number): boolean {
    const words = this.words?.get(connector);
    if (words === undefined) return false;
    // Both go up with the place in the ledger.
    const count = Math.min(countUpTo(words.sequence, known), countUpTo(words.recordedAt, at));
    return count > 0 && at - words.recordedAt[count - 1]! <= words.silenceMs[count - 1]!;
  }

  private read(): Map<string, Words> {
    const words = new Map<string, Words>();
    const head = this.mirror.head().sequence;
    const found = [...feedTypes].flatMap((type) => [...this.mirror.readDimension('type', type)]);
    for (const event of found.sort((a, b) => a.sequence - b.sequence))
      if (event.sequence <= head) this.take(words, event);
    this.learntTo = head;
    return words;
  }

  private take(all: Map<string, Words>, { type, sequence, recordedAt, source, data }: RecordedEvent): void {
    this.learntTo = sequence;
    this.sequences.push(sequence);
    this.times.push(recordedAt);
    let words = all.get(source.connector);
    if (words === undefined) all.set(source.connector, (words = { recordedAt: [], sequence: [], silenceMs: [] }));
    words.recordedAt.push(recordedAt);
    words.sequence.push(sequence);
    // A heartbeat begins nothing: a feed that has not started, or has stopped, stays down.
    const promised = words.silenceMs.at(-1) ?? Number.NaN;
    const { heartbeatSec } = data as EventTypes['FeedStarted'];
    const started = heartbeatSec === undefined ? Infinity : heartbeatSec * 1000;
    words.silenceMs.push(type === 'FeedStarted' ? started : type === 'FeedStopped' ? Number.NaN : promised);
  }
}

/** What is known of feeds at a sequence. */
export class FeedsKnown implements Feeds {
  constructor(
    private readonly book: FeedBook,
    private readonly known: number,
  ) {}

  up(connector: string, at: Instant): boolean {
    return this.book.isUp(connector, at, this.known);
  }

  /**
   * From which instant on feeds look otherwise than to those who knew less.
   * @param known the sequence up to which they knew
   */
  otherwiseFrom(known: number): Instant | undefined {
    return this.book.firstBetween(Math.min(known, this.known), Math.max(known, this.known));
  }
}

/** How many of a list that goes up are not beyond a value. */
function countUpTo(ascending: readonly number[], most: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
