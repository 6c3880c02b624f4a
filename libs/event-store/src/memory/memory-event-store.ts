import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { RecordedEvent } from '#core/record.js';
import { answerOf, checkRequest, decideAppend } from '../append-decision.js';
import { hasValue } from '../dimension-values.js';
import { compareFoldKeys } from '../fold-order.js';
import { hashPlaced, placeEvents, requireEvents } from '../placement.js';
import type {
  AppendRequest,
  AppendResult,
  EventStore,
  FoldKey,
  HashTile,
  Head,
  RangeOptions,
  SubscriptionMessage,
  SubscriptionOptions,
} from '../port.js';
import type { Dimension } from '../port.js';
import { Growth, subscribeTo } from '../subscription.js';

/**
 * The ledger as an array: every read is a scan. It is the naive model that other engines are held against, and the
 * double for tests that need a ledger and no disk.
 */
export class MemoryEventStore implements EventStore {
  private readonly events: RecordedEvent[] = [];
  private readonly byId = new Map<string, RecordedEvent>();
  private readonly growth = new Growth();
  private readonly tiles = new Map<string, Buffer>();
  private closed = false;

  constructor(private readonly clock: Clock) {}

  head(): Head {
    const last = this.events.at(-1);
    return { sequence: this.events.length, recordedAt: last?.recordedAt ?? 0 };
  }

  get(id: string): RecordedEvent | undefined {
    return this.byId.get(id);
  }

  at(sequence: number): RecordedEvent | undefined {
    return this.events[sequence - 1];
  }

  revisionOf(stream: string): number {
    return this.events.findLast((event) => event.stream === stream)?.revision ?? -1;
  }

  readStream(stream: string, options: RangeOptions & { from?: number } = {}): IterableIterator<RecordedEvent> {
    const { from } = options;
    const events = this.events.filter((event) => event.stream === stream);
    return page(
      events,
      options,
      (event, forwards) => from === undefined || (forwards ? event.revision >= from : event.revision <= from),
    );
  }

  *readMany(sequences: Iterable<number>): IterableIterator<RecordedEvent> {
    for (const sequence of sequences) {
      const event = this.at(sequence);
      if (event === undefined) throw new RangeError(`There is no event ${sequence}`);
      yield event;
    }
  }

  readAll(options: RangeOptions & { from?: number } = {}): IterableIterator<RecordedEvent> {
    const { from, direction, limit } = options;
    if (direction === 'backwards') {
      return page(this.events.slice(0, Math.max(0, from ?? this.events.length)), options, () => true);
    }
    const start = Math.max(0, (from ?? 1) - 1);
    return this.events.slice(start, limit === undefined ? undefined : start + limit).values();
  }

  readDimension(
    dimension: Dimension,
    value: string,
    options: RangeOptions & { after?: FoldKey; until?: FoldKey } = {},
  ): IterableIterator<RecordedEvent> {
    const { after, until } = options;
    const events = this.events.filter((event) => hasValue(event, dimension, value)).toSorted(compareFoldKeys);
    return page(events, options, (event, forwards) => {
      const sign = forwards ? 1 : -1;
      return (
        (!after || sign * compareFoldKeys(event, after) > 0) && (!until || sign * compareFoldKeys(event, until) <= 0)
      );
    });
  }

  countDimension(dimension: Dimension, value: string): number {
    return this.events.reduce((count, event) => count + (hasValue(event, dimension, value) ? 1 : 0), 0);
  }

  leaves(first: number, count: number): Buffer {
    requireEvents(first, count, this.events.length);
    return Buffer.concat(this.events.slice(first - 1, first - 1 + count).map(({ leaf }) => Buffer.from(leaf, 'hex')));
  }

  hashTile(level: number, index: number): Buffer | undefined {
    return this.tiles.get(`${level}/${index}`);
  }

  async keepHashTiles(tiles: readonly HashTile[]): Promise<void> {
    for (const { level, index, hashes } of tiles) this.tiles.set(`${level}/${index}`, Buffer.from(hashes));
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const result = this.write(request);
    if (result.events.some((event) => event.outcome === 'appended')) this.growth.announce();
    return result;
  }

  async appendMany(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<AppendResult>[]> {
    return Promise.allSettled(requests.map((request) => this.append(request)));
  }

  subscribe(options: SubscriptionOptions): AsyncIterableIterator<SubscriptionMessage> {
    return subscribeTo(this, this.growth, options);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.growth.end();
  }

  private write(request: AppendRequest): AppendResult {
    if (this.closed) throw new LedgerError('unavailable', 'The ledger is closed');
    checkRequest(request);
    checkSizes(request);
    const decision = decideAppend(request, {
      revisionOf: (stream) => this.revisionOf(stream),
      recorded: (id) => this.byId.get(id),
    });
    const recordedAt = Math.max(request.recordedAt ?? this.clock.now(), this.events.at(-1)?.recordedAt ?? -Infinity);
    const copied = { ...request, events: structuredClone(request.events) };
    const placed = placeEvents(copied, decision, this.events.length + 1, recordedAt);
    hashPlaced(placed);
    for (const event of placed.map(freeze)) {
      this.events.push(event);
      this.byId.set(event.id, event);
    }
    return answerOf(request, decision, placed);
  }
}

function page(
  ascending: readonly RecordedEvent[],
  options: RangeOptions,
  wanted: (event: RecordedEvent, forwards: boolean) => boolean,
): IterableIterator<RecordedEvent> {
  const forwards = options.direction !== 'backwards';
  const ordered = forwards ? ascending : ascending.toReversed();
  return ordered
    .filter((event) => wanted(event, forwards))
    .slice(0, options.limit)
    .values();
}

function checkSizes(request: AppendRequest): void {
  let total = 0;
  for (const event of request.events) {
    const size = JSON.stringify({ ...event, sealed: undefined }).length + (event.sealed?.bytes.length ?? 0);
    if (size > limits.eventBytes)
      throw new LedgerError(
        'limit-exceeded',
        `An event has at most ${limits.eventBytes} bytes, ${event.id} has ${size}`,
      );
    total += size;
  }
  if (total > limits.appendBytes)
    throw new LedgerError('limit-exceeded', `An append has at most ${limits.appendBytes} bytes, this one ${total}`);
}

/** What is recorded does not change, not even by mistake. (The bytes of a sealed part cannot be frozen.) */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}
