import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import { startDouble } from '../kurrentdb-double/double-server.js';
import type { RunningDouble } from '../kurrentdb-double/double-server.js';
import type { DoubleCall } from '../kurrentdb-double/faults.js';
import { until } from './key-nodes.js';
import { eventsOfServer } from './server-events.js';

const stream = caseStream(1);
const prefix = `tend.${randomUUID()}.`;
const never = (): Promise<void> => new Promise(() => undefined);
let directory: string;
let double: RunningDouble;
let store: KurrentEventStore;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
  double = await startDouble({ directory: join(directory, 'server') });
});

afterEach(async () => {
  double.faults.beforeCall = double.faults.beforeAnswer = undefined;
  double.cutConnections();
  await store.close();
  await double.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A node to which nothing comes back. */
async function openApart(patienceMs: number): Promise<void> {
  double.faults.beforeCall = ({ method }) => (method === 'subscribe' ? never() : undefined);
  const timeouts = { attemptMs: 300, patienceMs, firstPauseMs: 10, lastPauseMs: 50, openingMs: 100 };
  store = await KurrentEventStore.open(join(directory, 'mirror'), {
    url: double.url,
    prefix,
    clock: systemClock,
    timeouts,
  });
}

/** From now on it goes on as if nothing had been. */
function heal(): void {
  double.faults.beforeCall = double.faults.beforeAnswer = undefined;
  double.cutConnections();
}

const append = (numbers: readonly number[]) =>
  store.append({ stream, expected: 'no_stream', events: numbers.map((n) => sampleEvent(stream, n)) });

describe('an append of which nobody knows how it ended', () => {
  it('is sent again with the ids that it had', async () => {
    await openApart(60_000);
    const sent: DoubleCall[] = [];
    double.faults.beforeCall = (call) => {
      if (call.method !== 'append') return undefined;
      sent.push(call);
      return sent.length === 1 ? never() : undefined;
    };
    const { events } = await append([1, 2]);
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent.map(({ ids }) => ids.join()))).toEqual(new Set([events.map(({ id }) => id).join()]));
    for (const { id, sequence } of events) expect(store.get(id)).toMatchObject({ sequence });
  });

  it('is stored once, also by a server that has forgotten what it has stored', async () => {
    await openApart(60_000);
    let isStored = false;
    double.faults.beforeAnswer = ({ method }) => {
      if (method !== 'append') return undefined;
      isStored = true;
      return never();
    };
    const appending = append([1, 2]);
    await until(() => isStored);
    const { port } = double;
    await double.close();
    double = await startDouble({ directory: join(directory, 'server'), port });
    let repetitions = 0;
    double.faults.beforeAnswer = ({ method }) => void (repetitions += Number(method === 'append'));
    double.faults.beforeCall = ({ method }) => (method === 'subscribe' && repetitions === 0 ? never() : undefined);
    await until(() => repetitions > 0);
    heal();
    expect(await appending).toMatchObject({ revision: 1 });
    expect(await eventsOfServer(double.url, prefix)).toHaveLength(2);
  });

  it.each<['beforeCall' | 'beforeAnswer', string]>([
    ['beforeCall', 'was never stored'],
    ['beforeAnswer', 'was stored'],
  ])('is not told as refused when it is %s that hangs: it may be that it %s', async (hook) => {
    await openApart(1000);
    const { beforeCall } = double.faults;
    double.faults[hook] = (call) => (call.method === 'append' ? never() : beforeCall!(call));
    await expect(append([1])).rejects.toMatchObject({ code: 'outcome-unknown' });
    heal();
    // Asked again with the same ids, it tells.
    expect(await append([1])).toMatchObject({ revision: 0, events: [{ sequence: 1 }] });
    expect(await eventsOfServer(double.url, prefix)).toHaveLength(1);
  });

  it('is one that was answered and has not come back', async () => {
    await openApart(1000);
    await expect(append([1])).rejects.toMatchObject({ code: 'outcome-unknown' });
    heal();
    expect(await append([1])).toMatchObject({ revision: 0, events: [{ sequence: 1 }] });
  });
});

it('tells that an append is done when it has come back and is decided, and not before', async () => {
  await openApart(60_000);
  let isStored = false;
  double.faults.beforeAnswer = ({ method }) => void (isStored ||= method === 'append');
  let isTold = false;
  const appending = append([1]).finally(() => (isTold = true));
  await until(() => isStored);
  // However long it takes.
  await pause(200);
  expect(isTold).toBe(false);
  heal();
  const { events } = await appending;
  expect(store.at(events[0]!.sequence)?.id).toBe(events[0]!.id);
});
