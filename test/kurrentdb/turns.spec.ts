import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import type { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import type { AppendRequest, AppendResult } from '#event-store/port.js';
import { startDouble } from '../kurrentdb-double/double-server.js';
import type { RunningDouble } from '../kurrentdb-double/double-server.js';
import { nodeOn } from './ledger-nodes.js';
import type { LedgerNode } from './ledger-nodes.js';

/** A server that is asked for what it has of a stream, and answers when it is told to. */
let directory: string;
let double: RunningDouble;
let node: LedgerNode;
let store: KurrentEventStore;
let asked: PromiseWithResolvers<void>;
let answers: PromiseWithResolvers<void>;
let told: string[];

beforeEach(async () => {
  [asked, answers] = [Promise.withResolvers(), Promise.withResolvers()];
  directory = mkdtempSync(join(tmpdir(), 'tend-turns-'));
  const beforeCall = async ({ method }: { method: string }): Promise<void> => {
    if (method !== 'read') return;
    asked.resolve();
    await answers.promise;
  };
  double = await startDouble({ directory, faults: { beforeCall } });
  node = nodeOn(double.url);
  store = await node.open();
  told = [];
});

afterEach(async () => {
  await store.close();
  await double.close();
  await node.remove();
  rmSync(directory, { recursive: true, force: true });
});

const [stream, other, third] = [caseStream(1), caseStream(2), caseStream(3)];
/** Another node may have written the seven events that it expects: only the server knows. */
const ahead: AppendRequest = { stream, expected: 6, events: [sampleEvent(stream, 1)] };

function to(of: string, n: number): AppendRequest {
  return { stream: of, expected: 'any', events: [sampleEvent(of, n)] };
}

async function tell(name: string, appending: Promise<AppendResult>): Promise<void> {
  told.push(
    await appending.then(
      ({ revision }) => `${name}: ${revision}`,
      ({ code }: { code: string }) => `${name}: ${code}`,
    ),
  );
}

it('holds back what comes to a stream until the server has said what is in it, and nothing that goes elsewhere', async () => {
  const first = tell('first', store.append(ahead));
  await asked.promise;
  const second = tell('second', store.append(to(stream, 2)));
  await tell('elsewhere', store.append(to(other, 3)));
  expect(told).toEqual(['elsewhere: 0']);
  answers.resolve();
  await Promise.all([first, second]);
  expect(told).toEqual(['elsewhere: 0', 'first: revision-conflict', 'second: 0']);
});

it('holds back what was given with it, and what comes after that to the same stream', async () => {
  const many = store.appendMany([ahead, to(other, 2), to(stream, 3)]);
  await asked.promise;
  const after = store.append(to(other, 4));
  await tell('elsewhere', store.append(to(third, 5)));
  answers.resolve();
  expect((await many).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  await after;
  expect([...store.readAll()].map(({ id }) => id)).toEqual(
    [sampleEvent(third, 5), sampleEvent(other, 2), sampleEvent(stream, 3), sampleEvent(other, 4)].map(({ id }) => id),
  );
});
