import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccessDeniedError,
  EventStoreDBClient,
  jsonEvent,
  NotLeaderError,
  START,
  UnavailableError,
  type AppendResult,
  type ResolvedEvent,
} from '@eventstore/db-client';
import fc from 'fast-check';
import { writeCertificate } from './certificate.js';
import { startDouble, type DoubleOptions, type RunningDouble } from './double-server.js';
import { notLeader, notReady } from './rpc-errors.js';
import { ServerProcess } from './server-process.js';

const event = (data = {}) => jsonEvent({ type: 'Something', data });

describe('a double in the process of the test', () => {
  let directory: string;
  let double: RunningDouble | undefined;
  const clients: EventStoreDBClient[] = [];

  const started = async (options: Partial<DoubleOptions> = {}) => {
    double = await startDouble({ directory, ...options });
    return double;
  };
  const clientOf = (url: string) => {
    const client = EventStoreDBClient.connectionString(url);
    clients.push(client);
    return client;
  };
  const all = async (client: EventStoreDBClient): Promise<ResolvedEvent[]> => {
    const events: ResolvedEvent[] = [];
    for await (const resolved of client.readAll()) {
      if (!resolved.event!.type.startsWith('$')) events.push(resolved);
    }
    return events;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await double?.close();
    double = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps the order of concurrent appends, and all of it when it is started again', async () => {
    const appends = fc.array(
      fc.record({ stream: fc.constantFrom('a', 'b', 'c'), events: fc.integer({ min: 1, max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(appends, async (list) => {
        const client = clientOf((await started()).url);
        const before = await all(client);
        const answers: AppendResult[] = await Promise.all(
          list.map(({ stream, events }) =>
            client.appendToStream(
              stream,
              Array.from({ length: events }, () => event()),
            ),
          ),
        );
        const after = await all(client);
        const positions = after.map((resolved) => resolved.event!.position!.commit);
        expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
        expect(new Set(positions).size).toBe(before.length + list.reduce((sum, { events }) => sum + events, 0));
        for (const [at, { nextExpectedRevision, position }] of answers.entries()) {
          const last = after.find((resolved) => resolved.event!.position!.commit === position!.commit)!.event!;
          expect([last.streamId, last.revision]).toEqual([list[at]!.stream, nextExpectedRevision]);
        }
        await double!.close();
        expect(await all(clientOf((await started()).url))).toEqual(after);
        await double!.close();
        double = undefined;
      }),
      { seed: 20261130, numRuns: 8 },
    );
  });

  it('stores and does not answer, when a test wants that', async () => {
    const { url, faults } = await started();
    const client = clientOf(url);
    const stored = Promise.withResolvers<void>();
    faults.beforeAnswer = async ({ method }) => {
      if (method !== 'append') return;
      stored.resolve();
      await new Promise(() => undefined);
    };
    const answered = client.appendToStream('s', event()).then(
      () => 'answered',
      (error: Error) => error.constructor.name,
    );
    await stored.promise;
    expect(await all(clientOf(url))).toHaveLength(1);
    double!.cutConnections();
    expect(await answered).toBe('UnavailableError');
  });

  it('refuses as one that does not lead or is not ready, and stores nothing', async () => {
    const { url, port, faults } = await started();
    const client = clientOf(url);
    for (const refusal of [notLeader('127.0.0.1', port), notReady()]) {
      faults.beforeCall = ({ ids }) => {
        if (ids.length > 0) throw refusal;
      };
      await expect(client.appendToStream('s', event())).rejects.toBeInstanceOf(
        refusal.details === 'Server Is Not Ready' ? UnavailableError : NotLeaderError,
      );
    }
    faults.beforeCall = undefined;
    expect(await all(client)).toEqual([]);
    expect((await client.appendToStream('s', event(), { expectedRevision: 'no_stream' })).success).toBe(true);
  });

  it('breaks connections: a subscription gets one error, and a new one goes on behind what was seen', async () => {
    const { url } = await started();
    const client = clientOf(url);
    const { position } = await client.appendToStream('s', [event({ n: 1 }), event({ n: 2 })]);
    const errors: unknown[] = [];
    const subscription = client.subscribeToAll({ fromPosition: START });
    subscription.on('error', (error) => errors.push(error));
    subscription.on('data', () => undefined);
    await new Promise<void>((resolve) => subscription.once('caughtUp', resolve));
    const failed = new Promise((resolve) => subscription.once('error', resolve));
    double!.cutConnections();
    await failed;
    expect(errors).toEqual([expect.any(UnavailableError)]);
    await client.appendToStream('s', event({ n: 3 }));
    const again = client.subscribeToAll({ fromPosition: position! });
    const { value } = (await again[Symbol.asyncIterator]().next()) as { value: ResolvedEvent };
    expect(value.event!.data).toEqual({ n: 3 });
    await again.unsubscribe();
  });

  it('drops a live subscriber that falls too far behind', async () => {
    const { url } = await started({ liveLagEvents: 1000 });
    const client = clientOf(url);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    const failed = new Promise<Error>((resolve) => subscription.once('error', resolve));
    subscription.once('data', () => subscription.pause());
    await new Promise<void>((resolve) => subscription.once('caughtUp', resolve));
    for (let n = 0; n < 10; n++) {
      await client.appendToStream(
        's',
        Array.from({ length: 500 }, () => event({ pad: 'x'.repeat(400) })),
      );
    }
    subscription.resume();
    expect(await failed).toMatchObject({ type: 'timeout', code: 10 });
  });

  it('is a cluster of one to those who ask who leads', async () => {
    const { port } = await started();
    const client = clientOf(`esdb+discover://127.0.0.1:${port}?tls=false`);
    expect((await client.appendToStream('s', event())).success).toBe(true);
  });
});

describe('a secure double in a process of its own', () => {
  let directory: string;
  let server: ServerProcess;
  let certificateFile: string;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
    const tls = writeCertificate(directory);
    certificateFile = tls.certificateFile;
    server = new ServerProcess({ directory: join(directory, 'db'), tls });
    await server.start();
  });

  afterEach(async () => {
    await server.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    ['admin:changeit@', 'appended'],
    ['admin:wrong@', AccessDeniedError.name],
    ['', AccessDeniedError.name],
  ])('lets in those it knows: %j', async (user, outcome) => {
    const client = EventStoreDBClient.connectionString(
      `esdb://${user}127.0.0.1:${server.port}?tls=true&tlsCAFile=${encodeURIComponent(certificateFile)}`,
    );
    const append = client.appendToStream('s', event()).then(
      () => 'appended',
      (error: Error) => error.constructor.name,
    );
    expect(await append).toBe(outcome);
    const read = client.readAll()[Symbol.asyncIterator]().next();
    if (outcome === 'appended') await read;
    else await expect(read).rejects.toBeInstanceOf(AccessDeniedError);
    await client.dispose();
  });

  it('goes on after a pause, and ends cleanly when asked', async () => {
    server.pause();
    await server.resume();
    await server.term();
    await server.start();
    expect(server.url).toContain('tls=true');
  });
});

describe('a double that is killed', () => {
  it('has all that it acknowledged when it is started again', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
    const server = new ServerProcess({ directory });
    const acknowledged = new Set<string>();
    const rounds = 3;
    const writers = 32;
    const acknowledgedBeforeKill = 200;
    try {
      for (let round = 1; round <= rounds; round++) {
        await server.start();
        const client = EventStoreDBClient.connectionString(server.url);
        let killed: Promise<void> | undefined;
        const write = async (stream: string) => {
          while (killed === undefined) {
            const { id } = await appended(client, stream);
            acknowledged.add(id);
            if (acknowledged.size >= round * acknowledgedBeforeKill) killed ??= server.kill();
          }
        };
        await Promise.allSettled(Array.from({ length: writers }, (_, at) => write(`s-${round}-${at}`)));
        await killed;
        await client.dispose();
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(rounds * acknowledgedBeforeKill);
      await server.start();
      const client = EventStoreDBClient.connectionString(server.url);
      for await (const { event: stored } of client.readAll()) acknowledged.delete(stored!.id);
      expect([...acknowledged]).toEqual([]);
      await client.dispose();
    } finally {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

async function appended(client: EventStoreDBClient, stream: string): Promise<{ readonly id: string }> {
  const one = event();
  await client.appendToStream(stream, one);
  return one;
}
