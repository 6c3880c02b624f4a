import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerError } from '#core/errors.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import type { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import type { AppendRequest, AppendResult, EventStore, ExpectedRevision } from '#event-store/port.js';
import { until } from './key-nodes.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';
import type { LedgerNode } from './ledger-nodes.js';
import { ledgerOfServer } from './server-events.js';

const server = serverOfTests();
const opened: { readonly node: LedgerNode; readonly store: KurrentEventStore }[] = [];

async function open(node: LedgerNode): Promise<KurrentEventStore> {
  const store = await node.open();
  opened.push({ node, store });
  return store;
}

afterEach(async () => {
  for (const { node, store } of opened.splice(0)) {
    await store.close();
    await node.remove();
  }
});

interface Answer {
  readonly request: AppendRequest;
  readonly result?: AppendResult;
  readonly refusal?: LedgerError;
}

async function answered(store: EventStore, request: AppendRequest): Promise<Answer> {
  try {
    return { request, result: await store.append(request) };
  } catch (error) {
    return { request, refusal: error as LedgerError };
  }
}

/** Few streams and ids, so that nodes meet all the time. */
const request: fc.Arbitrary<AppendRequest> = fc
  .record({
    stream: fc.integer({ min: 0, max: 2 }).map(caseStream),
    expected: fc.oneof(
      fc.constant<ExpectedRevision>('any'),
      fc.constantFrom<ExpectedRevision>('no_stream', 'stream_exists'),
      fc.integer({ min: -1, max: 20 }),
    ),
    numbers: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 }),
    known: fc.constantFrom('result' as const, 'drop' as const),
  })
  .map(({ stream, expected, numbers, known }) => ({
    stream,
    expected: known === 'drop' ? 'any' : expected,
    known,
    events: numbers.map((n) => ({ ...sampleEvent(caseStream(n % 7 === 0 ? 9 : 0), n), stream })),
  }));

const script = fc.array(fc.array(request, { minLength: 1, maxLength: 12 }), {
  minLength: 3,
  maxLength: 3,
  size: 'max',
});

describe('several nodes of one ledger', () => {
  it('decide alike, whatever they append at once: as the naive model does with what the server has', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (ofNodes) => {
        const first = nodeOn(server());
        const nodes = [first, nodeOn(server(), first.prefix), nodeOn(server(), first.prefix)];
        const stores = await Promise.all(nodes.map((node) => node.open()));
        try {
          const answers = (
            await Promise.all(
              ofNodes.map((requests, at) => Promise.all(requests.map((each) => answered(stores[at]!, each)))),
            )
          ).flat();
          const naive = await ledgerOfServer(server(), first.prefix);
          const expected = [...naive.readAll()];
          for (const store of stores) {
            await until(() => store.head().sequence >= expected.length);
            expect([...store.readAll()]).toEqual(expected);
          }
          for (const { result, refusal } of answers) {
            if (refusal !== undefined) expect(['revision-conflict', 'event-differs']).toContain(refusal.code);
            for (const event of result?.events ?? [])
              expect(naive.at(event.sequence)).toMatchObject({
                id: event.id,
                revision: event.revision,
                leaf: event.leaf,
              });
          }
          const appended = answers
            .flatMap(({ result }) => result?.events ?? [])
            .filter((e) => e.outcome === 'appended');
          expect(new Set(appended.map(({ id }) => id)).size).toBe(appended.length);
          expect(appended).toHaveLength(expected.length);
        } finally {
          await Promise.all(stores.map((store) => store.close()));
          for (const node of nodes) await node.remove();
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);

  it('lets exactly one of many writers on many nodes win, and tells the others why', async () => {
    const first = nodeOn(server());
    const stores = [await open(first), await open(nodeOn(server(), first.prefix))];
    const stream = caseStream(1);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, n) =>
        answered(stores[n % 2]!, { stream, expected: 'no_stream', events: [sampleEvent(stream, n)] }),
      ),
    );
    expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(1);
    expect(new Set(answers.map(({ refusal }) => refusal?.code))).toEqual(new Set([undefined, 'revision-conflict']));
  });

  it('goes on beneath events that the mirrors refused: the revisions of the server are its own', async () => {
    const first = nodeOn(server());
    const stores = [await open(first), await open(nodeOn(server(), first.prefix))];
    const [one, two] = [caseStream(1), caseStream(2)];
    const event = sampleEvent(one, 1);
    // One id in two streams at once: the server takes both, the ledger one.
    const both = await Promise.all([
      answered(stores[0]!, { stream: one, expected: 'any', events: [event] }),
      answered(stores[1]!, { stream: two, expected: 'any', events: [{ ...event, stream: two }] }),
    ]);
    expect(both.filter(({ result }) => result !== undefined)).toHaveLength(1);
    for (const store of stores)
      for (const stream of [one, two]) {
        const before = store.revisionOf(stream);
        const again = await store.append({ stream, expected: 'any', events: [sampleEvent(stream, before + 100)] });
        expect(again.revision).toBe(before + 1);
        await until(() => stores.every((each) => each.revisionOf(stream) === before + 1));
      }
    expect([...stores[0]!.readAll()]).toEqual([...(await ledgerOfServer(server(), first.prefix)).readAll()]);
  });

  it('makes a lost mirror again, event by event the same', async () => {
    const node = nodeOn(server());
    const store = await open(node);
    for (let n = 0; n < 50; n++)
      await store.append({ stream: caseStream(n % 5), expected: 'any', events: [sampleEvent(caseStream(n % 5), n)] });
    const before = [...store.readAll()];
    await store.close();
    node.loseMirror();
    const again = await open(node);
    await again.caughtUp();
    expect([...again.readAll()]).toEqual(before);
    expect(again.mirrorStatus()).toEqual({ isCaughtUp: true, lagSeconds: 0, foreign: 0 });
  });

  it('refuses a mirror of another ledger, and says what to do', async () => {
    const node = nodeOn(server());
    const store = await node.open();
    await store.append({ stream: caseStream(1), expected: 'any', events: [sampleEvent(caseStream(1), 1)] });
    await store.close();
    await expect(node.openAs(`tend.${randomUUID()}.`)).rejects.toMatchObject({ code: 'integrity' });
    const back = await node.open();
    expect(back.head().sequence).toBe(1);
    await back.close();
    await node.remove();
  });
});
