import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';

/** The revision that the server gives a tombstone: the largest of a 64-bit integer, here as the nearest number. */
export const tombstoneRevision = 2 ** 63;
/** Where the first record of an empty log lies: a real server has written something of its own before it. */
const firstPosition = 548;

/** One stored event. `message` is the whole answer to a read, so that reading copies bytes and encodes nothing. */
export interface StoredEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  /** When it was stored, in milliseconds since 1970. */
  readonly createdMs: number;
  readonly message: Uint8Array;
}

/** An event with the number of its stream. */
export interface NewRecord extends StoredEvent {
  readonly streamNumber: number;
}

type Row = [stream: string, revision: number, type: string, id: string, createdMs: number, message: Uint8Array];

const eventOf = (position: number, row: Row): StoredEvent => {
  const [stream, revision, type, id, createdMs, message] = row;
  return { position, stream, revision, type, id, createdMs, message };
};

/**
 * The log of the double in LMDB: events by position, positions by stream and revision, names of streams. What is
 * appended in one turn of the event loop is committed together, at its end or before the next read. A commit is not
 * synced: it survives the kill of the process, not the loss of power, and a double need not.
 */
export class EventLog {
  private readonly events: Database<Row, number>;
  private readonly index: Database<number, [number, number]>;
  private readonly names: Database<string, number>;
  private readonly state: Database<number, string>;
  private nextPosition: number;
  private records: NewRecord[] = [];
  private newNames: (readonly [number, string])[] = [];
  private committed: PromiseWithResolvers<void> | undefined;
  private isClosed = false;
  /** Told after every commit how many events it stored. */
  onCommit: (events: number) => void = () => undefined;

  private constructor(private readonly environment: RootDatabase) {
    this.events = environment.openDB<Row, number>({ name: 'events' });
    this.index = environment.openDB<number, [number, number]>({ name: 'index' });
    this.names = environment.openDB<string, number>({ name: 'names' });
    this.state = environment.openDB<number, string>({ name: 'state' });
    this.nextPosition = this.state.get('next-position') ?? firstPosition;
  }

  static open(directory: string): EventLog {
    return new EventLog(open({ path: directory, noSubdir: false, noSync: true, maxDbs: 8, eventTurnBatching: false }));
  }

  /** The position that the next record gets. */
  get end(): number {
    return this.nextPosition;
  }

  /** Whether a reader may start there: at the start, at a record, or anywhere behind the last one. */
  isBoundary(position: number): boolean {
    this.commit();
    return position === 0 || position >= this.nextPosition || this.events.doesExist(position);
  }

  /** Takes records to be stored all together, and moves the end of the log. */
  append(records: readonly NewRecord[], newNames: Iterable<readonly [number, string]>, end: number): void {
    this.requireOpen();
    for (const record of records) this.records.push(record);
    this.newNames.push(...newNames);
    this.nextPosition = end;
    if (this.committed !== undefined) return;
    this.committed = Promise.withResolvers();
    setImmediate(() => {
      if (!this.isClosed) this.commit();
    });
  }

  /** Resolves once all that was appended so far is stored. */
  async whenStored(): Promise<void> {
    await this.committed?.promise;
  }

  /** Called by all that reads: what was appended is there, although nobody was told yet. */
  private commit(): void {
    this.requireOpen();
    const { committed, records, newNames } = this;
    if (committed === undefined) return;
    this.environment.transactionSync(() => {
      for (const [streamNumber, name] of newNames) this.names.putSync(streamNumber, name);
      for (const { position, streamNumber, stream, revision, type, id, createdMs, message } of records) {
        this.events.putSync(position, [stream, revision, type, id, createdMs, message]);
        this.index.putSync([streamNumber, revision], position);
      }
      this.state.putSync('next-position', this.nextPosition);
    });
    this.environment.resetReadTxn();
    [this.records, this.newNames, this.committed] = [[], [], undefined];
    committed.resolve();
    this.onCommit(records.length);
  }

  at(position: number): StoredEvent {
    this.commit();
    return eventOf(position, this.events.get(position)!);
  }

  /** Events from a position on, it included. To be used up before the next await. */
  *forwards(from: number, limit = Infinity): IterableIterator<StoredEvent> {
    this.commit();
    for (const { key, value } of this.events.getRange({ start: from, ...(limit < Infinity ? { limit } : {}) })) {
      yield eventOf(key, value);
    }
  }

  /** Events before a position, the latest first. */
  *backwards(before: number, limit: number): IterableIterator<StoredEvent> {
    this.commit();
    const range = { start: before, reverse: true, exclusiveStart: true, limit };
    for (const { key, value } of this.events.getRange(range)) yield eventOf(key, value);
  }

  /** The position of an event of a stream, or undefined. */
  positionOf(streamNumber: number, revision: number): number | undefined {
    this.commit();
    return this.index.get([streamNumber, revision]);
  }

  /** Events of a stream from one revision to another, both included, a tombstone among them. */
  *ofStream(streamNumber: number, from: number, to: number, limit: number): IterableIterator<StoredEvent> {
    this.commit();
    const range = {
      start: [streamNumber, from] as [number, number],
      end: [streamNumber, Infinity] as [number, number],
    };
    for (const { key, value } of this.index.getRange({ ...range, limit })) {
      if (key[1] > to) return;
      yield this.at(value);
    }
  }

  /** The same, the latest first. */
  *ofStreamBackwards(streamNumber: number, from: number, to: number, limit: number): IterableIterator<StoredEvent> {
    this.commit();
    const start: [number, number] = [streamNumber, from];
    for (const { key, value } of this.index.getRange({ start, end: [streamNumber, -1], reverse: true, limit })) {
      if (key[1] < to) return;
      yield this.at(value);
    }
  }

  /** The two latest revisions of a stream, the latest first: before a tombstone lies the last event. */
  lastRevisions(streamNumber: number): number[] {
    this.commit();
    const start: [number, number] = [streamNumber, Infinity];
    const keys = this.index.getKeys({ start, end: [streamNumber, -1], reverse: true, limit: 2 });
    return [...keys].map(([, revision]) => revision);
  }

  /** The names of all streams, with their numbers. */
  *streamNames(): IterableIterator<readonly [number, string]> {
    for (const { key, value } of this.names.getRange({})) yield [key, value];
  }

  async close(): Promise<void> {
    this.commit();
    this.isClosed = true;
    await this.environment.close();
  }

  /** A call that a test held back may come on after the end. */
  private requireOpen(): void {
    if (this.isClosed) throw new Error('The log is closed');
  }
}
