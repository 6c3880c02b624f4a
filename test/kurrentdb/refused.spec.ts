import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import type { AppendResult } from '@eventstore/db-client';
import { expect, it } from '@jest/globals';
import type { UnplacedEvent } from '#core/record.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { toWire } from '#event-store/kurrentdb/wire.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();

it('knows what the server has more of a stream, also where what was refused came together with what was not', async () => {
  const node = nodeOn(server());
  const stream = caseStream(1);
  const client = EventStoreDBClient.connectionString(server());
  // As others may have written: each second one is decided to be a conflict, before the one ahead of it is on the disk.
  const requests = [[0], [0, 9], [1], [1, 9]].map((numbers) => numbers.map((n) => sampleEvent(stream, n)));
  let expectedRevision: bigint | typeof NO_STREAM = NO_STREAM;
  for (const events of requests) {
    const wire = toWire({ stream, expected: 'any', events }, randomUUID(), 1_700_000_000_000);
    const stored: AppendResult = await client.appendToStream(node.prefix + stream, wire, { expectedRevision });
    expectedRevision = stored.nextExpectedRevision;
  }
  await client.dispose();
  const store = await node.open();
  expect(store.revisionOf(stream)).toBe(1);
  const { revision } = await store.append({ stream, expected: 1, events: [sampleEvent(stream, 2)] });
  expect(revision).toBe(2);
  await store.close();

  // Opened again, it still knows: what is appended at once lands in the order in which it was asked for.
  const again = await node.open();
  const other = caseStream(2);
  const [first, second] = await again.appendMany([
    { stream, expected: 2, events: [sampleEvent(stream, 3)] },
    { stream: other, expected: 'no_stream', events: [sampleEvent(other, 4)] },
  ]);
  expect([first, second]).toMatchObject([
    { value: { revision: 3, events: [{ sequence: 4 }] } },
    { value: { revision: 0, events: [{ sequence: 5 }] } },
  ]);
  await again.close();
  await node.remove();
});

it('finds the end of its mirror on the server, whatever was refused in its stream before it', async () => {
  const node = nodeOn(server());
  const stream = caseStream(1);
  const client = EventStoreDBClient.connectionString(server());
  let expectedRevision: bigint | typeof NO_STREAM = NO_STREAM;
  const write = async (expected: 'any' | 'no_stream', events: readonly UnplacedEvent[], times = 1): Promise<void> => {
    const wire = toWire({ stream, expected, events }, randomUUID(), 1_700_000_000_000);
    for (let i = 0; i < times; i++) {
      const stored: AppendResult = await client.appendToStream(node.prefix + stream, wire, { expectedRevision });
      expectedRevision = stored.nextExpectedRevision;
    }
  };
  const last = sampleEvent(stream, 1);
  await write('any', [sampleEvent(stream, 0)]);
  // The same id with other content, as of a command that was given again.
  await write('no_stream', [{ ...last, salt: 'a'.repeat(32) }]);
  const many = Array.from({ length: 500 }, (_none, n) => sampleEvent(stream, 10 + n));
  await write('no_stream', many, 21);
  await write('any', [last]);
  await client.dispose();
  for (let opening = 0; opening < 2; opening++) {
    const store = await node.open();
    expect(store.revisionOf(stream)).toBe(1);
    await store.close();
  }
  await node.remove();
});
