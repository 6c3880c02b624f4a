import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { untilKnown } from '#event-store/kurrentdb/attempts.js';
import { Connection } from '#event-store/kurrentdb/connection.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import { KeyFeed } from '#event-store/kurrentdb/key-feed.js';
import { lastOf } from '#event-store/kurrentdb/last-mirrored.js';
import { startDouble } from '../kurrentdb-double/double-server.js';
import type { RunningDouble } from '../kurrentdb-double/double-server.js';
import { until } from './key-nodes.js';

const timeouts = { attemptMs: 400, patienceMs: 60_000, firstPauseMs: 10, lastPauseMs: 50, openingMs: 100 };
let directory: string;
let double: RunningDouble;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
  double = await startDouble({ directory: join(directory, 'server') });
});

afterEach(async () => {
  double.faults.beforeCall = undefined;
  await double.close();
  rmSync(directory, { recursive: true, force: true });
});

it('reads again what was read by a client that was given up: it ends early, and without an error', async () => {
  const stream = caseStream(1);
  const prefix = `tend.${randomUUID()}.`;
  const store = await KurrentEventStore.open(join(directory, 'one'), { url: double.url, prefix, clock: systemClock });
  await store.append({ stream, expected: 'any', events: [sampleEvent(stream, 1)] });
  await store.close();

  const connection = new Connection({ url: double.url });
  let reads = 0;
  double.faults.beforeCall = ({ method }) => {
    if (method === 'read' && reads++ === 0) return new Promise(() => undefined);
    return undefined;
  };
  const reading = untilKnown(connection, stream, (client) => lastOf(client, prefix + stream), {
    isRead: true,
    timeouts: { ...timeouts, attemptMs: 60_000 },
  });
  await until(() => reads === 1);
  // As when something else that goes the same way has failed.
  connection.renew(connection.client());
  expect((await reading)?.revision).toBe(0n);
  await connection.close();
});

it('does not take keys for those of another server because it could not read them', async () => {
  const [stream, id] = ['keys-node-1', randomUUID()];
  const connection = new Connection({ url: double.url });
  await connection.client().appendToStream(stream, jsonEvent({ id, type: 'KeysChanged', data: {} }));
  const feed = new KeyFeed(connection, 'keys-node-', { stream, revision: 0, id }, () => Promise.resolve());
  let isAsked = false;
  double.faults.beforeCall = () => {
    isAsked = true;
    return new Promise(() => undefined);
  };
  const placing = feed.place((work) => work);
  placing.catch(() => undefined);
  await until(() => isAsked);
  connection.renew(connection.client());
  await expect(placing).rejects.toMatchObject({ code: 'unavailable' });
  double.faults.beforeCall = undefined;
  expect(await feed.place((work) => work)).toBeDefined();
  await connection.close();
});

it('tells of no conflict with a stream that it could not read', async () => {
  const [stream, other] = [caseStream(1), caseStream(2)];
  const prefix = `tend.${randomUUID()}.`;
  const to = { url: double.url, prefix, clock: systemClock, timeouts };
  const first = await KurrentEventStore.open(join(directory, 'one'), to);
  await first.append({ stream, expected: 'any', events: [sampleEvent(stream, 1)] });
  await first.close();

  // A node that shows nothing yet: an append that is not answered makes its client be given up while another is to be decided.
  let isHeld = true;
  const asked: string[] = [];
  double.faults.beforeCall = ({ method }) => {
    if (!isHeld) return undefined;
    asked.push(method);
    return new Promise(() => undefined);
  };
  const second = await KurrentEventStore.open(join(directory, 'two'), to);
  const appending = second.append({ stream: other, expected: 'any', events: [sampleEvent(other, 2)] });
  await until(() => asked.includes('append'));
  const deciding = second.append({ stream, expected: 'stream_exists', events: [sampleEvent(stream, 3)] });
  deciding.catch(() => undefined);
  await until(() => asked.filter((method) => method === 'append').length > 1);
  isHeld = false;
  double.cutConnections();
  expect(await deciding).toMatchObject({ revision: 1 });
  expect(await appending).toMatchObject({ revision: 0 });
  await second.close();
});
