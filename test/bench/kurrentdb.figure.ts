import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import { systemClock } from '#core/clock.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import { toWire } from '#event-store/kurrentdb/wire.js';
import type { Figure } from './figure.js';
import { LedgerEvents } from './ledger-events.js';

const writers = 64;
const appendsPerWriter = 100;
const mirrored = 50_000;
const eventsPerAppend = 500;
const customers = 10_000;

/** The server that is measured against: `EVENTSTORE_URL`. */
function serverUrl(): string {
  const url = process.env['EVENTSTORE_URL'];
  if (url === undefined) throw new Error('Which server? EVENTSTORE_URL=esdb://… npm run bench -- kurrentdb');
  return url;
}

/** A stream of its own for each writer, so that the server and not the order of one stream is measured. */
function eventsOfWriters(events: LedgerEvents, run: string): ReturnType<LedgerEvents['take']>[] {
  return Array.from({ length: writers }, (_, writer) =>
    events.take(appendsPerWriter).map((event) => ({ ...event, stream: `party-${run}-${writer}` })),
  );
}

async function byAllWriters(append: (writer: number, at: number) => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let at = 0; at < appendsPerWriter; at++) await append(writer, at);
    }),
  );
  return (writers * appendsPerWriter * 1000) / (performance.now() - since);
}

const append64: Figure = {
  name: 'kurrentdb.append64',
  what: `appends of one event by ${writers} writers, each to a stream of its own, answered when they are in the mirror`,
  unit: 'events/s',
  rounds: 5,
  async prepare() {
    const url = serverUrl();
    const directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
    const prefix = `tend.${randomUUID()}.`;
    const store = await KurrentEventStore.open(join(directory, 'mirror'), { url, prefix, clock: systemClock });
    const client = EventStoreDBClient.connectionString(url);
    const events = new LedgerEvents(customers);
    return {
      value: async () => {
        const given = eventsOfWriters(events, randomUUID());
        return byAllWriters((writer, at) => {
          const event = given[writer]![at]!;
          return store.append({ stream: event.stream, expected: at - 1, events: [event] });
        });
      },
      reference: {
        name: 'the bare client, the same events to other streams',
        value: async () => {
          const given = eventsOfWriters(events, randomUUID());
          return byAllWriters((writer, at) => {
            const event = given[writer]![at]!;
            const wire = toWire({ stream: event.stream, expected: 'any', events: [event] }, randomUUID(), 0);
            const expectedRevision = at === 0 ? NO_STREAM : BigInt(at - 1);
            return client.appendToStream(`bare.${event.stream}`, wire, { expectedRevision });
          });
        },
      },
      dispose: async () => {
        await client.dispose();
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

const mirror: Figure = {
  name: 'kurrentdb.mirror',
  what: `${mirrored.toLocaleString('en')} events of a server into a new mirror, indexed and on disk`,
  unit: 'events/s',
  async prepare() {
    const url = serverUrl();
    const directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
    const prefix = `tend.${randomUUID()}.`;
    const client = EventStoreDBClient.connectionString(url);
    await fill(client, prefix);
    let made = 0;
    return {
      value: async () => {
        const since = performance.now();
        const store = await KurrentEventStore.open(join(directory, `mirror-${made++}`), {
          url,
          prefix,
          clock: systemClock,
        });
        await store.caughtUp();
        const seconds = (performance.now() - since) / 1000;
        const { sequence } = store.head();
        await store.close();
        if (sequence !== mirrored) throw new Error(`The mirror has ${sequence} events`);
        return mirrored / seconds;
      },
      reference: {
        name: 'a bare subscription of the client',
        value: async () => {
          const since = performance.now();
          const subscription = client.subscribeToAll({
            fromPosition: START,
            filter: streamNameFilter({ prefixes: [prefix], maxSearchWindow: 1000 }),
          });
          let count = 0;
          for await (const { event } of subscription) if (event !== undefined && ++count === mirrored) break;
          return (mirrored * 1000) / (performance.now() - since);
        },
      },
      dispose: async () => {
        await client.dispose();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

async function fill(client: EventStoreDBClient, prefix: string): Promise<void> {
  const events = new LedgerEvents(customers);
  for (let written = 0; written < mirrored; written += eventsPerAppend) {
    const stream = `party-${randomUUID()}`;
    const given = events.take(eventsPerAppend).map((event) => ({ ...event, stream }));
    const wire = toWire({ stream, expected: 'any', events: given }, randomUUID(), systemClock.now());
    await client.appendToStream(
      prefix + stream,
      wire.map((event) => jsonEvent(event)),
      { expectedRevision: NO_STREAM },
    );
  }
}

export const figures: readonly Figure[] = [append64, mirror];
