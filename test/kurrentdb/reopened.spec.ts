import { expect, it } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();

it('answers in the order of asking where a node does not know yet that the server has more than the ledger', async () => {
  const node = nodeOn(server());
  const clock = fixedClock(1_700_000_000_000);
  const [stream, other] = [caseStream(1), caseStream(2)];
  const event = sampleEvent(stream, 0);
  let store = await node.open(clock);
  await store.appendMany([
    { stream, expected: 'any', events: [event] },
    { stream, expected: 'any', known: 'drop', events: [event] },
    { stream: other, expected: 'any', events: [sampleEvent(other, 0)] },
  ]);
  await store.close();
  store = await node.open(clock);
  const again = [sampleEvent(stream, 1)];
  const results = await store.appendMany([
    { stream, expected: 'any', events: again },
    { stream, expected: 'no_stream', events: again },
  ]);
  expect(results).toMatchObject([
    { status: 'fulfilled', value: { events: [{ outcome: 'appended' }] } },
    { status: 'fulfilled', value: { events: [{ outcome: 'known' }] } },
  ]);
  await store.close();
  await node.remove();
});
