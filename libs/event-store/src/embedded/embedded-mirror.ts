import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { RecordedEvent } from '#core/record.js';
import { compareFoldKeys } from '../fold-order.js';
import type { Dimension, FoldKey, HashedLedger, Head, Mirror, RangeOptions } from '../port.js';
import { requireEvents } from '../placement.js';
import { recordsPerSnapshot } from './ledger-database.js';
import type { LedgerDatabase } from './ledger-database.js';
import type { LedgerIndex } from './ledger-index.js';

/** How many places of an index an iterator holds at most. */
const placesHeld = 256;

/** Reads of one ledger on disk. Subclasses tell up to where it is to be seen. */
export abstract class EmbeddedMirror implements Mirror, HashedLedger {
  protected constructor(
    protected readonly database: LedgerDatabase,
    protected readonly index: LedgerIndex,
  ) {}

  abstract head(): Head;

  get(id: Id): RecordedEvent | undefined {
    const { sequence: head } = this.head();
    const sequence = this.index.sequenceOf(id);
    return sequence === undefined || sequence > head ? undefined : this.database.record(sequence);
  }

  at(sequence: number): RecordedEvent | undefined {
    return sequence <= this.head().sequence ? this.database.record(sequence) : undefined;
  }

  readMany(sequences: Iterable<number>): IterableIterator<RecordedEvent> {
    return this.eventsAt(sequences, this.head().sequence);
  }

  private *eventsAt(sequences: Iterable<number>, head: number): IterableIterator<RecordedEvent> {
    let sinceSnapshot = 0;
    for (const sequence of sequences) {
      if (++sinceSnapshot > recordsPerSnapshot) {
        sinceSnapshot = 0;
        this.database.refresh();
      }
      if (!(Number.isInteger(sequence) && sequence >= 1 && sequence <= head))
        throw new RangeError(`There is no event ${sequence}`);
      yield this.database.present(sequence);
    }
  }

  revisionOf(stream: string): number {
    return this.index.revisionOf(stream, this.head().sequence);
  }

  readStream(stream: string, options: RangeOptions & { from?: number } = {}): IterableIterator<RecordedEvent> {
    return this.streamEvents(stream, options, this.revisionOf(stream));
  }

  private *streamEvents(
    stream: string,
    options: RangeOptions & { from?: number },
    last: number,
  ): IterableIterator<RecordedEvent> {
    const { direction, limit = Infinity } = options;
    const step = direction === 'backwards' ? -1 : 1;
    let revision = step === 1 ? Math.max(0, options.from ?? 0) : Math.min(last, options.from ?? last);
    let left = Math.min(limit, step === 1 ? last - revision + 1 : revision + 1);
    while (left > 0) {
      const page = this.index.streamPage(stream, revision, {
        backwards: step === -1,
        count: Math.min(left, placesHeld),
      });
      if (page.length === 0) throw new LedgerError('integrity', `The index of ${stream} ends before its last revision`);
      for (const sequence of page) yield this.database.present(sequence);
      left -= page.length;
      revision += step * page.length;
    }
  }

  readAll(options: RangeOptions & { from?: number } = {}): IterableIterator<RecordedEvent> {
    const { sequence: head } = this.head();
    const { direction, limit = Infinity } = options;
    if (limit <= 0) return nothing();
    if (direction === 'backwards') {
      const from = Math.min(head, options.from ?? head);
      return from < 1 ? nothing() : this.database.scan(from, Math.max(1, from - limit + 1));
    }
    const from = Math.max(1, options.from ?? 1);
    return from > head ? nothing() : this.database.scan(from, Math.min(head, from + limit - 1));
  }

  readDimension(
    dimension: Dimension,
    value: string,
    options: RangeOptions & { after?: FoldKey; until?: FoldKey } = {},
  ): IterableIterator<RecordedEvent> {
    return this.dimensionEvents(dimension, value, options, this.head().sequence);
  }

  private *dimensionEvents(
    dimension: Dimension,
    value: string,
    options: RangeOptions & { after?: FoldKey; until?: FoldKey },
    head: number,
  ): IterableIterator<RecordedEvent> {
    const { direction, until, limit = Infinity } = options;
    const backwards = direction === 'backwards';
    let { after } = options;
    for (let left = limit; left > 0;) {
      const count = Math.min(left, placesHeld);
      const page = this.index.foldPage(dimension, value, { backwards, after, head, count });
      for (const place of page) {
        if (until !== undefined && compareFoldKeys(place, until) * (backwards ? -1 : 1) > 0) return;
        yield this.database.present(place.sequence);
      }
      if (page.length < count) return;
      after = page.at(-1)!;
      left -= page.length;
    }
  }

  countDimension(dimension: Dimension, value: string): number {
    return this.index.count(dimension, value, this.head().sequence);
  }

  leaves(first: number, count: number): Buffer {
    requireEvents(first, count, this.head().sequence);
    return this.database.copyLeaves(first, count);
  }

  hashTile(level: number, index: number): Buffer | undefined {
    return this.database.hashTiles.get(level, index);
  }
}

function nothing(): IterableIterator<never> {
  return [].values();
}
