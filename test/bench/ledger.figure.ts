import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { Packr } from 'msgpackr';
import { systemClock } from '#core/clock.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import { EmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { encodeRecord } from '#event-store/embedded/record-codec.js';
import type { AppendRequest } from '#event-store/port.js';
import type { Figure } from './figure.js';
import { LedgerEvents } from './ledger-events.js';

const scanned = 1_000_000;
const bulkEvents = 200_000;
const rowsPerBatch = 1000;
const batchesInFlight = 2;
const writers = 64;
const appendsPerWriter = 400;
const customers = 10_000;

/** A ledger and a bare LMDB beside it, both in a directory that goes away. */
class Bench {
  private readonly directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
  private opened = 0;
  readonly events = new LedgerEvents(customers);

  ledger(): Promise<EmbeddedEventStore> {
    return EmbeddedEventStore.open(join(this.directory, `ledger-${this.opened++}`), systemClock);
  }

  /** LMDB as the ledger has it, and nothing around it. */
  bare(): {
    environment: RootDatabase<Buffer, Buffer>;
    records: Database<Buffer, number>;
    index: Database<Buffer, Buffer>;
  } {
    const environment = open<Buffer, Buffer>({
      path: join(this.directory, `bare-${this.opened++}`),
      noSubdir: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      mapSize: 2 ** 40,
      overlappingSync: false,
    });
    return {
      environment,
      records: environment.openDB<Buffer, number>({ name: 'records', encoding: 'binary', keyEncoding: 'uint32' }),
      index: environment.openDB<Buffer, Buffer>({ name: 'index', encoding: 'binary', keyEncoding: 'binary' }),
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Rows as an import gives them: one append a stream, known events dropped. */
function requestsOf(events: readonly UnplacedEvent[]): AppendRequest[] {
  const byStream = Map.groupBy(events, (event) => event.stream);
  return Array.from(byStream, ([stream, ofStream]) => ({ stream, expected: 'any', known: 'drop', events: ofStream }));
}

/** Does `work` for each batch, some at a time. @returns the seconds that it took, without the making of the batches */
async function inFlight<Batch>(batches: Iterable<Batch>, work: (batch: Batch) => Promise<unknown>): Promise<number> {
  const running: Promise<unknown>[] = [];
  let spentMs = 0;
  const sinceMs = performance.now();
  for (const batch of pausing(batches, (pausedMs) => (spentMs -= pausedMs))) {
    running.push(work(batch));
    if (running.length >= batchesInFlight) await running.shift();
  }
  await Promise.all(running);
  spentMs += performance.now() - sinceMs;
  return spentMs / 1000;
}

function* pausing<Batch>(batches: Iterable<Batch>, paused: (ms: number) => void): Iterable<Batch> {
  const iterator = batches[Symbol.iterator]();
  for (;;) {
    const since = performance.now();
    const { value, done } = iterator.next();
    paused(performance.now() - since);
    if (done === true) return;
    yield value;
  }
}

function* batchesOf(events: LedgerEvents, count: number): Iterable<AppendRequest[]> {
  for (let made = 0; made < count; made += rowsPerBatch) yield requestsOf(events.take(rowsPerBatch));
}

const ledgerScan: Figure = {
  name: 'ledger.scan',
  what: `all of ${scanned.toLocaleString('en')} events decoded in order`,
  unit: 'events/s',
  rounds: 5,
  async prepare() {
    const bench = new Bench();
    const store = await bench.ledger();
    await inFlight(batchesOf(bench.events, scanned), (requests) => store.appendMany(requests));
    await store.settleIndex();
    const { environment, records } = bench.bare();
    const packr = new Packr({ structures: [] });
    let bytes = 0;
    let batch: [number, Buffer][] = [];
    const write = async () => {
      const written = batch;
      batch = [];
      await environment.batch(() => {
        for (const [sequence, value] of written) void records.put(sequence, value);
      });
    };
    for (const event of store.readAll()) {
      const value = Buffer.from(packr.pack(event));
      bytes += value.length;
      batch.push([event.sequence, value]);
      if (batch.length === 10_000) await write();
    }
    await write();
    return {
      value: async () => perSecond(scanned, () => countOf(store.readAll())),
      reference: {
        name: 'bare LMDB and MessagePack with shared structures',
        value: async () => perSecond(scanned, () => scanBare(records, packr)),
      },
      detail: () => ({ referenceBytesPerEvent: Math.round(bytes / scanned) }),
      dispose: async () => {
        await store.close();
        await environment.close();
        bench.remove();
      },
    };
  },
};

function countOf(events: Iterable<RecordedEvent>): number {
  let count = 0;
  for (const event of events) count += event.revision >= 0 ? 1 : 0;
  return count;
}

function scanBare(records: Database<Buffer, number>, packr: Packr): number {
  let count = 0;
  const span = { start: 0, end: 0 };
  for (let sequence = 1; ; sequence++) {
    const value = records.getBinaryFast(sequence);
    if (value === undefined) return count;
    span.end = value.length;
    const event: { revision: number } = packr.unpack(value, span);
    count += event.revision >= 0 ? 1 : 0;
  }
}

function perSecond(expected: number, work: () => number): number {
  const since = performance.now();
  const count = work();
  if (count !== expected) throw new Error(`${count} events instead of ${expected}`);
  return count / ((performance.now() - since) / 1000);
}

const ledgerAppend64: Figure = {
  name: 'ledger.append64',
  what: `single durable events, ${writers} writers`,
  unit: 'events/s',
  rounds: 5,
  async prepare() {
    const bench = new Bench();
    const store = await bench.ledger();
    const { environment, records } = bench.bare();
    let next = 1;
    const count = writers * appendsPerWriter;
    return {
      value: async () => {
        const events = Array.from({ length: writers }, () => bench.events.take(appendsPerWriter));
        return timed(count, events, (event) =>
          store.append({ stream: event.stream, expected: 'any', events: [event] }),
        );
      },
      reference: {
        name: 'bare LMDB group commit of the same bytes',
        value: async () => {
          const events = Array.from({ length: writers }, () => bench.events.take(appendsPerWriter).map(encodedAlike));
          return timed(count, events, (bytes) => records.put(next++, bytes));
        },
      },
      dispose: async () => {
        await store.close();
        await environment.close();
        bench.remove();
      },
    };
  },
};

/** Each list is one writer, which waits for each write before the next. */
async function timed<Item>(
  count: number,
  lists: readonly (readonly Item[])[],
  write: (item: Item) => Promise<unknown>,
): Promise<number> {
  const since = performance.now();
  await Promise.all(
    lists.map(async (list) => {
      for (const item of list) await write(item);
    }),
  );
  return count / ((performance.now() - since) / 1000);
}

function encodedAlike(event: UnplacedEvent): Buffer {
  return encodeRecord({ ...event, revision: 1, recordedAt: 1.7e12, leaf: '', sequence: 1 }).bytes;
}

const ledgerAppendBulk: Figure = {
  name: 'ledger.appendBulk',
  what: `durable events in batches of ${rowsPerBatch.toLocaleString('en')}, leaf and indexes included`,
  unit: 'events/s',
  rounds: 5,
  async prepare() {
    const bench = new Bench();
    let pages: [Buffer, Buffer][] = [];
    return {
      value: async () => {
        const store = await bench.ledger();
        const spent = await inFlight(batchesOf(bench.events, bulkEvents), (requests) => store.appendMany(requests));
        const since = performance.now();
        await store.settleIndex();
        const seconds = spent + (performance.now() - since) / 1000;
        pages = store.indexPages();
        await store.close();
        return bulkEvents / seconds;
      },
      reference: {
        name: 'bare LMDB bulk put of the same records and index pages',
        value: async () => {
          const { environment, records, index } = bench.bare();
          let next = 1;
          const put = (batch: Buffer[]) =>
            environment.batch(() => {
              for (const bytes of batch) void records.put(next++, bytes);
            });
          let seconds = await inFlight(encodedBatches(bench.events), put);
          seconds += await inFlight([pages.slice(0, pages.length / 2), pages.slice(pages.length / 2)], (half) =>
            environment.batch(() => {
              for (const [key, value] of half) void index.put(key, value);
            }),
          );
          await environment.close();
          return bulkEvents / seconds;
        },
      },
      detail: () => ({ indexPages: pages.length }),
      dispose: async () => bench.remove(),
    };
  },
};

function* encodedBatches(events: LedgerEvents): Iterable<Buffer[]> {
  for (let made = 0; made < bulkEvents; made += rowsPerBatch) yield events.take(rowsPerBatch).map(encodedAlike);
}

export const figures: readonly Figure[] = [ledgerScan, ledgerAppend64, ledgerAppendBulk];
